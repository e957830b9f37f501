"""A notebook's kernel: a real ipykernel, forked from the zygote before it starts."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import traceback
from pathlib import PurePosixPath
from typing import Any, Final, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import linux, prepared, program
from lectorium.sandbox.local.inside.confine import confine, take_files
from lectorium.sandbox.local.inside.watch import Watch

_SOCKETS: Final = "/run/kernel"
_CONNECTION: Final = "/tmp/.kernel.json"
_WORK: Final = "/tmp/work"
_READ_ONLY: Final = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
_START_MS: Final = 120_000
_READY: Final = 4


def run(
    job: socket.socket, message: dict[str, Any], files: list[int], limits: dict[str, Any]
) -> dict[str, Any]:
    """Run a kernel to its end. `files`: stdout, stderr, and the bytes of the notebook's files.

    The folder of its sockets goes to the worker as an open file: it is in no place that the
    worker could name. Once the kernel listens, and before it runs any code of a notebook, the
    folder becomes read-only, so that nothing can put another socket in the place of one.
    """
    linux.mount("tmpfs", _SOCKETS, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64k,mode=0700")
    folder = os.open(_SOCKETS, os.O_PATH | os.O_CLOEXEC)
    started, ready = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid == 0:
        _become(message, [*files, ready], limits)
    os.close(ready)
    _await_start(job, started)
    linux.mount("none", _SOCKETS, None, _READ_ONLY)
    wire.send(job, {"sockets": True}, [folder])
    os.close(folder)
    watch = Watch(limits, job.fileno(), files[:2])
    watch.on_message = lambda: _obey(job, pid, watch)
    report = watch.wait(pid)
    linux.detach(_SOCKETS)
    return report


def _await_start(job: socket.socket, started: int) -> None:
    """Until the kernel listens (or has died): who connects too early waits for nothing."""
    poll = select.poll()
    poll.register(started, select.POLLIN)
    poll.register(job, 0)
    if job.fileno() in dict(poll.poll(_START_MS)):
        os._exit(0)  # the worker is gone
    os.close(started)


def _obey(job: socket.socket, pid: int, watch: Watch) -> None:
    try:
        message, files = wire.receive(job)
    except wire.Closed:
        os._exit(0)
    wire.close_all(files)
    if message["op"] == "interrupt":
        os.kill(pid, signal.SIGINT)
        wire.send(job, {"interrupted": True})
    elif message["op"] == "end":
        watch.reason = "ended"


def _become(message: dict[str, Any], files: list[int], limits: dict[str, Any]) -> NoReturn:
    exit_now = os._exit
    try:
        take_files((os.open("/dev/null", os.O_RDONLY), *files))
        confine(limits)
        _place(message["files"])
        program.reseed()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with open(_CONNECTION, "w", encoding="utf-8") as file:
            json.dump(message["connection"], file)
        sys.argv = ["ipykernel_launcher.py"]
        app = prepared.finish(_CONNECTION, subshells=message["subshells"])
        os.close(_READY)
        app.start()
    except BaseException:
        traceback.print_exc()  # the worker reads these last words
        raise
    finally:
        exit_now(0)


def _place(files: list[tuple[str, int]]) -> None:
    """Write the notebook's files into its folder; their bytes follow each other in file 3."""
    offset = 0
    for name, size in files:
        path = os.path.join(_WORK, *PurePosixPath(name).parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(os.pread(3, size, offset))
        offset += size
    os.close(3)
