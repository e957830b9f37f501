"""What the processes of one submission use together, read from its own /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_SUPERVISOR: Final = "1"


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds (of children that ended, too) and resident bytes."""

    cpu_seconds: float
    resident_bytes: int
    pids: tuple[str, ...]


def measure() -> Usage:
    """Sum over all processes but the supervisor. Pages shared by several count several times."""
    ticks, pages = 0, 0
    pids = [name for name in os.listdir("/proc") if name.isdecimal() and name != _SUPERVISOR]
    for pid in pids:
        fields = _stat(pid)
        if fields:
            ticks += sum(int(field) for field in fields[11:15])  # utime, stime, and children's
            pages += int(fields[21])
    return Usage(ticks / _TICKS, pages * _PAGE, tuple(pids))


def _stat(pid: str) -> list[bytes]:
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            content = file.read(2048)
    except OSError:  # it ended meanwhile
        return []
    return content[content.rindex(b")") + 2 :].split()


def proportional_bytes(pids: tuple[str, ...]) -> int:
    """Resident bytes with shared pages counted once; slower, so asked only when it matters."""
    return sum(_pss(pid) for pid in pids)


def _pss(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        # It ended, or it hides itself: then all of its resident pages count.
        fields = _stat(pid)
        return int(fields[21]) * _PAGE if fields else 0
    return 0


def disk_bytes(folder: str) -> int:
    """Bytes used in a submission's file system."""
    usage = os.statvfs(folder)
    return (usage.f_blocks - usage.f_bfree) * usage.f_frsize
