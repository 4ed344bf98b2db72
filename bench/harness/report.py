"""Tables: medians of the rounds, each with its ratio to nginx and to Kestrel, for the terminal and for docs/benchmarks.md."""
import datetime
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from . import machine

PAGE = machine.ROOT / "docs" / "benchmarks.md"

# Below this a server was not the bottleneck: its rate and its latency say less about it than its CPU does.
BUSY_ENOUGH = 0.9

# Above this other programs disturbed the measurement: their cache misses are in the figures.
QUIET_ENOUGH = 0.03


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    form: Callable[[float], str]
    ratios: bool = True
    spread: bool = False
    """Shows the smallest and the largest round too."""


def microseconds(seconds):
    return f"{seconds * 1e6:.2f}"


def milliseconds(seconds):
    return f"{seconds * 1e3:.2f}"


def mebibytes(count):
    return f"{count / 2**20:.1f}"


def percent(part):
    return f"{part:.0%}"


def whole(number):
    return f"{number:.0f}"


LOAD = [
    Column("cpu", "CPU µs", microseconds, spread=True),
    Column("user", "user µs", microseconds),
    Column("system", "system µs", microseconds),
    Column("rate", "per second", whole),
    Column("p50", "p50 ms", milliseconds),
    Column("p99", "p99 ms", milliseconds),
    Column("memory", "memory MiB", mebibytes),
    Column("busy", "core busy", percent, ratios=False),
    Column("load_busy", "load busy", percent, ratios=False),
]
IDLE = [
    Column("grown", "bytes a connection", whole, spread=True),
    Column("in_use", "after collecting garbage", whole),
    Column("memory", "memory MiB", mebibytes),
]
START = [
    Column("start", "ms", milliseconds, spread=True),
    Column("memory", "memory MiB", mebibytes),
]


LATENCY = ("p50", "p99")


def columns(workload):
    shown = {"idle": IDLE, "start": START}.get(workload.name, LOAD)
    return [column for column in shown if workload.latency or column.key not in LATENCY]


def table(result):
    """The Markdown of one workload: caption, table, remarks."""
    medians = {
        peer.name: {key: statistics.median(sample[key] for sample in samples) for key in samples[0]}
        for peer, samples in result.samples.items()
    }
    shown = columns(result.workload)
    rows = [["", *(column.title for column in shown)]]
    for peer, samples in result.samples.items():
        rows.append([peer.title, *(cell(column, medians, peer.name, samples) for column in shown)])
    lines = [f"{result.workload.describe} {caption(result)}", ""]
    if result.samples:
        lines += [*aligned(rows), ""]
    lines += [f"- {remark}" for remark in remarks(result, medians)]
    return "\n".join(lines).strip()


def cell(column, medians, name, samples):
    value = medians[name][column.key]
    text = column.form(value)
    # In brackets the spread of the rounds, in parentheses the ratios to nginx and to Kestrel.
    if column.spread and len(samples) > 1:
        every = [sample[column.key] for sample in samples]
        text += f" [{column.form(min(every))}–{column.form(max(every))}]"
    if column.key == "busy" and value < BUSY_ENOUGH:
        text += " \\*"
    if column.ratios:
        text += f" ({ratio(value, medians, 'nginx', column.key)}, {ratio(value, medians, 'kestrel', column.key)})"
    return text


def ratio(value, medians, name, key):
    base = medians.get(name, {}).get(key, 0)
    return f"{value / base:.2f}" if base > 0 else "–"


def aligned(rows):
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    rule = ["-" * width for width in widths]
    for row in (rows[0], rule, *rows[1:]):
        yield "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths)) + " |"


def caption(result):
    today = datetime.date.today().isoformat()
    if result.workload.name in ("idle", "start"):
        return f"{today}, rounds: {result.rounds}."
    unit = result.workload.unit
    return f"CPU is per {unit}. {today}, rounds: {result.rounds} of {result.seconds:g} s."


def remarks(result, medians):
    for peer in result.samples:
        if peer.name in result.workload.notes:
            yield f"{peer.title} {result.workload.notes[peer.name]}."
    if any(row.get("busy", 1) < BUSY_ENOUGH for row in medians.values()):
        yield f"\\* Under {BUSY_ENOUGH:.0%} busy: the server's CPU counts; its rate and latency are the load's, or the machine's."
    others = max((row.get("others", 0) for row in medians.values()), default=0)
    if others > QUIET_ENOUGH:
        yield f"The machine was not quiet: other programs had up to {others:.0%} of the server's core."
    for reason in dict.fromkeys(result.left_out.values()):
        titles = [peer.title for peer, its in result.left_out.items() if its == reason]
        yield f"Not in the table: {'; '.join(titles)}: {reason}."


def write(result, peers):
    """Puts the table, and the machine it was made on, between their markers in the page. What people wrote around them stays."""
    text = PAGE.read_text()
    text = between(text, "machine", machine_lines(peers))
    text = between(text, result.workload.name, table(result))
    PAGE.write_text(text)


def machine_lines(peers):
    versions = dict.fromkeys(peer.version() for peer in peers)
    return f"{machine.description()}. {'; '.join(versions)}; {machine.load_version()}."


def between(text, name, content):
    pattern = re.compile(rf"(<!-- bench:{name}\b[^>]*-->\n).*?(<!-- /bench:{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"bench: {PAGE.relative_to(machine.ROOT)} has no markers for '{name}'")
    return pattern.sub(lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text)
