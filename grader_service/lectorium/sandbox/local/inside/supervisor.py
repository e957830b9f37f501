"""Process 1 of a submission: makes its room, runs its tests one after another, cleans up.

It never reads what the worker passes to a test (code, input and output are open files that
it hands on), so a test forked from it finds nothing here about the other tests.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import traceback
from typing import Any, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import compiled, confine, kernel, linux, program, root
from lectorium.sandbox.local.inside.rooms import Room
from lectorium.sandbox.local.inside.watch import Watch

_Report = tuple[dict[str, Any], list[int]]  # what was seen, and open files for the worker


def main(job: socket.socket, request: dict[str, Any], ids: tuple[int, int]) -> NoReturn:
    """Serve the worker's messages about one submission until it closes the socket."""
    try:
        _enter(ids)
        _Supervisor(job, request["limits"]).serve()
    except wire.Closed:
        os._exit(0)
    except BaseException as error:
        traceback.print_exc()
        with contextlib.suppress(OSError):
            wire.send(job, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)


class _Supervisor:
    def __init__(self, job: socket.socket, limits: dict[str, Any]) -> None:
        self.job = job
        self.limits = limits
        self.binary = -1
        self.locked = False
        self.room = _make_room(limits)

    def serve(self) -> NoReturn:
        """Answer each message with a report; every one finds an empty folder."""
        actions = {"test": self._test, "compile": self._compile, "build": self._build, "kernel": self._kernel}
        wire.send(self.job, {"ready": True})
        while True:
            message, files = wire.receive(self.job)
            if message["op"] not in actions:  # to a kernel that has just ended
                wire.close_all(files)
                continue
            report, made = actions[message["op"]](message, files)
            wire.close_all(files)
            wire.send(self.job, report, made)
            wire.close_all(made)
            self.room.clear()

    def _test(self, message: dict[str, Any], files: list[int]) -> _Report:
        executes = "run" in message
        self._lock_down(int(message.get("stack_bytes", confine.STACK_BYTES)))
        if not executes:
            program.reseed()
        pid = os.fork()
        if pid == 0:
            if executes:
                compiled.become(message, self.binary, files, self.limits, self.room)
            program.become(message["kind"], files, self.limits, self.room)
        watch = Watch(self.limits, self.job.fileno(), outputs=files[2:4], executes=executes)
        return watch.wait(pid), []

    def _lock_down(self, stack_bytes: int) -> None:
        """Before the first test. What a test inherits need not be done again by each."""
        if not self.locked:
            confine.lock_down(self.limits, stack_bytes)
            self.locked = True

    def _compile(self, message: dict[str, Any], files: list[int]) -> _Report:
        report, self.binary = self._run_compiler(message, files)
        return report, []

    def _build(self, message: dict[str, Any], files: list[int]) -> _Report:
        """As compiling, and what was made goes to the worker."""
        report, made = self._run_compiler(message, files)
        return report, [made] if made >= 0 else []

    def _run_compiler(self, message: dict[str, Any], files: list[int]) -> tuple[dict[str, Any], int]:
        limits = compiled.compile_limits(self.limits)
        pid = os.fork()
        if pid == 0:
            compiled.compile_and_exit(message, files, limits, self.room)
        report = Watch(limits, self.job.fileno(), outputs=files[1:2]).wait(pid)
        made = compiled.collect(self.room) if report["status"] == 0 and not report["reason"] else -1
        return report | {"compiled": made >= 0}, made

    def _kernel(self, message: dict[str, Any], files: list[int]) -> _Report:
        return kernel.run(self.job, message, files, self.limits), []


def _enter(ids: tuple[int, int]) -> None:
    linux.die_with_parent()
    os.setsid()
    # Signals without a handler don't reach a process 1 from its own processes.
    for number in (signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    linux.map_ids(linux.STUDENT_ID, *ids)
    linux.set_dumpable(False)
    linux.set_hostname("sandbox")
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("proc", "/proc", "proc", flags)


def _make_room(limits: dict[str, Any]) -> Room:
    """An empty /tmp, the only place that can be written to."""
    size, inodes = int(limits["disk_bytes"]), int(limits["files"])
    return Room("/tmp", root.mount_tmp(f"mode=0755,size={size},nr_inodes={inodes}"))
