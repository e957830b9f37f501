"""A test of a Python program, in a process of its own.

What it reports goes to a file of its own, not to stdout. A student can write to that file, as
this is their process; what they can't do is learn what value is expected there.
"""

from __future__ import annotations

import _random
import _thread
import atexit
import json
import linecache
import os
import random
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from lectorium.sandbox import encoding
from lectorium.sandbox.local.inside.confine import take_files
from lectorium.sandbox.local.inside.rooms import Room

_RESULT: Final = 3
_NAME: Final = "solution.py"
_SCRIPT: Final = "__main__"
_IMPORTED: Final = "solution"
_COMPILED_ONCE_CHARACTERS: Final = 100_000
_MESSAGE_CHARACTERS: Final = 2000
_TRACEBACK_CHARACTERS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Program:
    """A submission's program, as its supervisor hands it on to the tests that are forked from it."""

    sources: dict[str, str]
    """A file's name → its text."""
    codes: list[types.CodeType] | None
    """The same compiled, or None where each test has to see for itself what comes of it."""
    modules: dict[str, types.ModuleType]
    """What it is run in, as a script or as what is imported; each test has its own copy by its fork."""


def read(code: int, room: Room, *, may_compile: bool) -> Program:
    """In the supervisor: what all tests need. Nothing of the program is run."""
    sources = _sources(_read(code))
    sys.argv = [_NAME]
    sys.path.insert(0, room.work)
    for file, source in sources.items():  # so that a traceback shows the line
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    small = sum(map(len, sources.values())) <= _COMPILED_ONCE_CHARACTERS
    codes = _compile_quietly(sources) if may_compile and small else None
    return Program(sources, codes, {name: _module(name, room) for name in (_SCRIPT, _IMPORTED)})


def _compile_quietly(sources: dict[str, str]) -> list[types.CodeType] | None:
    """What compiles without a word; errors and warnings belong to the tests."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _compile(sources)
    except Exception:
        return None


def _compile(sources: dict[str, str]) -> list[types.CodeType]:
    return [compile(source, file, "exec", dont_inherit=True) for file, source in sources.items() if source]


def become(kind: str, files: list[int], confine: Callable[[], None], program: Program) -> NoReturn:
    """In a child: run one test. `files`: input, stdout, stderr, result."""
    given, stdout, stderr, result = files
    exit_now = os._exit  # bound before the program can change it
    status = 1
    try:
        if kind == "call":
            nothing = os.open("/dev/null", os.O_RDONLY)
            take_files((nothing, stdout, stderr, result, given))
        else:
            take_files((given, stdout, stderr, result))
        confine()
        if kind == "call":
            expression = _read(_RESULT + 1)
            os.close(_RESULT + 1)
            status = _call(program, expression.decode("utf-8", "surrogatepass"))
        else:
            status = _run(program)
    finally:
        exit_now(status)


def _read(descriptor: int) -> bytes:
    # Another process may have moved the offset: the file is shared by all tests.
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def _sources(text: bytes) -> dict[str, str]:
    """A file's name → its text: the first line says how many bytes of the rest are the preamble."""
    head, _, rest = text.partition(b"\n")
    size = int(head)
    parts = {"preamble.py": rest[:size], _NAME: rest[size:]}
    return {name: part.decode("utf-8", "surrogatepass") for name, part in parts.items()}


def open_standard_streams() -> None:
    """What a program reads and prints by, opened once: a test only changes the files behind."""
    errors = {"encoding": "utf-8", "errors": "surrogateescape"}
    sys.stdin = sys.__stdin__ = open(0, **errors, closefd=False)  # type: ignore[call-overload, misc]
    sys.stdout = sys.__stdout__ = open(1, "w", **errors, closefd=False)  # type: ignore[call-overload, misc]
    sys.stderr = sys.__stderr__ = open(  # type: ignore[misc]
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )


def reseed() -> None:
    """Give this run random numbers of its own: the generators were seeded in the zygote."""
    reseeding()()


def reseeding() -> Callable[[], None]:
    """`reseed`, made ready to be done before each of many tests. A short seed takes a tenth of the time."""
    numpy_random = sys.modules.get("numpy.random")
    seed, usual, number_of, some = _random.Random.seed, random._inst, int.from_bytes, os.urandom  # noqa: SLF001

    def reseed() -> None:
        seed(usual, number_of(some(16), "little"))
        if numpy_random is not None:
            numpy_random.seed(list(some(16)))

    return reseed


def _module(name: str, room: Room) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__["__file__"] = f"{room.work}/{_NAME}"
    module.__dict__["__builtins__"] = __builtins__
    return module


def _execute(program: Program, name: str) -> dict[str, Any]:
    """Run it as the module of this name: what is in it then."""
    module = sys.modules[name] = program.modules[name]
    names = module.__dict__
    for code in program.codes if program.codes is not None else _one_by_one(program.sources):
        exec(code, names)
    return names


def _one_by_one(sources: dict[str, str]) -> Iterator[types.CodeType]:
    """A preamble runs even where what follows it doesn't compile."""
    for file, source in sources.items():
        yield from _compile({file: source})


def _run(program: Program) -> int:
    """The program as a script: its exit code."""
    try:
        _execute(program, _SCRIPT)
        status = 0
    except SystemExit as error:
        status = _exit_code(error)
    except BaseException as error:
        _report_exception(error)
        status = 1
    return status if _end_interpreter() else 1


def _end_interpreter() -> bool:
    """What Python does at its end: wait for threads, call atexit, flush."""
    try:
        threading = sys.modules.get("threading")
        if threading is not None and (_thread._count() or threading._threading_atexits):  # noqa: SLF001
            threading._shutdown()  # noqa: SLF001 (as the interpreter's own end)
        atexit._run_exitfuncs()  # noqa: SLF001
        sys.stdout.flush()
    except BaseException as error:
        _report_exception(error)
        return False
    return True


def _exit_code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _call(program: Program, expression: str) -> int:
    """The program as a module, then one expression in it: its value goes to the result file."""
    encode, dump = encoding.encode, json.dumps
    try:
        names = _execute(program, _IMPORTED)
        value = eval(compile(expression.strip(), "<test>", "eval", dont_inherit=True), names)
        report: dict[str, Any] = {"value": encode(value)}
    except SystemExit as error:
        report = {"error": f"SystemExit: the program ended itself with {error.code!r}"[:_MESSAGE_CHARACTERS]}
        _write_report(dump(report))
        return _exit_code(error) or 1
    except BaseException as error:
        _report_exception(error)
        return 1
    _write_report(dump(report))
    sys.stdout.flush()
    return 0


def _write_report(text: str) -> None:
    os.ftruncate(_RESULT, 0)
    os.pwrite(_RESULT, text.encode(), 0)


def _report_exception(error: BaseException) -> None:
    """The traceback, as Python prints it, to stderr; and its last line to the result file."""
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename == __file__:
        frame = frame.tb_next
    message = encoding.short_repr(error)
    try:
        lines = traceback.format_exception(type(error), error, frame)
        message = lines[-1].strip()[:_MESSAGE_CHARACTERS]
        sys.stdout.flush()
        sys.stderr.write("".join(lines)[-_TRACEBACK_CHARACTERS:])
        sys.stderr.flush()
    except BaseException as second:
        also = f"{message} (and {type(second).__name__} while reporting it)\n"
        os.write(2, also.encode("utf-8", "replace"))
    _write_report(json.dumps({"error": message}))
