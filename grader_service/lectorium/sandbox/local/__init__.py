"""The sandbox on this machine's own kernel: namespaces, limits, a filter, warm interpreters."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from lectorium.sandbox.contract import (
    CellObservation,
    NotebookJob,
    NotebookOutcome,
    Observation,
    ProgramJob,
    ProgramTest,
    Sandbox,
    SandboxUnavailable,
)
from lectorium.sandbox.local import notebooks, preloads, programs
from lectorium.sandbox.local.inside.linux import is_supported
from lectorium.sandbox.local.zygotes import Pool, Recipe, Zygote, ZygoteLost

_NOBODY: Final = 65534
_KEEP: Final = 6
_ATTEMPTS: Final = 2
_Result = TypeVar("_Result")


class LocalSandbox:
    """Runs code in warm interpreters behind this kernel's walls. Safe to share by threads."""

    def __init__(
        self, python: str, hidden: Iterable[Path] = (), uid: int = _NOBODY, keep: int = _KEEP
    ) -> None:
        self._pool = Pool(Recipe(python, tuple(hidden), uid), keep)

    def run_program(self, job: ProgramJob) -> list[Observation]:
        """One observation per test, in order. Raises SandboxUnavailable."""
        preload = preloads.of_program(job)
        try:
            return self._retry(preload, lambda zygote: programs.run(zygote, job))
        except ZygoteLost as error:
            return [Observation(test.id, "infra_error", error=str(error)) for test in job.tests]

    def run_notebook(self, job: NotebookJob) -> NotebookOutcome:
        """Run all cells in a fresh kernel. Raises SandboxUnavailable."""
        preload = preloads.of_notebook(job)
        try:
            return self._retry(preload, lambda zygote: notebooks.run(zygote, job))
        except ZygoteLost as error:
            cells = [CellObservation(c.id, c.test_id, "infra_error", error=str(error)) for c in job.cells]
            return NotebookOutcome(cells, died=str(error))

    def _retry(self, preload: tuple[str, ...], run: Callable[[Zygote], _Result]) -> _Result:
        """A run whose zygote died is repeated, once, with a new one."""
        for attempt in range(_ATTEMPTS):
            try:
                with self._pool.borrow(preload) as zygote:
                    return run(zygote)
            except ZygoteLost:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def problems(self) -> list[str]:
        """What this machine lacks, and what to do about it; empty when it can run."""
        unsupported = is_supported()
        if unsupported:
            return [unsupported]
        found = []
        if shutil.which("g++") is None:
            found.append("g++ is missing, so C++ can't be compiled: install it (Debian: apt install g++)")
        return found + self._trial()

    def _trial(self) -> list[str]:
        job = ProgramJob("python", "print(6 * 7)", [ProgramTest("trial", "io", "")])
        try:
            [seen] = self.run_program(job)
        except SandboxUnavailable as error:
            return [str(error)]
        if seen.stdout.strip() == "42":
            return []
        return [f"a trial program didn't run in the sandbox: {seen.error or seen.outcome}"]

    def close(self) -> None:
        """End every idle interpreter; those that run end with their run."""
        self._pool.close()


def open_sandbox(python: str | None = None, hidden: Iterable[Path] = ()) -> Sandbox:
    """The sandbox of this machine.

    `python` is the interpreter student code runs on (default: this one's environment);
    `hidden` are folders that must never be seen from inside, wherever they lie: the state
    folder and the secrets. Nothing is started yet; `problems()` tells whether it can be.
    """
    return LocalSandbox(python or sys.executable, hidden)


__all__ = ["LocalSandbox", "open_sandbox"]
