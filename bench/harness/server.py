"""One running server: started on its core, asked until it answers, and ended."""
import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import machine


class Unavailable(Exception):
    """A peer cannot do a workload, or failed at it. The row is left out and the reason is printed."""


@dataclass(frozen=True)
class Launch:
    """What a peer's command line is made from."""

    port: int
    directory: Path
    tls: tuple[Path, Path] | None = None
    proxied: bool = False
    """Whether loopback is a proxy that speaks for its clients."""
    connections: int = 1024


@dataclass
class Server:
    title: str
    port: int
    tls: bool
    process: subprocess.Popen
    log: Path
    started: float
    first_answer: float = field(default=0.0)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop()

    @property
    def pid(self):
        return self.process.pid

    @property
    def url(self):
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def connection(self, timeout=10.0):
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=trusting_everyone())
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, timeout=10.0):
        """Status, content type and body of one request on a connection of its own."""
        with contextlib.closing(self.connection(timeout)) as connection:
            connection.request(method, path, body, {"Connection": "close", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read()

    def wait_for_first_answer(self, patience=20.0):
        """Asks until the first 200. How long that took since the start is then in first_answer, in seconds."""
        deadline = self.started + patience
        while time.perf_counter() < deadline:
            if self.process.poll() is not None:
                raise Unavailable(f"ended with {self.process.returncode}: {self.last_words()}")
            if self.accepts():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    if self.ask("GET", "/")[0] == 200:
                        self.first_answer = time.perf_counter() - self.started
                        return
            time.sleep(0.0002)
        raise Unavailable(f"no answer within {patience:.0f} s: {self.last_words()}")

    def accepts(self):
        """A connection attempt alone is cheap enough to be repeated while a server starts."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def last_words(self):
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"

    def stop(self):
        """Ends the session that was made for this server: politely, then not."""
        for sign, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                break
        # A master that was killed leaves its workers behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def start(peer, *, tls=None, proxied=False, connections=1024, environment=None):
    """The server, once it answers."""
    port = free_port()
    directory = machine.WORK / peer.name
    directory.mkdir(parents=True, exist_ok=True)
    argv = peer.command(Launch(port, directory, tls, proxied, connections))
    log = directory / "server.log"
    with log.open("w") as output, machine.on_server_core():
        started = time.perf_counter()
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=directory,
            env={**os.environ, **peer.environment, **(environment or {})},
            start_new_session=True,
        )
    server = Server(peer.title, port, tls is not None, process, log, started)
    try:
        server.wait_for_first_answer()
    except BaseException:
        server.stop()
        raise
    return server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def trusting_everyone():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def self_signed(directory):
    """A certificate for this run, of the kind that most sites have: ECDSA on P-256."""
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
