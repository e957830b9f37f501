"""The languages that programs are written in: a row each, and all that the platform knows of it.

A new language is a new row of `TABLE`; docs/how-to/add-a-language.md goes through it. Both sides
of the sandbox read a row's fields, and no name of a language stands anywhere else in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

TestKind = Literal["io", "call"]

PROGRAM: Final = "program"
"""What `compile` and `precompile` leave behind, in the folder they run in."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Without `compile` and `run` it is Python, run in a warm interpreter."""

    name: str
    """What problems, the API and the database call it."""
    title: str
    """What people call it."""
    file: str
    """The submission's file name: the compiler's messages and tracebacks carry it."""
    tests: frozenset[TestKind] = frozenset({"io"})
    """Which kinds of test make sense. A call evaluates a Python expression in the program."""
    compile: Sequence[str] = ()
    """A command that makes `program` of `file`. It runs once per submission, in the sandbox."""
    run: Sequence[str] = ()
    """A command that runs `file`, where there is nothing to compile."""
    joint: str = "\n"
    """What stands between the preamble and the submission, so that its lines keep their numbers."""
    precompile: Sequence[str] = ()
    """A command that makes a precompiled header, `program`, of a `file` that includes one."""
    headers: Sequence[str] = ()
    """Headers for which that pays, where a program includes one of them first."""
    stack_bytes: int = 8 * 1024 * 1024
    starter: str = ""
    """What students start from where the author gives nothing."""
    magic: str = ""
    """The first line of its cells in a notebook, where it isn't the kernel's own language."""

    @property
    def is_warm(self) -> bool:
        """Whether tests are forked from a warm Python, instead of executing another program."""
        return not (self.compile or self.run)

    @property
    def needs(self) -> str:
        """The program that must be installed; empty for none."""
        return next(iter(self.compile or self.run), "")


_GXX: Final = ("g++", "-std=c++17", "-O2", "-pipe", "-fdiagnostics-color=never", "-fmax-errors=20")

PYTHON: Final = Language(
    name="python",
    title="Python",
    file="solution.py",
    tests=frozenset({"io", "call"}),
    starter="# YOUR CODE HERE\nraise NotImplementedError()\n",
)
CPP: Final = Language(
    name="cpp",
    title="C++",
    file="solution.cpp",
    compile=(*_GXX, "-o", PROGRAM, "solution.cpp"),
    joint='\n#line 1 "solution.cpp"\n',
    precompile=(*_GXX, "-x", "c++-header", "-o", PROGRAM, "solution.cpp"),
    headers=("bits/stdc++.h", "iostream"),
    stack_bytes=64 * 1024 * 1024,
    starter="#include <iostream>\n\nint main() {\n    // YOUR CODE HERE\n    return 0;\n}\n",
    magic="%%cpp",
)

TABLE: Final[dict[str, Language]] = {row.name: row for row in (PYTHON, CPP)}


def magics() -> tuple[str, ...]:
    """The first lines by which cells of other languages than the kernel's are known."""
    return tuple(row.magic for row in TABLE.values() if row.magic)


def language(name: str) -> Language:
    """The row of that name. Raises ValueError with the names there are."""
    if name not in TABLE:
        raise ValueError(f"the language {name!r} isn't known here; known are: {', '.join(TABLE)}")
    return TABLE[name]
