"""What all processes of a process namespace use together, counted from its process 1."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FOLDERS: Final = ("/tmp", "/var/tmp", "/dev/shm")
_ROUGHLY_BYTES: Final = 300 * 1024 * 1024  # from here on pages shared by several are counted once
_KIB: Final = 1024


@dataclass(frozen=True)
class Use:
    """Processes and threads, memory of all but the grader, the grader's, and folders in memory."""

    processes: int
    bytes: int
    grader_bytes: int
    disk_bytes: int
    files: int

    def __sub__(self, before: Use) -> Use:
        return Use(
            self.processes - before.processes,
            self.bytes - before.bytes,
            self.grader_bytes - before.grader_bytes,
            self.disk_bytes - before.disk_bytes,
            self.files - before.files,
        )


def pids() -> list[int]:
    """All processes but this one."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if int(path.name) != os.getpid()]


def is_running(pid: int) -> bool:
    """Whether it is more than an ended process that nobody has asked for."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def use(grader: int) -> Use:
    """What is used now."""
    found = pids()
    status = {pid: _fields(pid) for pid in found}
    memory = {pid: fields.get("RssAnon", 0) + fields.get("RssShmem", 0) for pid, fields in status.items()}
    others = [pid for pid in found if pid != grader]
    rough = sum(memory[pid] for pid in others) * _KIB
    disk_bytes, files = _folders(found)
    return Use(
        processes=sum(fields.get("Threads", 0) for fields in status.values()),
        bytes=rough if rough < _ROUGHLY_BYTES else sum(map(_proportional, others)) * _KIB,
        grader_bytes=memory.get(grader, 0) * _KIB,
        disk_bytes=disk_bytes,
        files=files,
    )


def _fields(pid: int) -> dict[str, int]:
    """The numbers of /proc/PID/status, by name; KiB where they are sizes."""
    return dict(_numbers(Path(f"/proc/{pid}/status")))


def _proportional(pid: int) -> int:
    return dict(_numbers(Path(f"/proc/{pid}/smaps_rollup"))).get("Pss", 0)


def _numbers(path: Path) -> Iterator[tuple[str, int]]:
    with contextlib.suppress(OSError):  # it ended meanwhile
        for line in path.read_text().splitlines():
            name, _, value = line.partition(":")
            if value.split() and value.split()[0].isdecimal():
                yield name, int(value.split()[0])


def _folders(found: list[int]) -> tuple[int, int]:
    """Bytes and files in the folders in memory that any of these processes sees."""
    seen: dict[int, tuple[int, int]] = {}
    for pid in found:
        for folder in _FOLDERS:
            with contextlib.suppress(OSError):
                path = Path(f"/proc/{pid}/root{folder}")
                usage = os.statvfs(path)
                used = (usage.f_blocks - usage.f_bfree) * usage.f_frsize
                seen[path.stat().st_dev] = (used, usage.f_files - usage.f_ffree)
    return sum(used for used, _ in seen.values()), sum(files for _, files in seen.values())
