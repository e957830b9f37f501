"""Attempts and tests of a class as flat rows, for frames in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import AssignmentProblem, Challenge, TestCase, embargoed_in
from lectorium.rooms.courses.api import Access, ContentItem, Enrollment, is_visible, require
from lectorium.rooms.grading.api import GradingRun, TestResult
from lectorium.rooms.people.api import Actor, User
from lectorium.rooms.submissions.api import SubmissionAttempt


@dataclass(frozen=True)
class AttemptRow:
    """One attempt with its current run; no code and no output (I22)."""

    attempt_id: UUID
    student: str
    item_id: UUID
    item: str
    challenge_id: UUID
    type: str
    attempt_number: int
    accepted_at: datetime
    is_late: bool
    time_focused_seconds: int
    status: str
    score: Decimal | None
    points: Decimal | None
    passed: int | None
    total: int | None
    execution_time_ms: int | None


@dataclass(frozen=True)
class TestRow:
    """How a test fared over each student's last final submission."""

    __test__ = False

    item_id: UUID
    item: str
    challenge_id: UUID
    test_case_id: UUID
    test: str
    pass_count: int
    fail_count: int
    common_error: str


def attempt_rows(session: Session, actor: Actor, class_id: UUID, page: PageRequest) -> Slice[AttemptRow]:
    """All attempts of a class's active students, oldest first; needs sight of student data."""
    found = require(session, actor, class_id, student_data="view")
    a, run = SubmissionAttempt, GradingRun
    statement = _attempts(found).add_columns(
        a.id,
        User.username,
        ContentItem.id,
        ContentItem.title,
        a.challenge_id,
        a.type,
        a.attempt_number,
        a.accepted_at,
        a.is_late,
        a.time_focused_seconds,
        run.status,
        run.score,
        run.max_score,
        run.passed,
        run.total,
        run.execution_time_ms,
    )
    rows = fetch_page(session, statement, (a.id,), page, casts=(UUID,))
    return rows.map(lambda row: AttemptRow(*row))


def test_rows(session: Session, actor: Actor, class_id: UUID) -> list[TestRow]:
    """Every test of a class's assignments with its counts; what a person grades is none.

    Without the tests of a problem that the asker meets in an exam elsewhere (I8).
    """
    found = require(session, actor, class_id, student_data="view")
    last = (
        _attempts(found)
        .add_columns(
            GradingRun.id.label("run_id"), ContentItem.id.label("item_id"), ContentItem.title.label("item")
        )
        .add_columns(SubmissionAttempt.challenge_id.label("challenge_id"))
        .where(SubmissionAttempt.type == "final_submission", GradingRun.status == "completed")
        .where(SubmissionAttempt.challenge_id.not_in(embargoed_in(session, actor, class_id)))
        .ext(distinct_on(SubmissionAttempt.student_id, SubmissionAttempt.challenge_id))
        .order_by(
            SubmissionAttempt.student_id,
            SubmissionAttempt.challenge_id,
            SubmissionAttempt.attempt_number.desc(),
        )
        .subquery()
    )
    passed = func.sum(case((TestResult.status == "pass", 1), else_=0))
    failed = func.sum(case((TestResult.status == "pass", 0), else_=1))
    error = func.mode().within_group(case((TestResult.status != "pass", func.nullif(TestResult.message, ""))))
    statement = (
        select(
            last.c.item_id,
            last.c.item,
            last.c.challenge_id,
            TestCase.id,
            TestCase.name,
            passed,
            failed,
            func.coalesce(error, ""),
        )
        .join(TestResult, TestResult.run_id == last.c.run_id)
        .join(
            TestCase,
            (TestCase.id == TestResult.test_case_id)
            & (TestCase.problem_version_id == TestResult.problem_version_id),
        )
        .where(TestCase.kind != "manual")
        .group_by(
            last.c.item_id, last.c.item, last.c.challenge_id, TestCase.id, TestCase.name, TestCase.order_index
        )
        .order_by(last.c.item, last.c.challenge_id, TestCase.order_index)
    )
    return [TestRow(*row) for row in session.execute(statement).all()]


def _attempts(found: Access) -> Select[*tuple[()]]:
    """Attempts of active students whose data are seen, with everything the rows are made of."""
    return (
        select()
        .select_from(SubmissionAttempt)
        .join(GradingRun, (GradingRun.attempt_id == SubmissionAttempt.id) & GradingRun.is_current)
        .join(Challenge, Challenge.id == SubmissionAttempt.challenge_id)
        .join(AssignmentProblem, AssignmentProblem.id == Challenge.id)
        .join(ContentItem, ContentItem.id == AssignmentProblem.assignment_id)
        .join(User, User.id == SubmissionAttempt.student_id)
        .join(Enrollment, (Enrollment.user_id == User.id) & (Enrollment.class_id == Challenge.class_id))
        .where(
            Challenge.class_id == found.klass.id,
            Enrollment.role == "student",
            Enrollment.status == "active",
            is_visible(found, User.id),
        )
    )
