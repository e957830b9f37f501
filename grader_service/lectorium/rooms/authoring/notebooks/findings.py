"""What a check of a notebook found, in words a teacher can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]

_WORDS = 44
_QUOTES = re.compile(r"""^(?:\"{3}|'{3})|(?:\"{3}|'{3})$""")
_MARKER = re.compile(r"\s*###\s*(BEGIN|END)\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a notebook.

    An ``error`` stops publishing, a ``warning`` does not. ``code`` is stable, ``message`` says where, what,
    and what to do. ``cell_index`` counts from 0 in the notebook that was checked; the message counts from
    1.
    """

    level: Level
    code: str
    message: str
    cell_index: int | None = None
    cell_id: str | None = None
    test: str | None = None
    """The key of the test it concerns, where that is known."""


Judged = Literal["outside", "asserts"]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """How far one test can be trusted: compared outside, or asserts beside the student's code.

    ``key`` is the test's own; ``message`` says it in words, and what would change it.
    """

    key: str
    judged: Judged
    message: str
    cell_index: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one check, in the order of the cells; and how each test is judged, once tried."""

    findings: tuple[Finding, ...]
    tests: tuple[Guarantee, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing stops publishing."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "warning")


class NotebookRefused(Exception):
    """The notebook can't become a problem as it is; ``report`` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__(" ".join(finding.message for finding in report.errors))
        self.report = report


def refuse(code: str, message: str) -> NotebookRefused:
    """A refusal with one reason that concerns the notebook as a whole."""
    return NotebookRefused(Report((Finding("error", code, message),)))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about the notebook first, then cell by cell; no finding twice."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda finding: -1 if finding.cell_index is None else finding.cell_index))


def first_words(source: str) -> str:
    """The first line that says something, cut to a length that fits in a sentence.

    A docstring's quotes say nothing, nor do the lines that mark hidden tests and solutions.
    """
    lines = (_QUOTES.sub("", line.strip()) for line in source.splitlines() if not _MARKER.match(line))
    line = next(filter(None, lines), "")
    return line if len(line) <= _WORDS else line[:_WORDS].rstrip() + "…"


def place(index: int, cell: Mapping[str, Any]) -> str:
    """How people find a cell: its number and its first words."""
    words = first_words(str(cell.get("source", "")))
    return f"Cell {index + 1} (“{words}”)" if words else f"Cell {index + 1} (empty)"


def about(level: Level, code: str, index: int, cell: Mapping[str, Any], says: str) -> Finding:
    """A finding about one cell; ``says`` goes on after the cell's place: “… has no points. Give it some.”"""
    return Finding(level, code, f"{place(index, cell)} {says}", index, cell.get("id"))
