"""The machine: two cores apart, one for the server and one for the load, and what a reader of figures must know of it."""
import contextlib
import os
import platform
import resource
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
WORK = ROOT / "artifacts" / "bench"

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[0]
LOAD_CORE = CORES[-1]


def settle_on_load_core():
    """The harness and every load program that it starts run here; servers do not."""
    os.sched_setaffinity(0, {LOAD_CORE})


@contextlib.contextmanager
def on_server_core():
    """What is started inside inherits the server's core, from its first instruction on."""
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        yield
    finally:
        os.sched_setaffinity(0, {LOAD_CORE})


def raise_file_limit():
    """As many descriptors as the hard limit allows; servers inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def description():
    models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    count = len(CORES)
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{count} cores of {models[0] if models else platform.machine()}, Linux {kernel}"


def load_version():
    """wrk prints its version and ends with 1."""
    text = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout
    return text.partition("[")[0].strip() or "wrk"
