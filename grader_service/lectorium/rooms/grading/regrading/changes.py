"""Which tests judge an attempt differently under the new version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import TestCase, TestStatus
from lectorium.rooms.grading.models import TestResult
from lectorium.rooms.grading.regrading.models import RegradeItem


@dataclass(frozen=True)
class TestChange:
    """A test whose verdict differs; None where the version hasn't that test."""

    __test__ = False

    test_case_id: UUID
    name: str
    before: TestStatus | None
    after: TestStatus | None


@dataclass(frozen=True)
class _Seen:
    name: str
    status: TestStatus


def changes_of(session: Session, items: Sequence[RegradeItem]) -> defaultdict[UUID, list[TestChange]]:
    """The tests that differ between an attempt's two runs, by attempt; one query."""
    run_ids = [run_id for item in items for run_id in (item.old_run_id, item.new_run_id) if run_id]
    runs = _verdicts(session, run_ids)
    found: defaultdict[UUID, list[TestChange]] = defaultdict(list)
    for item in items:
        if item.new_run_id is not None and runs[item.new_run_id]:
            found[item.attempt_id] = _differing(runs[item.old_run_id], runs[item.new_run_id])
    return found


def _verdicts(session: Session, run_ids: Sequence[UUID]) -> defaultdict[UUID, dict[UUID, _Seen]]:
    rows = session.execute(
        select(TestResult.run_id, TestResult.test_case_id, TestCase.name, TestResult.status)
        .join(
            TestCase,
            (TestCase.problem_version_id == TestResult.problem_version_id)
            & (TestCase.id == TestResult.test_case_id),
        )
        .where(TestResult.run_id.in_(run_ids))
        .order_by(TestCase.order_index)
    )
    found: defaultdict[UUID, dict[UUID, _Seen]] = defaultdict(dict)
    for run_id, case_id, name, status in rows:
        found[run_id][case_id] = _Seen(name, status)
    return found


def _differing(old: dict[UUID, _Seen], new: dict[UUID, _Seen]) -> list[TestChange]:
    """In the new version's order, then what it no longer has; a test that passes in both is no change."""
    changes = []
    for case_id in [*new, *(each for each in old if each not in new)]:
        before, after = old.get(case_id), new.get(case_id)
        if before is None or after is None or before.status != after.status:
            known = after or before
            assert known is not None
            changes.append(
                TestChange(
                    case_id, known.name, before.status if before else None, after.status if after else None
                )
            )
    return changes
