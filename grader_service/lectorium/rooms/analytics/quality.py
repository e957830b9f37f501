"""How well a version's tests tell right from wrong, over the submissions that they have judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, Text, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.analytics.doubts import Doubt, doubts
from lectorium.rooms.analytics.judged import Scope, judged, scope_of
from lectorium.rooms.authoring.api import ProblemVersion, TestCase
from lectorium.rooms.grading.api import TestResult
from lectorium.rooms.people.api import Actor, User

Finding = Literal["none", "no_data", "all_pass", "all_fail", "against"]
TAIL = 0.27
"""The share of submissions in the upper and in the lower group (Kelley, "The selection of upper and lower
groups for the validation of test items", Journal of Educational Psychology 30, 1939)."""


@dataclass(frozen=True)
class TestQuality:
    """One test over all submissions that it has judged.

    ``discrimination``: the corrected item-total correlation, that is the Pearson correlation (for a
    verdict of 0 or 1 the point-biserial one) of the verdict with the number of the other tests passed
    (Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963), -1 to 1.
    ``upper_lower``: the share that passes among the best 27 % of submissions, less that among the worst.
    Both are None where all verdicts or all totals are alike.
    """

    __test__ = False

    test_case_id: UUID
    name: str
    visibility: str
    points: Decimal
    attempts: int
    passed: int
    discrimination: float | None
    upper_lower: float | None
    same_as: tuple[str, ...] = ()

    @property
    def pass_share(self) -> float | None:
        """Which share of the submissions passes it."""
        return self.passed / self.attempts if self.attempts else None

    @property
    def finding(self) -> Finding:
        """What an author should look at: it never tells anybody apart, or tells the wrong way round."""
        if not self.attempts:
            return "no_data"
        if self.passed == self.attempts:
            return "all_pass"
        if not self.passed:
            return "all_fail"
        return "against" if (self.discrimination or 0) < 0 else "none"


@dataclass(frozen=True)
class SuiteQuality:
    """A version's tests, and how many submissions give reason to look again."""

    version: ProblemVersion
    attempts: int
    passed_all: int
    doubts: dict[Doubt, int]
    tests: list[TestQuality]


@dataclass(frozen=True)
class DoubtfulAttempt:
    """A submission to look at, with the version before it where two versions disagree."""

    attempt_id: UUID
    challenge_id: UUID
    student: User
    attempt_number: int
    doubt: Doubt
    passed: int
    total: int
    passed_before: int | None
    total_before: int | None
    number_before: int | None


def suite_quality(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    version_id: UUID | None = None,
    *,
    whole_class: bool = False,
) -> SuiteQuality:
    """The tests of the version that is set, or of another one; needs sight of student data."""
    scope = scope_of(session, actor, challenge_id, version_id, whole_class=whole_class)
    runs, suspects = judged(scope).subquery(), doubts(scope)
    attempts, passed_all = session.execute(
        select(func.count(), func.count().filter(runs.c.passed == runs.c.total)).select_from(runs)
    ).one()
    counts = session.execute(select(suspects.c.doubt, func.count()).group_by(suspects.c.doubt))
    found: dict[Doubt, int] = dict.fromkeys(get_args(Doubt), 0) | dict(counts.all())
    tests = _with_twins(session.execute(_tests(scope)))
    return SuiteQuality(scope.version, attempts, passed_all, found, tests)


def doubtful_attempts(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    page: PageRequest,
    version_id: UUID | None = None,
    *,
    whole_class: bool = False,
    doubt: Doubt | None = None,
) -> Slice[DoubtfulAttempt]:
    """Submissions that two versions judge differently, or that staff lowered though all tests pass."""
    found = doubts(scope_of(session, actor, challenge_id, version_id, whole_class=whole_class)).c
    statement = select(
        found.attempt_id,
        found.challenge_id,
        User,
        found.attempt_number,
        found.doubt,
        found.passed,
        found.total,
        found.passed_before,
        found.total_before,
        found.number_before,
    ).join(User, User.id == found.student_id)
    if doubt is not None:
        statement = statement.where(found.doubt == doubt)
    rows = fetch_page(session, statement, (found.doubt, found.attempt_id), page, casts=(str, UUID))
    return rows.map(lambda row: DoubtfulAttempt(*row))


def _tests(scope: Scope) -> Select[*tuple[Any, ...]]:
    """One row per test: the database counts and correlates, however many submissions there are."""
    seen = _verdicts(scope)
    verdict, in_turn = seen.c.verdict, aggregate_order_by(literal(""), seen.c.run_id)
    upper, lower = seen.c.place <= seen.c.tail, seen.c.place > seen.c.many - seen.c.tail
    apart: ColumnElement[Any] = func.avg(verdict).filter(upper) - func.avg(verdict).filter(lower)
    return (
        select(
            TestCase.id,
            TestCase.name,
            TestCase.visibility,
            TestCase.points,
            func.count(verdict),
            func.coalesce(func.sum(verdict), 0),
            func.corr(verdict, seen.c.others),
            case((func.bool_and(seen.c.differ), apart)),
            func.md5(func.string_agg(cast(verdict, Text), in_turn)),
        )
        .outerjoin(seen, seen.c.test_case_id == TestCase.id)
        .where(TestCase.problem_version_id == scope.version.id, TestCase.kind != "manual")
        .group_by(TestCase.id, TestCase.name, TestCase.visibility, TestCase.points, TestCase.order_index)
        .order_by(TestCase.order_index)
    )


def _verdicts(scope: Scope) -> Subquery:
    """Every verdict with its submission's place among all, best first, and how many others it passes."""
    runs = judged(scope).subquery()
    places = select(
        runs.c.run_id,
        runs.c.passed,
        func.row_number().over(order_by=(runs.c.passed.desc(), runs.c.run_id)).label("place"),
        func.ceil(func.count().over() * TAIL).label("tail"),
        func.count().over().label("many"),
        (func.max(runs.c.passed).over() > func.min(runs.c.passed).over()).label("differ"),
    ).cte("places")
    places = places.prefix_with("MATERIALIZED")
    verdict = case((TestResult.status == "pass", 1), else_=0)
    return (
        select(
            TestResult.test_case_id,
            verdict.label("verdict"),
            (places.c.passed - verdict).label("others"),
            *(places.c[name] for name in ("run_id", "place", "tail", "many", "differ")),
        )
        .join(places, places.c.run_id == TestResult.run_id)
        .subquery()
    )


def _with_twins(rows: Iterable[Any]) -> list[TestQuality]:
    """Tests with the names of those that judge every submission alike, where they tell any apart."""
    seen = [(TestQuality(*row[:6], *map(_plain, row[6:8])), row[8]) for row in rows]
    alike: defaultdict[str, list[TestQuality]] = defaultdict(list)
    for test, signature in seen:
        if 0 < test.passed < test.attempts:
            alike[signature].append(test)
    return [
        replace(test, same_as=tuple(twin.name for twin in alike.get(signature, ()) if twin is not test))
        if 0 < test.passed < test.attempts
        else test
        for test, signature in seen
    ]


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
