"""Frames from a snapshot: pure computing, nothing is asked of the service here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pandas as pd

from lectorium_notebooks.frames.columns import typed
from lectorium_notebooks.snapshot import Snapshot

NONE_YET = "none yet"
HOUR = pd.Timedelta(hours=1)


def attempts(snapshot: Snapshot) -> pd.DataFrame:
    """One row per attempt, oldest first."""
    rows, names = snapshot.attempts, problem_names(snapshot)
    columns: dict[str, Sequence[object]] = {
        "student": [row.student for row in rows],
        "item": [row.item for row in rows],
        "problem": [names.get(row.challenge_id, row.item) for row in rows],
        "type": [row.type for row in rows],
        "number": [row.attempt_number for row in rows],
        "accepted_at": [row.accepted_at for row in rows],
        "late": [row.is_late for row in rows],
        "status": [row.status for row in rows],
        "score": [_number(row.score) for row in rows],
        "points": [_number(row.points) for row in rows],
        "share": [_share(row.score, row.points) for row in rows],
        "passed": [row.passed for row in rows],
        "total": [row.total for row in rows],
        "run_ms": [row.execution_time_ms for row in rows],
        "focused_min": [row.time_focused_seconds / 60 for row in rows],
        "item_id": [str(row.item_id) for row in rows],
        "challenge_id": [str(row.challenge_id) for row in rows],
        "attempt_id": [str(row.attempt_id) for row in rows],
    }
    return typed("attempts", columns, snapshot.klass.time_zone)


def scores(snapshot: Snapshot) -> pd.DataFrame:
    """One row per student and item, by student, items in the class's order."""
    book = snapshot.gradebook
    cells = [
        (row, column, grade)
        for row in book.rows
        for column, grade in zip(book.columns, row.grades, strict=True)
    ]
    columns: dict[str, Sequence[object]] = {
        "student": [row.student.username for row, _, _ in cells],
        "item": [column.title for _, column, _ in cells],
        "due": [column.due_date for _, column, _ in cells],
        "status": [grade.status if grade else NONE_YET for _, _, grade in cells],
        "score": [_number(grade.score) if grade else None for _, _, grade in cells],
        "points": [float(column.max_score) for _, column, _ in cells],
        "share": [_share(grade.score, column.max_score) if grade else None for _, column, grade in cells],
        "adjustment": [float(grade.adjustment) if grade else 0.0 for _, _, grade in cells],
        "submitted_at": [grade.submitted_at if grade else None for _, _, grade in cells],
        "returned_at": [grade.returned_at if grade else None for _, _, grade in cells],
        "item_id": [str(column.item_id) for _, column, _ in cells],
        "student_id": [str(row.student.id) for row, _, _ in cells],
    }
    return typed("scores", columns, snapshot.klass.time_zone)


def tests(snapshot: Snapshot) -> pd.DataFrame:
    """One row per test, in the class's order of items; over each student's last submission."""
    names, order = problem_names(snapshot), {item.id: place for place, item in enumerate(snapshot.items)}
    rows = sorted(snapshot.tests, key=lambda row: order.get(row.item_id, len(order)))
    counts = [row.pass_count + row.fail_count for row in rows]
    columns: dict[str, Sequence[object]] = {
        "item": [row.item for row in rows],
        "problem": [names.get(row.challenge_id, row.item) for row in rows],
        "test": [row.test for row in rows],
        "students": counts,
        "failed": [row.fail_count for row in rows],
        "fail_share": [
            row.fail_count / count if count else None for row, count in zip(rows, counts, strict=True)
        ],
        "common_error": [row.common_error for row in rows],
        "item_id": [str(row.item_id) for row in rows],
        "challenge_id": [str(row.challenge_id) for row in rows],
        "test_case_id": [str(row.test_case_id) for row in rows],
    }
    return typed("tests", columns, snapshot.klass.time_zone)


def stuck(tests: pd.DataFrame) -> pd.DataFrame:
    """The tests that somebody's last submission fails: the largest share of students first."""
    failing = tests[tests["failed"] > 0]
    return failing.sort_values(["fail_share", "failed"], ascending=False, kind="stable").reset_index(
        drop=True
    )


def first_pass(attempts: pd.DataFrame, zone: str) -> pd.DataFrame:
    """One row per student and problem somebody has tried: when all tests were first passed."""
    ordered = attempts.sort_values("accepted_at", kind="stable")
    groups = ordered.groupby(["challenge_id", "student"], sort=False)
    rows = [_journey(student, challenge, group) for (challenge, student), group in groups]
    names = [
        "student",
        "item",
        "problem",
        "started_at",
        "passed_at",
        "hours",
        "test_runs",
        "submissions",
        "challenge_id",
    ]
    return typed("first_pass", {name: [row[name] for row in rows] for name in names}, zone)


def _journey(student: str, challenge: str, group: pd.DataFrame) -> dict[str, object]:
    final = group["type"] == "final_submission"
    passes = group[
        final
        & (group["passed"] == group["total"]).fillna(value=False)
        & (group["total"] > 0).fillna(value=False)
    ]
    started = group["accepted_at"].iloc[0]
    passed = passes["accepted_at"].iloc[0] if len(passes) else pd.NaT
    until = group if passed is pd.NaT else group[group["accepted_at"] <= passed]
    return {
        "student": student,
        "item": group["item"].iloc[0],
        "problem": group["problem"].iloc[0],
        "started_at": started,
        "passed_at": passed,
        "hours": (passed - started) / HOUR,
        "test_runs": int((until["type"] == "test_run").sum()),
        "submissions": int((until["type"] == "final_submission").sum()),
        "challenge_id": challenge,
    }


def problem_names(snapshot: Snapshot) -> dict[UUID, str]:
    """What to call each problem: its item, and its number where the item has several."""
    return {
        challenge: f"{item.title} · {number}" if len(item.challenge_ids) > 1 else item.title
        for item in snapshot.items
        for number, challenge in enumerate(item.challenge_ids, 1)
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _share(score: Decimal | None, points: Decimal | None) -> float | None:
    return None if score is None or not points else float(score / points)
