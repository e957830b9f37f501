"""Processes: started so that they die with us, waited for, and ended with all that they started."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import psutil

MARK = "LECTORIUM_SUPERVISED"
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LOG_MODE = 0o600
SAME_SECONDS = 1.0
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(death_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What a child does first: ask the kernel for a signal when the process that started it is gone."""
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it was gone before we asked
            os.kill(os.getpid(), death_signal)

    return ask


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none gets out of sight."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_adopted() -> None:
    """Let ended orphans go."""
    for child in psutil.Process().children():
        if child.pid not in Child.unreaped and child.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(child.pid, os.WNOHANG)


class Child:
    """One running process, the leader of its own session; its output goes to a log file."""

    # Children that ended, or will, and whose status nobody but their `Child` may take.
    unreaped: ClassVar[set[int]] = set()

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.stop_signal = stop_signal
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, LOG_MODE)
        try:
            self._popen = subprocess.Popen(
                command,
                env=dict(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                start_new_session=True,
                # Only ever called in the main thread of a process that starts no other thread.
                preexec_fn=die_with_parent(stop_signal),  # noqa: PLW1509
            )
        finally:
            os.close(descriptor)
        self.created = psutil.Process(self._popen.pid).create_time()
        self._exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._watch(os.pidfd_open(self._popen.pid))

    @property
    def pid(self) -> int:
        return self._popen.pid

    def _watch(self, pidfd: int) -> None:
        loop = asyncio.get_running_loop()
        Child.unreaped.add(self.pid)

        def ended() -> None:
            loop.remove_reader(pidfd)
            os.close(pidfd)
            status = self._popen.wait()
            Child.unreaped.discard(self.pid)
            self._exited.set_result(status)

        loop.add_reader(pidfd, ended)

    async def wait(self) -> int:
        """Its exit status, once it ended; minus the signal's number where one ended it."""
        return await asyncio.shield(self._exited)

    async def stop(self, seconds: float) -> None:
        """Ask it to end, wait, then end it and what it started, whatever that takes."""
        family = _family(self.pid)
        self._send(self.stop_signal)
        try:
            await asyncio.wait_for(self.wait(), seconds)
        except TimeoutError:
            self._send(signal.SIGKILL)
            await self.wait()
        await end_all(family, seconds=1)

    def _send(self, number: signal.Signals) -> None:
        if not self._exited.done():
            os.kill(self.pid, number)


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


async def end_all(processes: Sequence[psutil.Process], seconds: float) -> None:
    """End processes: politely, and after some seconds for good."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        alive = [process for process in processes if _is_alive(process)]
        for process in alive:
            _signal(process, number)
        deadline = time.monotonic() + seconds
        while any(map(_is_alive, alive)) and time.monotonic() < deadline:  # noqa: ASYNC110 - not our children
            await asyncio.sleep(0.02)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def descendants() -> list[psutil.Process]:
    """Everything below this process."""
    return psutil.Process().children(recursive=True)


def identity(process: psutil.Process) -> tuple[int, float]:
    """What names a process for good: numbers are used again, but not at the same time."""
    with process.oneshot():
        try:
            return process.pid, process.create_time()
        except psutil.NoSuchProcess:
            return process.pid, 0.0


def leftovers(home: Path, recorded: Iterable[tuple[int, float]]) -> list[psutil.Process]:
    """What an earlier supervisor of this home left running: marked, or recorded as (pid, create time)."""
    known = dict(recorded)
    # Not process_iter: it remembers processes by their number, which may be another's by now.
    everybody = [_process(pid) for pid in psutil.pids()]
    roots = [process for process in everybody if process is not None and _belongs(process, home, known)]
    found = {process.pid: process for process in roots}
    for root in roots:
        found.update({child.pid: child for child in _family(root.pid)})
    found.pop(os.getpid(), None)
    return list(found.values())


def _process(pid: int) -> psutil.Process | None:
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


def _belongs(process: psutil.Process, home: Path, known: dict[int, float]) -> bool:
    try:
        # The kernel counts from its start: setting the clock moves what that means a little.
        if abs(process.create_time() - known.get(process.pid, 0)) < SAME_SECONDS:
            return _is_alive(process)
        return process.environ().get(MARK) == str(home) and _is_alive(process)
    except (psutil.Error, OSError):
        return False
