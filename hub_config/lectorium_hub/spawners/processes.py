"""Processes by number and start time: a number alone may belong to somebody else by now."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
# The environment variable that says which installation's a process is; the stack looks for it too.
MARK = "LECTORIUM_SUPERVISED"
# Fields of /proc/PID/stat, counted from the one after the name (proc(5) counts from 1, and the name is 2).
STATE, STARTED = 0, 19
LISTENING = "0A"


@dataclass(frozen=True)
class Process:
    """One process for ever: its number, and the clock tick since boot at which it began."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> Process | None:
        """The process that has this number now, if it lives."""
        fields = _stat(pid)
        return None if fields is None or fields[STATE] == "Z" else cls(pid, int(fields[STARTED]))

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        return Process.of(self.pid) == self

    def send(self, number: signal.Signals) -> bool:
        """Signal this very process, never its number's next owner; False if it is gone."""
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(self.pid)
            try:
                if self.alive:
                    signal.pidfd_send_signal(handle, number)
                    return True
            finally:
                os.close(handle)
        return False

    def children(self) -> list[Process]:
        """Its living children, oldest first."""
        try:
            numbers = (PROC / f"{self.pid}/task/{self.pid}/children").read_text().split()
        except OSError:
            return []
        return [child for child in (Process.of(int(number)) for number in numbers) if child]

    def listens_on(self, port: int) -> bool:
        """Whether this process itself holds the listening IPv4 socket of a port."""
        wanted = {f"socket:[{inode}]" for inode in _listeners(port)}
        try:
            handles = list((PROC / str(self.pid) / "fd").iterdir())
        except OSError:
            return False
        return any(_target(handle) in wanted for handle in handles)


def environment(pid: int) -> dict[str, str]:
    """The environment a process began with, as far as we may read it."""
    try:
        entries = (PROC / str(pid) / "environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return {}
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def servers(mark: str) -> dict[tuple[str, str], list[Process]]:
    """All processes of people's servers that carry this installation's mark, by person and server name."""
    found: dict[tuple[str, str], list[Process]] = {}
    for pid in _all_pids():
        told, process = environment(pid), Process.of(pid)
        if process is not None and told.get(MARK) == mark and "JUPYTERHUB_USER" in told:
            key = (told["JUPYTERHUB_USER"], told.get("JUPYTERHUB_SERVER_NAME", ""))
            found.setdefault(key, []).append(process)
    return found


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdecimal()]


def _stat(pid: int) -> list[str] | None:
    try:
        text = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may itself hold spaces and brackets.
    return text.rpartition(")")[2].split()


def _listeners(port: int) -> set[str]:
    rows = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]]
    suffix = f":{port:04X}"
    return {row[9] for row in rows if row[1].endswith(suffix) and row[3] == LISTENING}


def _target(handle: Path) -> str:
    try:
        return str(handle.readlink())
    except OSError:
        return ""
