"""Takes the figures: for each workload, the peers in turn, round by round."""
import contextlib
import http.client
from dataclasses import dataclass, field

from peers import shop

from . import load, machine, processes, server
from .peers import Peer
from .server import Unavailable
from .workloads import IDLE_CONNECTIONS, Workload

# The JIT compiles a method anew after 30 calls and 100 ms, and again with the profile of the first code: two and a half seconds of
# the server's own time see all of it done. On a machine that has others to serve too they take longer, but not for ever.
WARM_UP_CPU_SECONDS = 2.5
WARM_UP_SECONDS_AT_MOST = 12

# nginx closes idle connections when less than a sixteenth of its table is free, so there is room beyond the idle ones.
TABLE_OF_CONNECTIONS = IDLE_CONNECTIONS * 5 // 4

# With Content-Length, or as the last chunk.
HELLO_ENDS = (shop.HELLO, shop.HELLO + b"\r\n0\r\n\r\n")


@dataclass
class Result:
    workload: Workload
    rounds: int
    seconds: float
    samples: dict[Peer, list[dict[str, float]]] = field(default_factory=dict)
    left_out: dict[Peer, str] = field(default_factory=dict)

    def add(self, peer, sample):
        self.samples.setdefault(peer, []).append(sample)

    def leave_out(self, peer, reason):
        self.samples.pop(peer, None)
        self.left_out[peer] = reason.replace(f"{machine.ROOT}/", "")

    def left(self, peers):
        return [peer for peer in peers if peer not in self.left_out]


def measure(workload, peers, rounds, seconds, tell):
    """The result of one workload. A peer that cannot do it, or fails at it, is left out with the reason."""
    result = Result(workload, rounds, seconds)
    peers = [peer for peer in peers if not peer.only or workload.name in peer.only]
    for peer in peers:
        if workload.name in peer.unable:
            result.leave_out(peer, peer.unable[workload.name])
    take = {"idle": measure_idle, "start": measure_start}.get(workload.name, measure_load)
    take(result, result.left(peers), tell)
    return result


def measure_load(result, peers, tell):
    """Servers that are started for this workload alone, so that no figure depends on what was measured before."""
    workload = result.workload
    tls = server.self_signed(machine.WORK) if workload.tls else None
    with contextlib.ExitStack() as running:
        servers = {}
        for peer in peers:
            with leaving_out(result, peer):
                servers[peer] = running.enter_context(server.start(peer, tls=tls, proxied=workload.proxied))
                workload.check(servers[peer])
                warm_up(servers[peer], workload.send)
        for number in range(1, result.rounds + 1):
            tell(f"  round {number} of {result.rounds}")
            for peer in result.left(peers):
                with leaving_out(result, peer):
                    result.add(peer, load_sample(servers[peer], workload, result.seconds))


def warm_up(target, send):
    for _ in range(WARM_UP_SECONDS_AT_MOST):
        send(target, 1)
        if sum(processes.cpu_seconds(target.pid)) >= WARM_UP_CPU_SECONDS:
            break


def load_sample(target, workload, seconds):
    core_before = processes.core_seconds(machine.SERVER_CORE)
    user_before, system_before = processes.cpu_seconds(target.pid)
    sent = workload.send(target, seconds)
    user_after, system_after = processes.cpu_seconds(target.pid)
    core = processes.core_seconds(machine.SERVER_CORE) - core_before
    user, system = user_after - user_before, system_after - system_before
    return {
        "user": user / sent.requests,
        "system": system / sent.requests,
        "cpu": (user + system) / sent.requests,
        "rate": sent.rate,
        "p50": sent.p50,
        "p99": sent.p99,
        "memory": processes.memory_bytes(target.pid),
        "busy": (user + system) / sent.elapsed,
        "load_busy": sent.busy,
        "others": (core - user - system) / sent.elapsed,
    }


def measure_idle(result, peers, tell):
    """A new server each round: one that has had many connections keeps some of what they took."""
    if machine.raise_file_limit() < TABLE_OF_CONNECTIONS:
        for peer in peers:
            result.leave_out(peer, f"needs {TABLE_OF_CONNECTIONS:,} open files (ulimit -n)")
        return
    for number in range(1, result.rounds + 1):
        tell(f"  round {number} of {result.rounds}")
        for peer in result.left(peers):
            with leaving_out(result, peer):
                result.add(peer, idle_sample(peer, result.workload))


def idle_sample(peer, workload):
    with server.start(peer, connections=TABLE_OF_CONNECTIONS) as target:
        workload.check(target)
        warm_up(target, lambda running, seconds: load.wrk(running.url, seconds))
        before = memory_in_use(peer, target)
        with load.idle_connections(target.port, IDLE_CONNECTIONS, HELLO_ENDS):
            grown = processes.settled_memory_bytes(target.pid)
            in_use = memory_in_use(peer, target)
    return {
        "grown": (grown - before) / IDLE_CONNECTIONS,
        "in_use": (in_use - before) / IDLE_CONNECTIONS,
        "memory": grown,
    }


def memory_in_use(peer, target):
    """Memory after garbage was collected and given back, where the server can be asked to do so."""
    if peer.frees_memory:
        # Twice: what the first collection freed is given back by the second.
        for _ in range(2):
            target.ask("POST", "/collect", timeout=60)
    return processes.settled_memory_bytes(target.pid)


def measure_start(result, peers, tell):
    for number in range(result.rounds + 1):
        # The first brings the files into the page cache and is not counted.
        tell(f"  round {number} of {result.rounds}" if number else "  warm-up")
        for peer in result.left(peers):
            with leaving_out(result, peer):
                with server.start(peer) as target:
                    memory = processes.memory_bytes(target.pid)
                if number:
                    result.add(peer, {"start": target.first_answer, "memory": memory})


@contextlib.contextmanager
def leaving_out(result, peer):
    try:
        yield
    except (Unavailable, OSError, http.client.HTTPException, ValueError) as reason:
        result.leave_out(peer, str(reason) or type(reason).__name__)
