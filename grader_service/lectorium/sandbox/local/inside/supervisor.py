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
from typing import Any, Final, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import cpp, kernel, linux, program, root
from lectorium.sandbox.local.inside.watch import Watch

_FOLDERS: Final = ("/tmp/home", "/tmp/work", "/tmp/.shm")


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

    def serve(self) -> NoReturn:
        """Answer each message with a report; every one finds an empty folder."""
        actions = {"test": self._test, "compile": self._compile, "kernel": self._kernel}
        _mount_folder(self.limits)
        wire.send(self.job, {"ready": True})
        while True:
            message, files = wire.receive(self.job)
            if message["op"] not in actions:  # to a kernel that has just ended
                wire.close_all(files)
                continue
            report = actions[message["op"]](message, files)
            wire.close_all(files)
            wire.send(self.job, report)
            os.chdir("/")
            linux.detach("/tmp")
            _mount_folder(self.limits)

    def _test(self, message: dict[str, Any], files: list[int]) -> dict[str, Any]:
        pid = os.fork()
        if pid == 0:
            if self.binary >= 0:
                cpp.become(self.binary, files, self.limits)
            program.become(message["kind"], files, self.limits)
        return Watch(self.limits, self.job.fileno(), outputs=files[2:4]).wait(pid)

    def _compile(self, _: dict[str, Any], files: list[int]) -> dict[str, Any]:
        limits = self.limits | cpp.compile_limits(self.limits)
        pid = os.fork()
        if pid == 0:
            cpp.compile_and_exit(files, limits)
        report = Watch(limits, self.job.fileno(), outputs=files[1:2]).wait(pid)
        self.binary = cpp.collect() if report["status"] == 0 and not report["reason"] else -1
        return report | {"compiled": self.binary >= 0}

    def _kernel(self, message: dict[str, Any], files: list[int]) -> dict[str, Any]:
        return kernel.run(self.job, message, files, self.limits)


def _enter(ids: tuple[int, int]) -> None:
    linux.die_with_parent()
    # Signals without a handler don't reach a process 1 from its own processes.
    for number in (signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    linux.map_ids(linux.STUDENT_ID, *ids)
    linux.set_dumpable(False)
    linux.set_hostname("sandbox")
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("proc", "/proc", "proc", flags)


def _mount_folder(limits: dict[str, Any]) -> None:
    """An empty /tmp, the only place that can be written to."""
    size, inodes = int(limits["disk_bytes"]), int(limits["files"])
    options = f"mode=0755,size={size},nr_inodes={inodes}"
    root.mount_tmp(options)
    for folder in _FOLDERS:
        os.mkdir(folder)
    os.chdir("/tmp/work")
