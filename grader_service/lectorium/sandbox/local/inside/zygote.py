"""The warm interpreter that submissions are forked from. It never runs student code."""

from __future__ import annotations

import gc
import importlib
import io
import os
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from lectorium.sandbox.local import wire
from lectorium.sandbox.local.inside import linux, program, supervisor, warm_kernel

_SUBMISSION_NAMESPACES = (
    linux.CLONE_NEWUSER | linux.CLONE_NEWPID | linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
)


def serve(control: socket.socket, plan: dict[str, Any]) -> NoReturn:
    """Fork a supervisor for every request, until the worker closes the socket."""
    missing = _warm(plan["preload"])
    ids = (os.geteuid(), os.getegid())  # a new user namespace doesn't know them any more
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the supervisors
    _try_to_fork()
    wire.send(control, {"ready": True, "missing": missing})
    while True:
        try:
            request, files = wire.receive(control)
        except wire.Closed:
            os._exit(0)
        pid = linux.fork_into(_SUBMISSION_NAMESPACES)
        if pid == 0:
            control.close()
            supervisor.main(socket.socket(fileno=files[0]), request, ids)
        wire.close_all(files)
        wire.send(control, {"pid": pid})


def _try_to_fork() -> None:
    """Better no zygote than one that can confine nothing. Raises OSError."""
    if linux.fork_into(_SUBMISSION_NAMESPACES) == 0:
        os._exit(0)


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
    if "ipykernel.kernelapp" in sys.modules:
        warm_kernel.warm()
    else:
        program.open_standard_streams()
    gc.collect()
    gc.freeze()
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
