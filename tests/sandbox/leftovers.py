"""What somebody's code has left on this machine: processes, files, sockets, shared memory, mounts."""

from __future__ import annotations

import contextlib
import ctypes
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_PUBLIC: Final = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock", "/var/crash")
_NETWORKS: Final = ("tcp", "tcp6", "udp", "udp6", "raw", "icmp")
_SHARED_MEMORY: Final = ("shm", "sem", "msg")
_UID_IN_SOCKETS: Final = 7
_PATIENCE_SECONDS: Final = 20.0
_PR_SET_CHILD_SUBREAPER: Final = 36


def adopt_orphans() -> None:
    """From now on every process started below this one stays below it, whatever it does."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("PR_SET_CHILD_SUBREAPER")


@dataclass(frozen=True)
class Search:
    """Looks for what `uid` has left, and for things named `mark`.

    Where `uid` is somebody who also does other things on this machine (`shared`), only the mark counts.
    """

    uid: int
    mark: str
    shared: bool

    def things(self) -> frozenset[str]:
        """All that is there now."""
        return frozenset([*self._files(), *self._sockets(), *self._shared_memory(), *self._mounts()])

    def _files(self) -> Iterator[str]:
        for folder in map(Path, _PUBLIC):
            with contextlib.suppress(OSError):
                for path in folder.iterdir():
                    if self.mark in path.name or (not self.shared and self._owns(path)):
                        yield f"file {path}"

    def _owns(self, path: Path) -> bool:
        try:
            return path.lstat().st_uid == self.uid
        except FileNotFoundError:
            return False

    def _sockets(self) -> Iterator[str]:
        for row in _rows(Path("/proc/net/unix")):
            if self.mark in row:
                yield f"socket {row}"
        for name in _NETWORKS if not self.shared else ():
            for row in _rows(Path("/proc/net") / name):
                fields = row.split()
                if fields[_UID_IN_SOCKETS] == str(self.uid):
                    yield f"{name} socket {fields[1]}"

    def _shared_memory(self) -> Iterator[str]:
        for name in _SHARED_MEMORY:
            for row in _rows(Path("/proc/sysvipc") / name):
                if not self.shared and str(self.uid) in row.split():
                    yield f"{name} {row}"

    def _mounts(self) -> Iterator[str]:
        for row in _rows(Path("/proc/self/mountinfo")) if not self.shared else ():
            yield f"mount {row}"


def _rows(path: Path) -> list[str]:
    return path.read_text().splitlines()[1:] if path.exists() else []


def launchers() -> list[psutil.Process]:
    """The sandbox's own children of this process: others are the tests' servers."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if any(part.endswith("sandbox/local/inside") for part in child.cmdline()):
                found.append(child)
    return found


def of_the_sandbox() -> list[psutil.Process]:
    """The launchers and everything below them."""
    found = []
    for launcher in launchers():
        with contextlib.suppress(psutil.Error):
            found += [launcher, *launcher.children(recursive=True)]
    return found


def strays() -> list[str]:
    """Processes below this one that are neither a launcher nor its one idle interpreter."""
    found = []
    for launcher in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            all_below = launcher.children(recursive=True)
            if len(all_below) != 1:
                found += [_name(process) for process in all_below or [launcher]]
    return found


def below() -> list[str]:
    """All processes below this one."""
    return [_name(process) for process in psutil.Process().children(recursive=True)]


def _name(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return f"process {process.pid} {process.cmdline() or process.name()}"
    return f"process {process.pid}"


def gone(look: Callable[[], list[str]]) -> list[str]:
    """What is still found after a while: ending takes the kernel a moment."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found
