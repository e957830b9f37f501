"""C++: compiled once per submission, in the same confinement that runs it."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from typing import Any, Final, NoReturn

from lectorium.sandbox.local.inside.confine import confine, take_files

_SOURCE: Final = "/tmp/work/solution.cpp"
_BINARY: Final = "/tmp/work/solution"
_COMPILER: Final = (
    "g++", "-std=c++17", "-O2", "-pipe", "-fdiagnostics-color=never", "-fmax-errors=20",
    "-o", _BINARY, "solution.cpp",
)  # fmt: skip
_STACK_BYTES: Final = 64 * 1024 * 1024
_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "HOME": "/tmp/home", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}


def compile_limits(limits: dict[str, Any]) -> dict[str, Any]:
    """What differs from the limits of a run."""
    seconds = float(limits["compile_seconds"])
    return {"cpu_seconds": seconds, "wall_seconds": 3 * seconds, "processes": 64}


def compile_and_exit(files: list[int], limits: dict[str, Any]) -> NoReturn:
    """In a child: become the compiler. `files` are the source and the log."""
    try:
        source, log = files
        take_files((os.open("/dev/null", os.O_RDONLY), log, log, source))
        confine(limits)
        with open(3, "rb") as given, open(_SOURCE, "wb") as file:
            file.write(given.read())
        os.execvpe(_COMPILER[0], _COMPILER, _ENVIRONMENT)
    except OSError as error:
        os.write(2, f"{_COMPILER[0]}: {error}\n".encode())
    finally:
        os._exit(127)


def collect() -> int:
    """The program that was compiled, as a sealed file that no test can change; -1 if none."""
    try:
        descriptor = os.open(_BINARY, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return -1
    with open(descriptor, "rb") as compiled:
        if not stat.S_ISREG(os.fstat(compiled.fileno()).st_mode):
            return -1
        sealed = os.memfd_create("solution", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        with open(sealed, "wb", closefd=False) as copy:
            copy.write(compiled.read())
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(sealed, fcntl.F_ADD_SEALS, seals)
    # A file open for writing can't be executed: exchange the descriptor for a reading one.
    readable = os.open(f"/proc/self/fd/{sealed}", os.O_RDONLY | os.O_CLOEXEC)
    os.close(sealed)
    return readable


def become(binary: int, files: list[int], limits: dict[str, Any]) -> NoReturn:
    """In a child: become the compiled program. `files`: code, stdin, stdout, stderr, result."""
    try:
        take_files((*files[1:4], binary))
        confine(limits, _STACK_BYTES)
        os.set_inheritable(3, False)
        os.execve(3, ["solution"], _ENVIRONMENT)
    except OSError as error:
        sys.__stderr__.write(f"{error}\n") if sys.__stderr__ else None
    finally:
        os._exit(127)
