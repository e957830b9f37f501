"""The warm interpreter that submissions are forked from. It never runs student code."""

from __future__ import annotations

import functools
import gc
import importlib
import io
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import confine, exercises, linux, pages, program, supervisor, ways


def serve(control: socket.socket, plan: dict[str, Any]) -> NoReturn:
    """Fork a supervisor for every request, until the worker closes the socket."""
    missing = _warm(plan["preload"])
    ids = (os.geteuid(), os.getegid())  # a new user namespace doesn't know them any more
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    confine.restore_signals()
    by_namespaces = plan["way"] == "namespaces"
    fork = linux.fork_plainly(ways.NAMESPACES if by_namespaces else 0)
    linux.fork_plainly()  # as the supervisors do: what is found for it is remembered
    _try(fork, plan)
    linux.ignore_children(True)  # the kernel reaps the supervisors
    wire.send(control, {"ready": True, "missing": missing})
    while True:
        try:
            request, files = wire.receive(control)
        except wire.Closed:
            os._exit(0)
        pid = linux.forked(fork())
        if pid == 0:
            control.close()
            linux.ignore_children(False)
            limits = request["limits"]
            enter = (
                functools.partial(ways.ByNamespaces, limits, ids)
                if by_namespaces
                else functools.partial(ways.ByLandlock, limits, plan)
            )
            supervisor.main(wire.opened(files[0]), limits, enter)
        wire.close_all(files)  # and no answer: nobody reads one, and unread ones would fill the socket


def _try(fork: Callable[[], int], plan: dict[str, Any]) -> None:
    """Better no zygote than one that can confine nothing. Raises OSError."""
    pid = linux.forked(fork())
    if pid == 0:
        try:
            os._exit(0 if plan["way"] == "namespaces" else ways.holds(plan))
        finally:
            os._exit(2)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise OSError("landlock: what is forbidden isn't refused here")


def _warm(preload: list[str]) -> list[str]:
    """Import and run once what every program does. Returns the modules that aren't there."""
    sys.path[:] = [path for path in sys.path if path and os.path.exists(path)]
    os.chdir("/tmp")
    missing = []
    for name in preload:
        try:
            importlib.import_module(name)
        except Exception:
            missing.append(name)
    _exercise()
    exercises.run()
    if "ipykernel.kernelapp" in sys.modules:
        from lectorium.sandbox.local.inside import warm_kernel  # loaded by the launcher

        warm_kernel.warm()
    else:
        program.open_standard_streams()
    gc.collect()
    gc.freeze()
    pages.enlarge()
    return missing


def _exercise() -> None:
    """Compile, run, print and raise once: what is loaded lazily is loaded here."""
    program = "def f(n):\n    return [n]\nprint(f(1), file=out)\nraise ValueError('warm')\n"
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        exec(compile(program, "warm.py", "exec"), {"out": out})
    except ValueError:
        traceback.print_exc(file=out)
    out.flush()
