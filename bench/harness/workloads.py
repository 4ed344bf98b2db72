"""What is measured. A workload knows how to send its load once, and what a right answer to it is."""
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from peers import shop

from . import load
from .server import Server, Unavailable, trusting_everyone

IDLE_CONNECTIONS = 10_000


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    describe: str
    """For the reader of the table: what one request is."""
    unit: str = "request"
    check: Callable[[Server], None] = lambda server: None
    """Raises Unavailable unless the server answers as it must."""
    send: Callable[[Server, float], load.LoadResult] | None = None
    """Puts the server under load for some seconds; None for what is not a load."""
    latency: bool = True
    """Whether the load program can tell latencies here."""
    tls: bool = False
    proxied: bool = False
    """Whether the requests come as a trusted proxy on loopback sends them."""
    notes: dict[str, str] = field(default_factory=dict)
    """Remarks below the table, by peer."""


def answers(method, path, expected, body=None, headers=None):
    def check(server):
        status, _, got = server.ask(method, path, body, headers)
        if status != 200 or got != expected:
            raise Unavailable(f"{method} {path} gives {status} and {len(got)} bytes that are not as they must be")

    return check


def answers_items(server):
    for number, kind in enumerate(shop.KINDS, start=70):
        status, content_type, body = server.ask("GET", f"/{kind}/{number}")
        if status != 200 or not (content_type or "").startswith("application/json"):
            raise Unavailable(f"GET /{kind}/{number} gives {status}, {content_type}")
        if json.loads(body) != json.loads(shop.item(kind, number)):
            raise Unavailable(f"GET /{kind}/{number} gives {body!r}")


def answers_over_tls_1_3(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as link, trusting_everyone().wrap_socket(link) as secured:
        version, cipher = secured.version(), secured.cipher()[0]
    if (version, cipher) != ("TLSv1.3", "TLS_AES_256_GCM_SHA384"):
        raise Unavailable(f"agrees on {version} with {cipher}, the others on TLSv1.3 with TLS_AES_256_GCM_SHA384")
    answers("GET", "/", shop.HELLO)(server)


def wrk(path="/", **options):
    return lambda server, seconds: load.wrk(server.url + path, seconds, **options)


# What nginx sends on of a browser's request, with the headers of the site that Gatehouse publishes.
FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "Cookie": "id=0123456789abcdef0123456789abcdef; theme=dark",
}

RECONNECTS = "closes the connection after each answer, so this is a new connection each time"

WORKLOADS = [
    Workload(
        "hello",
        "Hello, keep-alive",
        "`GET /` on 64 connections that stay open: 13 bytes of text.",
        check=answers("GET", "/", shop.HELLO),
        send=wrk(),
        notes={"gunicorn": RECONNECTS},
    ),
    Workload(
        "proxied",
        "From a trusted proxy",
        "`GET /client` as a proxy sends a browser's request on, nine headers, 64 connections that stay open: the client's address and scheme.",
        check=answers("GET", "/client", b"203.0.113.7 https", headers=FORWARDED),
        send=wrk("/client", headers=[f"{name}: {value}" for name, value in FORWARDED.items()]),
        proxied=True,
        notes={"nginx": "takes the address with `realip` and copies the scheme from the header, unchecked"},
    ),
    Workload(
        "pipelined",
        "Pipelined",
        "The same, sixteen requests in one write. wrk corrects latencies as if requests came one by one, so none are shown.",
        check=answers("GET", "/", shop.HELLO),
        send=wrk(script="pipelined.lua"),
        latency=False,
    ),
    Workload(
        "close",
        "A new connection each request",
        "`GET /` with `Connection: close`, 64 at a time.",
        check=answers("GET", "/", shop.HELLO),
        send=wrk(headers=["Connection: close"]),
    ),
    Workload(
        "routes",
        "Sixteen routes, a parameter, JSON",
        "`GET /brands/1` to `GET /warehouses/4096`, 64 connections that stay open: an object with six members.",
        check=answers_items,
        send=wrk(script="routes.lua"),
        notes={
            "gunicorn": RECONNECTS,
            "nginx": "writes a text with the parameter in it; the others make a number of the parameter and JSON of an object",
        },
    ),
    Workload(
        "64k",
        "A 64 KiB response",
        "`GET /64k` on 64 connections that stay open.",
        check=answers("GET", "/64k", shop.SIXTY_FOUR_KIB),
        send=wrk("/64k"),
        notes={
            "gunicorn": RECONNECTS,
            "nginx": "sends a file, with `sendfile` and `open_file_cache`; the others send bytes that they have in memory",
        },
    ),
    Workload(
        "echo",
        "A 64 KiB request body, echoed",
        "`POST /echo` on 64 connections that stay open: the whole body is read, then sent back.",
        check=answers("POST", "/echo", bytes(range(65, 91)) * 2520, bytes(range(65, 91)) * 2520),
        send=wrk("/echo", script="echo.lua"),
        notes={
            "gunicorn": RECONNECTS,
            "nginx": "has the body read by its `mirror` module and answers `return 200 $request_body`",
        },
    ),
    Workload(
        "idle",
        "Idle connections",
        f"{IDLE_CONNECTIONS:,} keep-alive connections that made one request each: growth of the server's memory, by connection. "
        "The kernel's memory for a socket is not in it.",
        check=answers("GET", "/", shop.HELLO),
        notes={"nginx": "makes its table of connections before the first one comes: about 420 bytes an entry, not in the growth"},
    ),
    Workload(
        "websocket",
        "WebSocket echo",
        "64-byte binary messages, one at a time on each of 64 connections.",
        unit="message",
        send=lambda server, seconds: load.websocket(server.port, seconds),
    ),
    Workload(
        "tls",
        "Hello over TLS, keep-alive",
        "`GET /` on 64 connections that stay open, TLS 1.3 with AES-256-GCM and a self-signed ECDSA certificate. "
        "The 64 handshakes are in it.",
        check=answers_over_tls_1_3,
        send=wrk(),
        tls=True,
    ),
    Workload(
        "start",
        "Start to first answer",
        "From spawning the program to its first 200, its files in the page cache. `prefork` starts a master, then its worker.",
    ),
]
