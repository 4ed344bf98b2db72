"""What sends the requests: wrk, the WebSocket client, and idle connections."""
import contextlib
import json
import re
import resource
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from . import machine
from .server import Unavailable

LOAD_DIRECTORY = machine.BENCH / "load"
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class LoadResult:
    """Times in seconds. ``busy`` is the load program's own share of its core: at 1 it may be what limits the rate."""

    requests: int
    rate: float
    p50: float
    p99: float
    elapsed: float
    busy: float


def run_load(argv):
    """Output of a load program, its wall time and its share of a core."""
    before, started = children_cpu(), time.perf_counter()
    done = subprocess.run(argv, capture_output=True, text=True, cwd=machine.WORK)
    elapsed = time.perf_counter() - started
    if done.returncode != 0:
        raise Unavailable((done.stdout + done.stderr).strip().splitlines()[-1])
    return done.stdout, elapsed, (children_cpu() - before) / elapsed


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def wrk(url, seconds, connections=64, script=None, headers=()):
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "10s", "--latency"]
    if script:
        argv += ["-s", str(LOAD_DIRECTORY / script)]
    for header in headers:
        argv += ["-H", header]
    text, elapsed, busy = run_load([*argv, url])
    for complaint in re.findall(r"^\s*((?:Non-2xx|Socket errors).*)$", text, re.MULTILINE):
        raise Unavailable(complaint)
    requests = int(re.search(r"(\d+) requests in", text)[1])
    if requests == 0:
        raise Unavailable("no request was answered")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return LoadResult(requests, rate, percentile(text, 50), percentile(text, 99), elapsed, busy)


def percentile(text, which):
    number, unit = re.search(rf"^\s*{which}%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.MULTILINE).groups()
    return float(number) * UNITS[unit]


def websocket(port, seconds, connections=64):
    argv = [sys.executable, str(LOAD_DIRECTORY / "websocket.py"), str(port), str(connections), str(seconds)]
    text, elapsed, busy = run_load(argv)
    result = json.loads(text)
    rate = result["messages"] / result["seconds"]
    return LoadResult(result["messages"], rate, result["p50"], result["p99"], elapsed, busy)


@contextlib.contextmanager
def idle_connections(port, count, answer_ends_with):
    """Keep-alive connections that made one request each, from eight source addresses, so that ports do not run short."""
    request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    with contextlib.ExitStack() as opened:
        links = []
        # As many at a time as any server's backlog holds.
        for start in range(0, count, 200):
            batch = []
            for index in range(start, min(start + 200, count)):
                link = opened.enter_context(socket.socket())
                link.settimeout(20)
                link.bind((f"127.0.0.{2 + index % 8}", 0))
                link.connect(("127.0.0.1", port))
                link.sendall(request)
                batch.append(link)
            for link in batch:
                answer = b""
                while not answer.endswith(answer_ends_with):
                    piece = link.recv(4096)
                    if not piece:
                        raise Unavailable(f"closed connection {len(links)} of {count}")
                    answer += piece
                links.append(link)
        yield
        # A server that has closed some of them meanwhile was measured with fewer.
        for link in links:
            link.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                link.recv(1)
                raise Unavailable("closed connections while they were counted")
