"""What a sandbox is asked and what it answers.

A sandbox runs code that nobody trusts and reports what it saw. It never learns what was
expected: verdicts are made outside, from these observations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from lectorium.sandbox.languages import TestKind, language

Language = str  # a row's name in lectorium.sandbox.languages
Capture = Literal["value", "stdout", "exception"]
Outcome = Literal[
    "ok",  # it ended by itself, with exit code 0
    "exception",  # an uncaught exception, or an exit code other than 0
    "timeout",  # CPU or wall time used up
    "memory",  # memory used up
    "output",  # printed or wrote more than is kept
    "signal",  # ended by a signal: a crash
    "compile_error",
    "skipped",  # not run; `error` says why
    "infra_error",  # our fault: run it again
]

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


class SandboxUnavailable(RuntimeError):
    """This machine can't confine code, so nothing was run. The text says what is missing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use. Seconds and bytes; per test for programs, per cell for notebooks."""

    cpu_seconds: float = 2.0
    wall_seconds: float = 10.0
    total_cpu_seconds: float = 10.0
    """CPU of all tests of one program together; what comes after is skipped, and says so."""
    memory_bytes: int = 1 * GIB
    processes: int = 64
    """Processes and threads together."""
    output_bytes: int = 10 * KIB
    """Kept of stdout and of stderr, each."""
    disk_bytes: int = 64 * MIB
    files: int = 4096
    notebook_seconds: float = 300.0
    """Wall time of a whole notebook."""
    compile_seconds: float = 20.0
    """CPU of the compiler."""


NOTEBOOK_LIMITS = Limits(cpu_seconds=60.0, wall_seconds=60.0, memory_bytes=2 * GIB, processes=128)


@dataclass(frozen=True, slots=True)
class ProgramTest:
    """One run of a program. `input` is stdin (io) or a Python expression (call)."""

    id: str
    kind: TestKind
    input: str


@dataclass(frozen=True, slots=True)
class ProgramJob:
    """A submission: one program, all of its tests."""

    language: Language
    code: str
    tests: Sequence[ProgramTest]
    preamble: str = ""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Raises ValueError for a language that isn't there, or whose programs can't be asked so."""
        row = language(self.language)
        if wrong := {test.kind for test in self.tests} - row.tests:
            raise ValueError(
                f"{row.title} programs have no {', '.join(sorted(wrong))} tests: "
                "a call evaluates a Python expression, so the program must be Python"
            )


@dataclass(frozen=True, slots=True)
class Observation:
    """What one test did. `value` is tagged JSON (`lectorium.sandbox.values`), call tests only.

    `cpu_ms`, `wall_ms` and `memory_kb` are of the program with all it started; memory is the most
    at a time, in KiB. Of a program that isn't Python the kernel counts the interpreter it was
    started from, too: a few MB are then an upper bound.
    """

    test_id: str
    outcome: Outcome
    value: Any = None
    stdout: str = ""
    stderr: str = ""
    error: str | None = None
    cpu_ms: int = 0
    wall_ms: int = 0
    memory_kb: int = 0
    exit_code: int | None = None
    signal: int | None = None
    truncated: bool = False
    """stdout was longer than what is kept."""
    stderr_truncated: bool = False
    repeats: int = 0
    """How often the run was begun anew because the sandbox itself had failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question to the student's interpreter; the answer is compared outside (I25)."""

    id: str
    """Unique within its cell."""
    expression: str
    """A Python expression, evaluated in the notebook's namespace."""
    setup: str = ""
    """Statements run before it, in the same namespace."""
    capture: Capture = "value"
    """What is answered: its value, what evaluating it prints, or the exception it raises."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one check. Written by an interpreter that the student owns: compare, never trust.

    `outcome` is `ok` where what was asked for came. `value` is then tagged JSON that
    `lectorium.sandbox.values.decode` reads: the value itself, or with capture `exception` the
    list of names of the raised exception's class and its bases (without `object`). With capture
    `stdout`, `stdout` holds what was printed. A value that can't be carried, an exception that
    wasn't asked for and one that was and didn't come are `exception`, with words in `error`.
    """

    check_id: str
    outcome: Outcome
    value: Any = None
    stdout: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """A code cell; `test_id` is set on test cells.

    Where `checks` isn't empty `source` isn't run: each check's setup and then its expression
    are, in order. A test cell without checks is run together with a probe that must fail.
    """

    id: str
    source: str
    test_id: str | None = None
    checks: Sequence[Check] = ()


@dataclass(frozen=True, slots=True)
class NotebookJob:
    """The code cells of a notebook, in order, and the files beside it (relative path → bytes)."""

    cells: Sequence[NotebookCell]
    kernel_name: str = "python3"
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = NOTEBOOK_LIMITS
    preload: Sequence[str] = ()
    """Modules imported before the kernel starts; those the cells import are found anyway."""


@dataclass(frozen=True, slots=True)
class CellObservation:
    """What one cell did. `outputs` are nbformat 4 output dicts, cut to size.

    Where a cell updates the display of an earlier one, the earlier one's outputs are the updated
    ones; but from the first test cell on nothing changes in those before it.

    `answers` has one entry per check, in the cell's order. `tampering` gives reasons, in words
    for a teacher, why what the kernel says about this cell can't be believed; empty where
    nothing was noticed.
    """

    id: str
    test_id: str | None
    outcome: Outcome
    stdout: str = ""
    stderr: str = ""
    error: str | None = None
    outputs: Sequence[Mapping[str, Any]] = ()
    execution_count: int | None = None
    wall_ms: int = 0
    answers: Sequence[Answer] = ()
    tampering: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NotebookOutcome:
    """One observation per cell, in the job's order. `died` says why the kernel ended early."""

    cells: Sequence[CellObservation]
    wall_ms: int = 0
    cpu_ms: int = 0
    memory_kb: int = 0
    died: str | None = None
    repeats: int = 0
    """How often the run was begun anew because the sandbox itself had failed."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """How code is confined on this machine, and in words what that way doesn't give."""

    way: str
    lacks: Sequence[str] = ()


class Sandbox(Protocol):
    """Runs code that nobody trusts. Safe to call from several threads."""

    def run_program(self, job: ProgramJob) -> list[Observation]:
        """One observation per test, in the job's order. Raises SandboxUnavailable."""
        ...

    def run_notebook(self, job: NotebookJob) -> NotebookOutcome:
        """Run all cells in a fresh kernel. Raises SandboxUnavailable."""
        ...

    def confinement(self) -> Confinement:
        """How it confines here. Raises SandboxUnavailable."""
        ...

    def problems(self) -> list[str]:
        """What this machine lacks, and what to do about it; empty when it can run."""
        ...

    def close(self) -> None:
        """End every process the sandbox holds."""
        ...
