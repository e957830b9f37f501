"""Programs that are other programs: compiled once per submission, or run by an interpreter."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

from lectorium.sandbox.languages import PROGRAM
from lectorium.sandbox.local.inside.confine import take_files
from lectorium.sandbox.local.inside.rooms import Room

_HEADERS: Final = ".headers"
_CHUNK: Final = 1024 * 1024
_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


def compile_limits(limits: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the limits of a run."""
    seconds = float(limits["compile_seconds"])
    return {**limits, "cpu_seconds": seconds, "wall_seconds": 3 * seconds, "processes": 64}


def environment(room: Room) -> dict[str, str]:
    """All that a program that isn't Python finds in its environment."""
    return {"PATH": _PATH, "HOME": room.home, "TMPDIR": room.top, "LANG": "C.UTF-8", "TZ": "UTC"}


def compile_and_exit(
    message: Mapping[str, Any], files: Sequence[int], confine: Callable[[], None], room: Room
) -> NoReturn:
    """In a child: become the compiler. `files`: source, log, and a precompiled header if there is one."""
    command = list(message["command"])
    try:
        source, log, *header = files
        take_files((os.open("/dev/null", os.O_RDONLY), log, log, source, *header))
        confine()
        _write_source(3, message["file"])
        if header:
            command.append(_lend_header(message["header"], room))
        os.execvpe(command[0], command, environment(room))
    except OSError as error:
        os.write(2, f"{command[0]}: {error}\n".encode())
    finally:
        os._exit(127)


def _write_source(given: int, name: str) -> None:
    # All tests share this file, and with it the place up to which it was read.
    with open(name, "wb") as file:
        file.write(os.pread(given, os.fstat(given).st_size, 0))


def _lend_header(name: str, room: Room) -> str:
    """The option for it: where the compiler looks there is a link to the sealed file it inherits."""
    place = f"{room.top}/{_HEADERS}/{name}.gch"
    os.makedirs(os.path.dirname(place))
    os.set_inheritable(4, True)
    os.symlink("/proc/self/fd/4", place)
    return f"-I{room.top}/{_HEADERS}"


def collect(room: Room) -> int:
    """What the compiler made, as a sealed file that nobody can change; -1 if it made nothing."""
    try:
        descriptor = os.open(f"{room.work}/{PROGRAM}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return -1
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return -1
        sealed = os.memfd_create(PROGRAM, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        while os.sendfile(sealed, descriptor, None, _CHUNK):
            pass
    finally:
        os.close(descriptor)
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(sealed, fcntl.F_ADD_SEALS, seals)
    # A file open for writing can't be executed: exchange the descriptor for a reading one.
    readable = os.open(f"/proc/self/fd/{sealed}", os.O_RDONLY | os.O_CLOEXEC)
    os.close(sealed)
    return readable


def become(
    message: Mapping[str, Any],
    binary: int,
    files: Sequence[int],
    confine: Callable[[], None],
    room: Room,
) -> NoReturn:
    """In a child: run one test, by the compiled `binary` or by the command of `message`.

    `files`: code, stdin, stdout, stderr, result.
    """
    code, given, stdout, stderr, _ = files
    try:
        take_files((given, stdout, stderr, binary if binary >= 0 else code))
        confine()
        if binary >= 0:
            os.set_inheritable(3, False)
            os.execve(3, [PROGRAM], environment(room))
        _write_source(3, message["file"])
        os.close(3)
        os.execvpe(message["run"][0], list(message["run"]), environment(room))
    except OSError as error:
        os.write(2, f"the program can't be started: {error}\n".encode())
    finally:
        os._exit(127)
