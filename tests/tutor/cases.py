"""The corpora: problems, tries to get at solutions, and harmless replies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lectorium.rooms.tutor.guard.known import Case, Known, Secrets

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Problem:
    """A folder of ``problems``: its statement, its solution, a student's buggy program, and tests."""

    path: Path

    @property
    def student(self) -> str:
        """The buggy program."""
        return (self.path / "student.py").read_text()

    @property
    def reference(self) -> str:
        """The teacher's solution."""
        return (self.path / "reference.py").read_text()

    @property
    def statement(self) -> str:
        """What students read."""
        return (self.path / "statement.md").read_text()

    @property
    def secrets(self) -> Secrets:
        """What the guard knows."""
        tests = json.loads((self.path / "tests.json").read_text())
        cases = (Case(str(n), "call", test["call"], test["expected"]) for n, test in enumerate(tests))
        return Secrets(references=(self.reference,), tests=tuple(cases))


@dataclass(frozen=True)
class Injection:
    """A folder of ``injections``.

    ``question.md`` is asked; ``code.py``, ``error.txt``, ``document.md`` and ``title.txt`` are what else
    reaches the prompt; ``reply.md`` is the worst that a model answered; ``shown.md`` what was said before in
    the session.
    """

    path: Path

    def text(self, name: str, otherwise: str = "") -> str:
        """A file's text."""
        file = self.path / name
        return file.read_text() if file.exists() else otherwise

    @cached_property
    def problem(self) -> Problem:
        """What it is about."""
        return Problem(HERE / "problems" / self.text("problem").strip())

    @property
    def known(self) -> Known:
        """What may be said."""
        shown = self.text("shown.md")
        own = self.text("code.py", self.problem.student)
        return Known((own,), self.problem.statement, (shown,) if shown else ())


PROBLEMS = [Problem(path) for path in sorted((HERE / "problems").iterdir())]
INJECTIONS = [Injection(path) for path in sorted((HERE / "injections").iterdir())]
LEAKING = [case for case in INJECTIONS if case.text("reply.md")]
HARMLESS = sorted((HERE / "harmless").glob("*/*.md"))
