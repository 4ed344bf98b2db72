"""Builds what has to be built: ours, twice, and the Kestrel peer."""
import os
import shutil
import subprocess

from . import machine

# No compiler process stays behind: it would share the cores with the servers.
PUBLISH = ["dotnet", "publish", "-c", "Release", "-v", "q", "--nologo", "-p:UseSharedCompilation=false"]
BUILDS = {
    "native": ["bench/app", "-p:Native=true"],
    "jit": ["bench/app"],
    "kestrel": ["bench/peers/kestrel"],
}
NEEDED_BY = {"ours": "native", "ours-epoll": "native", "ours-jit": "jit", "kestrel": "kestrel"}


def build(peers):
    for name in dict.fromkeys(NEEDED_BY[peer.name] for peer in peers if peer.name in NEEDED_BY):
        print(f"building {name}", flush=True)
        target = machine.WORK / "build" / name
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(
            [*PUBLISH, *BUILDS[name], "-o", target],
            cwd=machine.ROOT,
            env={**os.environ, "MSBUILDDISABLENODEREUSE": "1", "DOTNET_CLI_USE_MSBUILD_SERVER": "0"},
            check=True,
        )
