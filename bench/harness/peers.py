"""The servers that are compared: how each is started, whether it is there, and what it cannot do."""
import functools
import grp
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from peers import shop

from . import machine
from .server import Launch

PEERS_DIRECTORY = machine.BENCH / "peers"


@dataclass(frozen=True, eq=False)
class Peer:
    name: str
    title: str
    command: Callable[[Launch], list[str]]
    version: Callable[[], str | None]
    """Product and version; None where the peer is not installed."""
    unable: dict[str, str] = field(default_factory=dict)
    """Workloads that the peer has no way to do, with the reason."""
    only: tuple[str, ...] = ()
    """The workloads that the peer is for; all of them where this is empty."""
    environment: dict[str, str] = field(default_factory=dict)
    frees_memory: bool = False
    """Whether POST /collect makes it give back what it does not use."""


def output_of(*argv):
    done = subprocess.run(argv, capture_output=True, text=True)
    return (done.stdout + done.stderr).strip() if done.returncode == 0 else None


# Ours.


def ours(build, verb):
    def command(launch):
        bind = f"127.0.0.1:{launch.port}"
        if launch.tls:
            certificate, key = launch.tls
            bind = f"ssl:{bind}:privateKey={key}:certKey={certificate}"
        argv = [str(machine.WORK / "build" / build / "Bench"), verb, "-w", "1", "-b", bind]
        return [*argv, "--trusted-proxies", "127.0.0.1"] if launch.proxied else argv

    return command


def gatehouse_version():
    text = (machine.ROOT / "Directory.Build.props").read_text()
    commit = output_of("git", "-C", str(machine.ROOT), "rev-parse", "--short", "HEAD")
    return f"Gatehouse {re.search(r'<Version>(.*)</Version>', text)[1]}" + (f" ({commit})" if commit else "")


# nginx.


def nginx_program():
    return shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def nginx(launch):
    (launch.directory / "64k").write_bytes(b"x" * 65536)
    items = []
    for kind in shop.KINDS:
        body = shop.item(kind, 987654321).decode().replace("987654321", "$id")
        items.append(
            f"    location /{kind}/ {{ location ~ ^/{kind}/(?<id>[0-9]+)$ "
            f"{{ default_type application/json; return 200 '{body}'; }} }}"
        )
    tls = ""
    if launch.tls:
        tls = f"ssl_certificate {launch.tls[0]}; ssl_certificate_key {launch.tls[1]};"
    words = {
        "USER": pwd.getpwuid(os.geteuid()).pw_name,
        "GROUP": grp.getgrgid(os.getegid()).gr_name,
        "DIRECTORY": str(launch.directory),
        "CONNECTIONS": str(launch.connections),
        "PORT": f"{launch.port}{' ssl' if launch.tls else ''}",
        "CERTIFICATE": tls,
        "REALIP": "set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;" if launch.proxied else "",
        "ITEMS": "\n".join(items),
    }
    template = (PEERS_DIRECTORY / "nginx.conf").read_text()
    text = re.sub(r"\b(" + "|".join(words) + r")\b", lambda word: words[word[0]], template)
    configuration = launch.directory / "nginx.conf"
    configuration.write_text(text)
    return [nginx_program(), "-p", str(launch.directory), "-c", str(configuration)]


def nginx_version():
    program = nginx_program()
    return program and output_of(program, "-v").rpartition(" ")[2].replace("/", " ")


# Kestrel.


def kestrel(launch):
    scheme = "https" if launch.tls else "http"
    argv = [str(machine.WORK / "build" / "kestrel" / "Kestrel"), "--urls", f"{scheme}://127.0.0.1:{launch.port}"]
    if launch.tls:
        argv += [f"--Kestrel:Certificates:Default:Path={launch.tls[0]}"]
        argv += [f"--Kestrel:Certificates:Default:KeyPath={launch.tls[1]}"]
    if launch.proxied:
        argv += ["--BehindProxy=true"]
    return argv


def kestrel_version():
    listed = output_of("dotnet", "--list-runtimes") or ""
    versions = re.findall(r"^Microsoft\.AspNetCore\.App (10\.\S+)", listed, re.MULTILINE)
    return versions and f"Kestrel {versions[-1]}" or None


# Python's.


@functools.cache
def python_with(module):
    """The interpreter that has the module: apt installs modules for the system's own, which need not be first in PATH."""
    for program in dict.fromkeys([sys.executable, "/usr/bin/python3"]):
        if os.path.exists(program) and output_of(program, "-c", f"import {module}") is not None:
            return program
    return None


def python_version(module, title):
    def version():
        program = python_with(module)
        if not program:
            return None
        code = f"import importlib.metadata as m, platform; print(m.version('{module}'), platform.python_version())"
        number, python = output_of(program, "-c", code).split()
        return f"{title} {number} on Python {python}"

    return version


def gunicorn(worker_class):
    def command(launch):
        argv = [python_with("gevent" if worker_class == "gevent" else "gunicorn"), "-m", "gunicorn", "wsgi:app"]
        argv += ["--chdir", str(PEERS_DIRECTORY), "-w", "1", "-k", worker_class, "-b", f"127.0.0.1:{launch.port}"]
        argv += ["--worker-tmp-dir", "/dev/shm", "--keep-alive", "75", "--log-level", "warning"]
        argv += ["--worker-connections", str(launch.connections)]
        if launch.tls:
            argv += ["--certfile", str(launch.tls[0]), "--keyfile", str(launch.tls[1])]
        return argv

    return command


def gunicorn_with_gevent_version():
    version = python_version("gunicorn", "Gunicorn")()
    return version if python_with("gevent") else None


def script(name, module):
    def command(launch):
        options = ["--xheaders"] if launch.proxied else []
        return [python_with(module), str(PEERS_DIRECTORY / name), *options, str(launch.port), *map(str, launch.tls or ())]

    return command


# glibc gives the top of the heap back to the kernel on each free(3) above 128 KiB, and a server that allocates 64 KiB for a body
# then takes new pages for every request: nginx's echo cost 94 µs so, and 40 µs with the threshold raised.
KEEPS_HEAP = {"MALLOC_TRIM_THRESHOLD_": str(4 << 20)}
PYTHON = {"PYTHONDONTWRITEBYTECODE": "1", **KEEPS_HEAP}
NO_KEEP_ALIVE = "closes the connection after each answer"
NO_WEBSOCKET = "no WebSocket"
NO_TRUST = "leaves what proxies say to the application"

PEERS = [
    Peer(
        "ours", "Gatehouse, native", ours("native", "prefork"), gatehouse_version, frees_memory=True,
    ),
    Peer(
        "ours-jit", "Gatehouse, JIT", ours("jit", "prefork"), gatehouse_version, frees_memory=True,
    ),
    Peer(
        "ours-epoll", "Gatehouse, native, `epoll`", ours("native", "epoll"), gatehouse_version, only=("start",),
    ),
    Peer(
        "nginx", "nginx", nginx, nginx_version, environment=KEEPS_HEAP, unable={"websocket": NO_WEBSOCKET},
    ),
    Peer(
        "kestrel", "Kestrel, minimal API", kestrel, kestrel_version, frees_memory=True,
        environment={"ASPNETCORE_CONTENTROOT": str(machine.WORK / "build" / "kestrel")},
    ),
    Peer(
        "gunicorn", "Gunicorn, sync", gunicorn("sync"), python_version("gunicorn", "Gunicorn"), environment=PYTHON,
        unable={
            "pipelined": NO_KEEP_ALIVE, "idle": NO_KEEP_ALIVE, "tls": NO_KEEP_ALIVE, "websocket": NO_WEBSOCKET,
            "proxied": NO_TRUST,
        },
    ),
    Peer(
        "gunicorn-gevent", "Gunicorn, gevent", gunicorn("gevent"), gunicorn_with_gevent_version, environment=PYTHON,
        unable={"proxied": NO_TRUST, "websocket": NO_WEBSOCKET},
    ),
    Peer(
        "tornado", "Tornado", script("tornado_server.py", "tornado"), python_version("tornado", "Tornado"),
        environment=PYTHON,
    ),
    Peer(
        "gevent", "gevent.pywsgi", script("gevent_server.py", "gevent"), python_version("gevent", "gevent"),
        environment=PYTHON,
        unable={
            "proxied": NO_TRUST,
            "websocket": NO_WEBSOCKET,
            "close": "closes without `Connection: close` in the answer, which wrk counts as an error",
        },
    ),
    Peer(
        "twisted", "Twisted Web", script("twisted_server.py", "twisted"), python_version("twisted", "Twisted"),
        environment=PYTHON, unable={"proxied": NO_TRUST, "websocket": NO_WEBSOCKET},
    ),
]  # fmt: skip
