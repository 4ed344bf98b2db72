"""Where a server's time goes under one workload: perf for the code, strace for the system calls."""
import contextlib
import shutil
import subprocess
import threading

from . import machine, processes, server
from .measure import warm_up

LINES = 45


def profile(peer, workload, seconds):
    if workload.send is None:
        raise SystemExit(f"bench: '{workload.name}' is not a load; nothing to profile")
    tls = server.self_signed(machine.WORK) if workload.tls else None
    # perf finds the names of code that the JIT made in /tmp/perf-PID.map.
    environment = {"DOTNET_PerfMapEnabled": "1"}
    with server.start(peer, tls=tls, proxied=workload.proxied, environment=environment) as target:
        workload.check(target)
        warm_up(target, workload.send)
        pids = processes.tree(target.pid)
        for tool in (perf, strace):
            if not shutil.which(tool.__name__):
                print(f"{tool.__name__} is not installed")
                continue
            print(f"\n{peer.title}, {workload.title}: {tool.__name__}, {seconds:g} s\n")
            with under_load(target, workload, seconds + 1):
                print(tool(pids, seconds))


def perf(pids, seconds):
    data = machine.WORK / "perf.data"
    # The clock event works where a virtual machine has no counters.
    record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-o", data, "-p", ",".join(map(str, pids))]
    subprocess.run([*record, "--", "sleep", str(seconds)], check=True)
    return "\n\n".join(shares(data, sort) for sort in ("dso", "dso,symbol"))


def shares(data, sort):
    """Lines of perf's report: the share of the samples by object, or by object and function."""
    report = ["perf", "report", "-i", data, "--stdio", "--sort", sort, "--percent-limit", "0.4"]
    text = subprocess.run(report, check=True, capture_output=True, text=True).stdout
    lines = [line.rstrip(" -") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return "\n".join(lines[:LINES])


def strace(pids, seconds):
    attach = [argument for pid in pids for argument in ("-p", str(pid))]
    done = subprocess.run(["timeout", "-s", "INT", str(seconds), "strace", "-c", "-f", *attach], capture_output=True, text=True)
    return "\n".join(line for line in done.stderr.splitlines() if not line.startswith("strace: Process"))


@contextlib.contextmanager
def under_load(target, workload, seconds):
    sender = threading.Thread(target=workload.send, args=(target, seconds))
    sender.start()
    try:
        yield
    finally:
        sender.join()
