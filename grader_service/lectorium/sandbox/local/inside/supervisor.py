"""The first process of a submission: makes its room, runs its tests one after another, cleans up.

It compiles the program, once for all tests, but runs nothing of it. It never reads a test's
input or output (they are open files that it hands on, and a test closes those of the others before
it begins), so a test forked from it finds nothing here about the other tests.
"""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import traceback
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import compiled, linux, program
from lectorium.sandbox.local.inside.confine import STACK_BYTES
from lectorium.sandbox.local.inside.turns import Series, Turn, take
from lectorium.sandbox.local.inside.watch import Watch
from lectorium.sandbox.local.inside.ways import Way

_PER_TEST: Final = 4  # files: input, stdout, stderr, result
_Report = tuple[dict[str, Any], list[int]]  # what was seen, and open files for the worker


def main(job: socket.socket, limits: dict[str, Any], enter: Callable[[], Way]) -> NoReturn:
    """Serve the worker's messages about one submission until it closes the socket."""
    status = 1
    try:
        way = enter()
        try:
            _Supervisor(job, limits, way).serve()
            status = 0
        except wire.Closed:
            status = 0
        finally:
            way.leave()
    except BaseException as error:
        traceback.print_exc()
        with contextlib.suppress(OSError):
            wire.send(job, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(status)


class _Supervisor:
    def __init__(self, job: socket.socket, limits: dict[str, Any], way: Way) -> None:
        self.job = job
        self.limits = limits
        self.way = way
        self.binary = -1

    def serve(self) -> None:
        """Answer each message, to the last one, with a report; every one finds an empty folder."""
        actions = {
            "tests": self._tests,
            "compile": self._compile,
            "build": self._build,
            "kernel": self._kernel,
        }
        while True:
            message, files = wire.receive(self.job)
            if message["op"] not in actions:  # to a kernel that has just ended
                wire.close_all(files)
                continue
            report, made = actions[message["op"]](message, files)
            wire.send(self.job, report, made)
            if message.get("last"):
                return  # its end closes and clears everything
            wire.close_all(files)
            wire.close_all(made)
            self.way.room.clear()

    def _tests(self, message: dict[str, Any], files: list[int]) -> _Report:
        """All of them, one after another, while the time for all lasts. `files`: code, then each test's."""
        stack_bytes = int(message.get("stack_bytes", STACK_BYTES))
        confine = self.way.before_tests(stack_bytes)
        room, kept = self.way.room, message["keep"]
        each = [files[first : first + _PER_TEST] for first in range(1, len(files), _PER_TEST)]
        if "run" in message:
            executed = functools.partial(compiled.become, message, self.binary)
            turns = [
                Turn(functools.partial(executed, [files[0], *own], confine, room), own[1:]) for own in each
            ]
            series = Series(turns, os.fork, (room.clear,), kept)
        else:
            read = program.read(files[0], room, may_compile=message["compile_once"])
            turns = [
                Turn(functools.partial(program.become, kind, own, confine, read), own[1:])
                for kind, own in zip(message["kinds"], each, strict=True)
            ]
            series = Series(turns, linux.fork_plainly(), (room.clear, program.reseeding()), kept)
        reports, left_ms = take(series, self._watch(self.limits, ()), message["left_ms"])
        return {"tests": reports, "left_ms": left_ms}, []

    def _watch(self, limits: dict[str, Any], outputs: Sequence[int]) -> Watch:
        return Watch(
            limits,
            self.job.fileno(),
            outputs,
            relatives=self.way.relatives,
            disk_bytes=self.way.disk_bytes,
            on_orphaned=self.way.leave,
        )

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
            confine = functools.partial(self.way.confine_compiler, limits)
            compiled.compile_and_exit(message, files, confine, self.way.room)
        report = self._watch(limits, files[1:2]).wait(pid)
        made = compiled.collect(self.way.room) if report["status"] == 0 and not report["reason"] else -1
        return report | {"compiled": made >= 0}, made

    def _kernel(self, message: dict[str, Any], files: list[int]) -> _Report:
        from lectorium.sandbox.local.inside import kernel  # loaded by the launcher, where there are kernels

        return kernel.run(self.job, message, files, self.limits), []
