"""The sandbox on this machine's own kernel: namespaces, limits, a filter, warm interpreters."""

from __future__ import annotations

import dataclasses
import logging
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from lectorium.sandbox.contract import (
    CellObservation,
    Confinement,
    NotebookJob,
    NotebookOutcome,
    Observation,
    ProgramJob,
    ProgramTest,
    Sandbox,
    SandboxUnavailable,
)
from lectorium.sandbox.languages import TABLE
from lectorium.sandbox.local import notebooks, preloads, programs
from lectorium.sandbox.local.choice import Choice, WayAsked
from lectorium.sandbox.local.headers import Headers
from lectorium.sandbox.local.inside.linux import is_supported
from lectorium.sandbox.local.plan import Recipe
from lectorium.sandbox.local.zygotes import Zygote, ZygoteLost

log = logging.getLogger(__name__)

_NOBODY: Final = 65534
_KEEP: Final = 6
_ATTEMPTS: Final = 2
_Result = TypeVar("_Result")


class LocalSandbox:
    """Runs code in warm interpreters behind this kernel's walls. Safe to share by threads."""

    def __init__(
        self,
        python: str,
        hidden: Iterable[Path] = (),
        uid: int = _NOBODY,
        keep: int = _KEEP,
        families: str = preloads.DEFAULT,
        way: WayAsked = "auto",
    ) -> None:
        """Raises ValueError where `families` can't be read, and for the user id 0."""
        self._families = preloads.parse(families)
        self._choice = Choice(Recipe(python, tuple(hidden), uid), keep, way)
        self._headers = Headers()
        self.repeats = 0
        """How many runs were begun anew because the sandbox itself had failed."""

    def run_program(self, job: ProgramJob) -> list[Observation]:
        """One observation per test, in order. Raises SandboxUnavailable."""
        preload = preloads.of_program(job, self._families)
        try:
            seen, repeats = self._retry(
                preload,
                lambda zygote, attempt: programs.run(zygote, job, self._headers, compile_once=not attempt),
            )
        except ZygoteLost as error:
            return [
                Observation(test.id, "infra_error", error=str(error), repeats=_ATTEMPTS - 1)
                for test in job.tests
            ]
        return [dataclasses.replace(one, repeats=repeats) for one in seen] if repeats else seen

    def run_notebook(self, job: NotebookJob) -> NotebookOutcome:
        """Run all cells in a fresh kernel. Raises SandboxUnavailable."""
        preload = preloads.of_notebook(job, self._families)
        self._check_notebooks()
        try:
            outcome, repeats = self._retry(preload, lambda zygote, _: _run_notebook(zygote, job))
        except ZygoteLost as error:
            cells = [CellObservation(c.id, c.test_id, "infra_error", error=str(error)) for c in job.cells]
            return NotebookOutcome(cells, died=str(error), repeats=_ATTEMPTS - 1)
        return dataclasses.replace(outcome, repeats=repeats) if repeats else outcome

    def _retry(self, preload: tuple[str, ...], run: Callable[[Zygote, int], _Result]) -> tuple[_Result, int]:
        """A run whose zygote died is repeated, once, with a new one. Also says how often it was."""
        for attempt in range(_ATTEMPTS):
            try:
                with self._choice.pool(preload).borrow(preload) as zygote:
                    return run(zygote, attempt), attempt
            except ZygoteLost as error:
                last = attempt == _ATTEMPTS - 1
                self.repeats += not last
                log.warning(
                    "sandbox failed: reason=%r attempt=%d of %d preload=%s repeats=%d",
                    str(error), attempt + 1, _ATTEMPTS, "+".join(preload), self.repeats,
                )  # fmt: skip
                if last:
                    raise
        raise AssertionError("unreachable")

    def _check_notebooks(self) -> None:
        if self.confinement().way != "namespaces":
            raise SandboxUnavailable(
                "Notebooks can't be confined on this machine: they need user namespaces and mounts, and "
                "programs are confined by Landlock here. `lectorium doctor` says what closes them."
            )

    def confinement(self) -> Confinement:
        """How code is confined on this machine. Raises SandboxUnavailable."""
        return self._choice.confinement(preloads.BARE)

    def problems(self) -> list[str]:
        """What this machine lacks, and what to do about it; empty when it can run."""
        unsupported = is_supported()
        if unsupported:
            return [unsupported]
        missing = [row for row in TABLE.values() if row.needs and shutil.which(row.needs) is None]
        found = [
            f"{row.needs} is missing, so {row.title} programs can't be run: install it" for row in missing
        ]
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
        self._choice.close()
        self._headers.close()


def _run_notebook(zygote: Zygote, job: NotebookJob) -> NotebookOutcome:
    """Raises ZygoteLost also for a kernel that the sandbox lost on its way: that run can be repeated."""
    outcome = notebooks.run(zygote, job)
    if any(cell.outcome == "infra_error" for cell in outcome.cells):
        raise ZygoteLost(outcome.died or "the sandbox ended during the run")
    return outcome


def open_sandbox(
    python: str | None = None,
    hidden: Iterable[Path] = (),
    preload: str | None = None,
    way: WayAsked = "auto",
) -> Sandbox:
    """The sandbox of this machine.

    `python` is the interpreter student code runs on (default: this one's environment);
    `hidden` are folders that must never be seen from inside, wherever they lie: the state
    folder and the secrets; `preload` says which modules are kept warm for what is imported
    (`parse_preload`, which raises ValueError); `way` forces one way to confine. Nothing is
    started yet; `problems()` tells whether it can be.
    """
    return LocalSandbox(python or sys.executable, hidden, families=preload or preloads.DEFAULT, way=way)


parse_preload = preloads.parse

__all__ = ["LocalSandbox", "open_sandbox", "parse_preload"]
