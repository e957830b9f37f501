"""Waits for a process and everything it started, within limits, and ends them all."""

from __future__ import annotations

import os
import resource
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lectorium.sandbox.local.inside import usage
from lectorium.sandbox.local.inside.relatives import Namespace, Relatives

EVERY_MS: Final = 25
_FLOOD_BYTES: Final = 1024 * 1024  # of output, beyond what is kept, before a program is ended
_BESIDES: Final = 4  # where the kernel counts processes, too, its limit comes first
_ENDED: Final = select.POLLHUP | select.POLLERR


def _disk_of_namespace() -> int:
    """Bytes used in a submission's own file system."""
    used = os.statvfs("/tmp")
    return (used.f_blocks - used.f_bfree) * used.f_frsize


@dataclass(slots=True)
class Watch:
    """Limits of one run, and what was seen of it.

    `outputs` are files whose growth is watched. `on_message` is called when the worker says
    something; without it, only the worker's going away is noticed, and ends everything.
    """

    limits: dict[str, Any]
    job: int
    outputs: Sequence[int] = ()
    on_message: Callable[[], None] | None = None
    relatives: Relatives = field(default_factory=Namespace)
    disk_bytes: Callable[[], int] = _disk_of_namespace
    on_orphaned: Callable[[], None] = lambda: None
    peak_bytes: int = field(default=0, init=False)
    reason: str | None = field(default=None, init=False)

    def wait(self, pid: int) -> dict[str, Any]:
        """Wait for `pid`, kill what outlives it, and report. Limits end it early."""
        started = time.monotonic()
        self._wait_within_limits(pid, started)
        wall = time.monotonic() - started
        if self.reason is not None:
            self.relatives.kill()
        _, code, used = os.wait4(pid, 0)
        return self._report(wall, code, used)

    def _report(self, wall: float, code: int, used: resource.struct_rusage) -> dict[str, Any]:
        """What was seen of a process that has ended, and the end of whatever outlives it."""
        cpu, peak_kb = used.ru_utime + used.ru_stime, used.ru_maxrss
        while self.relatives.kill():
            _, _, used = os.wait4(-1, 0)
            cpu += used.ru_utime + used.ru_stime
        return {
            "reason": self.reason,
            "status": os.waitstatus_to_exitcode(code),
            "cpu_ms": round(cpu * 1000),
            "wall_ms": round(wall * 1000),
            "memory_kb": max(peak_kb, self.peak_bytes // 1024),
        }

    def look(self, wall: float, outputs: Sequence[int]) -> str | None:
        """Once, at one of several processes in turn, that has run for so long: the limit it has exceeded.

        Then all are killed. `peak_bytes` is from then on the most of this process.
        """
        if outputs is not self.outputs:
            self.outputs, self.peak_bytes = outputs, 0
        poll = select.poll()
        poll.register(self.job, 0)
        for _, events in poll.poll(0):
            self._hear(events)
        reason = self._exceeded(wall)
        if reason is not None:
            self.relatives.kill()
        return reason

    def _wait_within_limits(self, pid: int, started: float) -> None:
        ended = os.pidfd_open(pid)
        poll = select.poll()
        poll.register(ended, select.POLLIN)
        poll.register(self.job, select.POLLIN if self.on_message else 0)
        try:
            while self.reason is None:
                events = dict(poll.poll(EVERY_MS))
                if ended in events:
                    return
                if self.job in events:
                    self._hear(events[self.job])
                self.reason = self.reason or self._exceeded(time.monotonic() - started)
        finally:
            os.close(ended)

    def _hear(self, events: int) -> None:
        if events & _ENDED or self.on_message is None:
            self.on_orphaned()
            os._exit(0)  # of process 1: all others end with it
        self.on_message()

    def _exceeded(self, wall: float) -> str | None:
        pids = self.relatives.pids()
        now = usage.measure(pids)
        self.peak_bytes = max(self.peak_bytes, min(now.resident_bytes, self.limits["memory_bytes"]))
        if now.cpu_seconds > self.limits["cpu_seconds"]:
            return "cpu"
        if wall > self.limits["wall_seconds"]:
            return "wall"
        if any(os.fstat(file).st_size > self._flood() for file in self.outputs):
            return "output"
        if now.threads > int(self.limits["processes"]) + _BESIDES:
            return "threads"
        disk = self.disk_bytes()
        if disk > int(self.limits["disk_bytes"]):
            return "disk"
        held = disk + self.relatives.queued_bytes()
        return "memory" if self._uses_too_much_memory(now, held, pids) else None

    def _flood(self) -> int:
        return int(self.limits["output_bytes"]) + _FLOOD_BYTES

    def _uses_too_much_memory(self, now: usage.Usage, held: int, pids: Sequence[str]) -> bool:
        """`held` is what they hold outside of their own pages."""
        allowed = int(self.limits["memory_bytes"])
        if now.resident_bytes + held <= allowed:
            return False
        return usage.proportional_bytes(pids) + held > allowed
