"""What a teacher should know of an attempt besides its score: flags with a code, tests and a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement

from lectorium.rooms.authoring.api import Finding, TestCase
from lectorium.rooms.grading.models import GradingRun

Level = Literal["suspect", "note"]
"""suspect: look at it, a test may have failed for it. note: to know, nothing follows."""

SUSPECT: Final = frozenset(
    {"tampering", "test_duplicated", "test_missing", "test_moved", "points_edited"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about an attempt, in words for staff; ``tests`` are the keys of those it concerns."""

    code: str
    message: str
    tests: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """Whether it is worth a look."""
        return "suspect" if self.code in SUSPECT else "note"


def from_findings(findings: Iterable[Finding]) -> list[Flag]:
    """What was noticed while the student's copy was put together with the tests."""
    return [
        Flag(finding.code, finding.message, (finding.test,) if finding.test else ()) for finding in findings
    ]


def suspicion(reason: str, tests: Sequence[TestCase]) -> Flag:
    """One flag for each reason: which tests count as failed for it, and whose points stand."""
    failed = [case.name for case in tests if not case.expected]
    stand = [case.name for case in tests if case.expected]
    said = f"{_counts(failed)} as failed: {reason}." if failed else f"{reason[:1].upper()}{reason[1:]}."
    if stand:
        said += f" What {_listed(stand)} asked was compared outside, where this can't help: its points stand."
    return Flag("tampering", said, tuple(case.key for case in tests))


def _counts(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"The test {_listed(names)} counts"
    return f"{len(names)} tests ({_listed(names)}) count"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def stored(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    """As a run keeps them; no flag twice."""
    return [{**asdict(flag), "level": flag.level} for flag in dict.fromkeys(flags)]


def flags_of(run: GradingRun) -> list[Flag]:
    """A run's flags, those worth a look first; runs from before flags had codes kept plain sentences."""
    found = [_read(one) for one in run.flags]
    return sorted(found, key=lambda flag: flag.level != "suspect")


def has_suspects(run: GradingRun) -> bool:
    """Whether something about a run is worth a look."""
    return any(flag.level == "suspect" for flag in flags_of(run))


def is_flagged() -> ColumnElement[bool]:
    """A condition on runs: something about it is worth a look."""
    return GradingRun.flags.contains([{"level": "suspect"}])


def _read(one: dict[str, Any] | str) -> Flag:
    if isinstance(one, str):
        return Flag("note", one)
    return Flag(str(one["code"]), str(one["message"]), tuple(one.get("tests", ())))
