"""What the kernel accounts for a server: the processor time and the memory of its process and all that it started."""
import os
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and its descendants. Any of a process's threads may have started a child."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found.extend(int(child) for child in read(task).split())
    return found


def cpu_seconds(pid):
    """User and system time so far, of the whole tree and of children that it has waited for (proc_pid_stat(5))."""
    user = system = 0
    for member in tree(pid):
        # The name, in parentheses, may hold blanks: fields are counted from behind it.
        fields = read(Path(f"/proc/{member}/stat")).rpartition(")")[2].split()
        if fields:
            utime, stime, waited_utime, waited_stime = map(int, fields[11:15])
            user += utime + waited_utime
            system += stime + waited_stime
    return user / TICKS_PER_SECOND, system / TICKS_PER_SECOND


def core_seconds(core):
    """Time that a core has spent on anything but idling, what the hypervisor took included (proc_stat(5))."""
    for line in read(Path("/proc/stat")).splitlines():
        name, *fields = line.split()
        if name == f"cpu{core}":
            user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, fields[:8])
            return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND
    return 0.0


def memory_bytes(pid):
    """Proportional set size of the tree: a page that two of its processes share counts once (proc_pid_smaps(5))."""
    total = 0
    for member in tree(pid):
        for line in read(Path(f"/proc/{member}/smaps_rollup")).splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def settled_memory_bytes(pid, patience=5.0):
    """The memory once it stands still: three readings in a row, 0.1 s apart, within a thousandth. Else the last one."""
    deadline = time.monotonic() + patience
    readings = [memory_bytes(pid)]
    while time.monotonic() < deadline:
        time.sleep(0.1)
        readings.append(memory_bytes(pid))
        last = readings[-3:]
        if len(last) == 3 and max(last) - min(last) <= max(last) / 1000:
            break
    return readings[-1]


def read(path):
    """The file's text; none where the process has gone meanwhile."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
