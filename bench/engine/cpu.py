"""CPU time of whole process trees that misses nobody.

`wait4` doesn't tell of processes that nobody waited for: children of bubblewrap, of zygotes that let the
kernel reap, of kernels that were killed. A control group counts them all. Where none may be made (an
ordinary user, a container), the whole machine's busy time stands in: right as long as nothing else runs.
"""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_ROOT = Path("/sys/fs/cgroup")
_NUMBERS = itertools.count()


class Meter(Protocol):
    """Counts the CPU of a process, its threads, and all it starts from now on."""

    def add(self, pid: int) -> None:
        """Count this process, too; those it has started already are not moved with it."""

    def seconds(self) -> float:
        """CPU seconds so far, of the living and of the dead."""

    def close(self) -> None:
        """Count no longer."""


class _Group:
    """A control group of version 1 (cpuacct) or 2."""

    def __init__(self, parent: Path, name: str) -> None:
        self._folder = parent / f"lectorium-bench-{os.getpid()}-{next(_NUMBERS)}-{name}"
        self._folder.mkdir()
        self._home = parent / "cgroup.procs"

    def add(self, pid: int) -> None:
        (self._folder / "cgroup.procs").write_text(str(pid))

    def seconds(self) -> float:
        usage = self._folder / "cpuacct.usage"
        if usage.exists():
            return int(usage.read_text()) / 1e9
        lines = (self._folder / "cpu.stat").read_text().splitlines()
        return next(int(line.split()[1]) / 1e6 for line in lines if line.startswith("usage_usec"))

    def close(self) -> None:
        for pid in (self._folder / "cgroup.procs").read_text().split():
            with suppress(OSError):
                self._home.write_text(pid)
        with suppress(OSError):
            self._folder.rmdir()


class _Machine:
    """Everything that this machine does."""

    def add(self, pid: int) -> None:
        """All are counted anyway."""

    def seconds(self) -> float:
        user, nice, system, _, _, irq, softirq, steal = map(
            int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
        )
        return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Nothing was made."""


def meter(name: str) -> Meter:
    """The best way of counting that this machine allows."""
    for parent in (_ROOT / "cpuacct", _ROOT):
        if (parent / "cgroup.procs").exists():
            with suppress(OSError):
                return _Group(parent, name)
    return _Machine()


def way() -> str:
    """How CPU is counted here, in words."""
    probe = meter("probe")
    probe.close()
    return "control group" if isinstance(probe, _Group) else "whole machine"
