"""A warm interpreter without any wall: it forks for each test, and that is all.

The floor of what a process per test can cost. Same modules imported beforehand, same files for input
and output, same compiling and running as in the sandbox; no namespaces, limits, filter or watchdog.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import types
from collections.abc import Sequence
from typing import NoReturn

from bench.engine.cases import CASES
from bench.engine.contender import serve_contender

# As the sandbox's warm interpreters have them.
_ALWAYS = ("random", "math", "collections", "itertools", "functools", "re", "typing", "dataclasses")


def warm(preload: Sequence[str]) -> None:
    """Import and run once what every test needs, and keep the collector away from it."""
    for name in (*_ALWAYS, *preload):
        importlib.import_module(name)
    exec(compile("def f(n):\n    return [n]\nstr(f(1))\n", "warm.py", "exec"), {})
    gc.collect()
    gc.freeze()


def run(code: str, inputs: Sequence[str]) -> list[str]:
    """What the program prints for each input."""
    return [_run_test(code, given) for given in inputs]


def _run_test(code: str, given: str) -> str:
    files = [os.memfd_create(name) for name in ("given", "stdout", "stderr")]
    os.pwrite(files[0], given.encode(), 0)
    pid = os.fork()
    if pid == 0:
        _become(code, files)
    os.wait4(pid, 0)
    printed, *_ = [os.pread(file, 10_000, 0).decode() for file in files[1:]]
    for file in files:
        os.close(file)
    return printed


def _become(code: str, files: Sequence[int]) -> NoReturn:
    status = 1
    try:
        for place, file in enumerate(files):
            os.dup2(file, place)
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
        module = sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(code, "solution.py", "exec", dont_inherit=True), module.__dict__)
        sys.stdout.flush()
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    warm(CASES[sys.argv[1]].preload)
    serve_contender(CASES[sys.argv[1]].code, run)
