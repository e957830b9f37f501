"""What changed between two versions of a problem, for who may read both in full."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import NotFound
from lectorium.rooms.authoring.library import VersionView, cases_of, find_problem
from lectorium.rooms.authoring.models import ProblemVersion, TestCase
from lectorium.rooms.people.api import Actor
from lectorium.sandbox.languages import TABLE

MOST_LINES = 4000
"""Comparing takes longer than it helps beyond so many lines on a side."""
AROUND = 3
"""Unchanged lines shown around a change."""

LineKind = Literal["same", "added", "removed", "gap"]
TestFate = Literal["added", "removed", "changed"]

TEXTS: Mapping[str, str] = {
    "title": "Title",
    "description_markdown": "Statement",
    "preamble": "Code before the solution",
    "starter_code": "What students begin with",
    "reference_solution": "Reference solution",
}
WORDS: Mapping[str, str] = {
    "always": "to students",
    "after_due": "after the due date",
    "after_return": "once returned",
    "never": "hidden",
    "outside": "compared outside",
    "asserts": "by its asserts",
    "person": "by a person",
}
LIMITS: Mapping[str, str] = {
    "cpu_seconds": "Seconds of computing per test",
    "wall_seconds": "Seconds per test",
    "total_cpu_seconds": "Seconds of computing of all tests together",
    "memory_bytes": "Bytes of memory",
    "processes": "Processes and threads",
    "output_bytes": "Bytes of output that are kept",
    "disk_bytes": "Bytes on disk",
    "files": "Files",
    "notebook_seconds": "Seconds of the whole notebook",
    "compile_seconds": "Seconds of compiling",
}
LISTS: Mapping[str, str] = {
    "hints": "Hints",
    "support_materials": "Support materials",
    "possible_solutions": "Other right solutions",
}


@dataclass(frozen=True)
class Line:
    """A line of a comparison; a gap stands for unchanged lines that are left out."""

    kind: LineKind
    text: str


@dataclass(frozen=True)
class TextChange:
    """A text that differs, line by line."""

    key: str
    name: str
    lines: list[Line]


@dataclass(frozen=True)
class Fact:
    """A value that differs, in words; empty where a side has none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class TestChange:
    """A test that came, went or differs: what of it, and its text line by line."""

    __test__ = False

    key: str
    name: str
    fate: TestFate
    facts: list[Fact]
    lines: list[Line]


@dataclass(frozen=True)
class Difference:
    """All that differs between two versions of one problem."""

    before: VersionView
    after: VersionView
    texts: list[TextChange]
    tests: list[TestChange]
    facts: list[Fact]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that people see differs."""
        return not (self.texts or self.tests or self.facts)


def compare_versions(session: Session, actor: Actor, problem_id: UUID, before: int, after: int) -> Difference:
    """What changed from one version's number to another's; raises :class:`NotFound` where one isn't there."""
    find_problem(session, actor, problem_id)
    old, new = _version(session, problem_id, before), _version(session, problem_id, after)
    texts = [*_texts(old.version, new.version), *_lists(old.version, new.version)]
    return Difference(old, new, texts, list(_tests(old.cases, new.cases)), list(_facts(old, new)))


def compare_texts(before: str, after: str, around: int = AROUND) -> list[Line]:
    """Two texts line by line, as a unified comparison; empty where they are equal.

    ``around`` is how many unchanged lines are shown around a change.
    """
    if before == after:
        return []
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return [Line("gap", f"Too long to compare: {len(old)} lines before, {len(new)} after.")]
    found = difflib.unified_diff(old, new, n=around, lineterm="")
    lines = [_line(each) for number, each in enumerate(found) if number > 1]
    return lines[1:] if lines[:1] == [Line("gap", "")] and len(lines) > 1 else lines


def _line(text: str) -> Line:
    if text.startswith("@@"):
        return Line("gap", "")
    kinds: dict[str, LineKind] = {"+": "added", "-": "removed"}
    return Line(kinds.get(text[:1], "same"), text[1:])


def _version(session: Session, problem_id: UUID, number: int) -> VersionView:
    statement = select(ProblemVersion).where(
        ProblemVersion.problem_id == problem_id, ProblemVersion.number == number
    )
    version = session.scalar(statement)
    if version is None:
        raise NotFound.of("version of this problem")
    return VersionView(version, cases_of(session, version.id))


def _texts(old: ProblemVersion, new: ProblemVersion) -> Iterator[TextChange]:
    for key, name in TEXTS.items():
        lines = compare_texts(getattr(old, key), getattr(new, key))
        if lines:
            yield TextChange(key, name, lines)


def _lists(old: ProblemVersion, new: ProblemVersion) -> Iterator[TextChange]:
    for key, name in LISTS.items():
        lines = compare_texts(_numbered(getattr(old, key)), _numbered(getattr(new, key)))
        if lines:
            yield TextChange(key, name, lines)


def _numbered(texts: Sequence[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


def _tests(old: Sequence[TestCase], new: Sequence[TestCase]) -> Iterator[TestChange]:
    """By their keys: a test keeps its identity as long as it keeps that."""
    before, after = {case.key: case for case in old}, {case.key: case for case in new}
    for key, case in after.items():
        earlier = before.get(key)
        if earlier is None:
            yield TestChange(key, case.name, "added", _case_facts(None, case), compare_texts("", _said(case)))
            continue
        facts, lines = _case_facts(earlier, case), compare_texts(_said(earlier), _said(case))
        if facts or lines:
            yield TestChange(key, case.name, "changed", facts, lines)
    for key, case in before.items():
        if key not in after:
            facts, lines = _case_facts(case, None), compare_texts(_said(case), "")
            yield TestChange(key, case.name, "removed", facts, lines)


def _case_facts(old: TestCase | None, new: TestCase | None) -> list[Fact]:
    names = {"name": "Name", "points": "Points", "visibility": "Shown", "kind": "Kind", "judged": "Judged"}
    sides = [(name, _of(old, key), _of(new, key)) for key, name in names.items()]
    whole = old is None or new is None
    return [
        Fact(*side) for side in sides if side[1] != side[2] and (not whole or side[0] in {"Points", "Shown"})
    ]


def _of(case: TestCase | None, key: str) -> str:
    if case is None:
        return ""
    value = getattr(case, key)
    return _number(value) if isinstance(value, Decimal) else WORDS.get(value, str(value))


def _said(case: TestCase) -> str:
    """A test as one text: what goes in and what should come out, and what students get of it."""
    parts = [case.input]
    if case.kind in {"io", "call"} and case.expected is not None:
        parts.append(f"→ {case.expected}")
    if case.release_input not in (None, case.input):
        parts.append(f"(students get)\n{case.release_input}")
    return "\n".join(parts)


def _facts(old: VersionView, new: VersionView) -> Iterator[Fact]:
    before, after = old.version, new.version
    sides = [
        ("Points", _number(old.points_total), _number(new.points_total)),
        ("Languages", _languages(before), _languages(after)),
        ("Kernel", before.kernel_name, after.kernel_name),
        ("Order of the tests", *_orders(old.cases, new.cases)),
        *_by_key(_limits(before), _limits(after)),
        *_by_key(_short(before.files), _short(after.files)),
    ]
    return (Fact(*side) for side in sides if side[1] != side[2])


def _orders(old: Sequence[TestCase], new: Sequence[TestCase]) -> tuple[str, str]:
    """The names of the tests that both have, in each one's order."""
    both = {case.key for case in old} & {case.key for case in new}
    first, second = [[case.key for case in cases if case.key in both] for cases in (old, new)]
    return ("", "") if first == second else (", ".join(first), ", ".join(second))


def _by_key(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*before, *after}):
        yield name, before.get(name, ""), after.get(name, "")


def _languages(version: ProblemVersion) -> str:
    return ", ".join(TABLE[name].title if name in TABLE else name for name in version.languages)


def _limits(version: ProblemVersion) -> dict[str, str]:
    """Limits in words; those of the platform's own aren't named."""
    return {
        LIMITS.get(key, key): f"{value:g}" if isinstance(value, float) else str(value)
        for key, value in version.limits.items()
    }


def _short(files: Mapping[str, object]) -> dict[str, str]:
    """Files by the beginnings of their fingerprints: what is in them isn't compared."""
    return {f"File {name}": str(ref)[:12] for name, ref in files.items()}


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
