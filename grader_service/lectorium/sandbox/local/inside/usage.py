"""What the processes of one submission use together, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds (of children that ended, too), resident bytes, and threads."""

    cpu_seconds: float
    resident_bytes: int
    threads: int


def measure(pids: Sequence[str]) -> Usage:
    """Sum over these processes. Pages shared by several count several times."""
    ticks, pages, threads = 0, 0, 0
    for pid in pids:
        fields = _stat(pid)
        if fields:
            ticks += sum(int(field) for field in fields[11:15])  # utime, stime, and children's
            threads += int(fields[17])
            pages += int(fields[21])
    return Usage(ticks / _TICKS, pages * _PAGE, threads)


def _stat(pid: str) -> list[bytes]:
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            content = file.read(2048)
    except OSError:  # it ended meanwhile
        return []
    return content[content.rindex(b")") + 2 :].split()


def proportional_bytes(pids: Sequence[str]) -> int:
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
