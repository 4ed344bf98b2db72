"""Medians of the rounds: CPU microseconds per request, user and system apart, and ratios to nginx and Kestrel."""
import statistics
import sys

rows = {}
for line in open(sys.argv[1]):
    name, u0, s0, u1, s1, requests, seconds, hz, p50, p99 = line.split()
    count = int(requests)
    user = (int(u1) - int(u0)) / int(hz) * 1e6 / count
    system = (int(s1) - int(s0)) / int(hz) * 1e6 / count
    rows.setdefault(name, []).append((user, system, user + system, count / float(seconds), p50, p99))

medians = {n: [statistics.median(r[i] for r in rs) for i in range(4)] for n, rs in rows.items()}
print(f"{'':8} {'user µs':>8} {'sys µs':>8} {'CPU µs':>8} {'req/s':>9} {'/nginx':>7} {'/kestrel':>8}   CPU min..max   p50 p99 (last round)")
for name, (user, system, cpu, rate) in medians.items():
    low, high = min(r[2] for r in rows[name]), max(r[2] for r in rows[name])
    print(f"{name:8} {user:8.2f} {system:8.2f} {cpu:8.2f} {rate:9.0f} {cpu / medians['nginx'][2]:7.2f} "
          f"{cpu / medians['kestrel'][2]:8.2f}   {low:.2f}..{high:.2f}   {rows[name][-1][4]} {rows[name][-1][5]}")
