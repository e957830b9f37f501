"""Seeds a class with a term's work: what authors make by the services, what students did by COPY."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from bench.term.plan import Size, Try, tries
from lectorium.kit.database import new_id
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.people import api as people

ITEMS_PER_MODULE = 4
STUDENTS_PER_RECOMPUTE = 250
CODE = b"def triple(x):\n    return 3 * x\n"
DRAFT = b'{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}'
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seeded:
    """A class full of work."""

    class_id: UUID
    item_ids: list[UUID]
    challenge_ids: list[UUID]
    students: list[str]


@dataclass(frozen=True)
class _Frame:
    """What authors have made, before anybody works."""

    class_id: UUID
    organization_id: UUID
    items: list[UUID]
    due: dict[UUID, datetime]
    version_id: UUID
    cases: list[UUID]


def seed(platform: Platform, owner_url: str, size: Size) -> Seeded:
    """A class with its outline, its students and everything they did; grades are recomputed from it."""
    frame = _frame(platform, size)
    with psycopg.connect(owner_url.replace("+psycopg", "")) as connection:
        students = _students(connection, frame, size.students)
        ids = list(students.values())
        code = platform.store.put(CODE)
        _works(connection, frame, list(tries(size, ids, frame.due, seed=size.students)), code)
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")
    _grades(platform, frame, ids)
    return Seeded(frame.class_id, frame.items, list(frame.due), list(students))


def _frame(platform: Platform, size: Size) -> _Frame:
    tests = [{"name": f"t{n}", "call": f"triple({n})", "expected": str(3 * n)} for n in range(size.tests)]
    spec = {"title": "Tripling", "language": "python", "solution": CODE.decode(), "tests": tests}
    prepared = authoring.Prepared(freeze_program(spec), authoring.Report(()))
    with platform.database.transaction() as session:
        school = session.scalars(people.organization_by_slug("sample")).one()
        user = session.scalars(people.by_name_or_email(school.id, "teacher")).one()
        teacher = people.Actor.of(user)
        version = authoring.publish_problem(session, platform.store, teacher, prepared)
        cases = [case.id for case in authoring.cases_of(session, version.id)]
        klass = courses.create_class(session, teacher, courses.NewClass(f"Term of {size.students}")).klass
        items: list[UUID] = []
        dates: dict[UUID, datetime] = {}
        for number in range(size.items):
            if number % ITEMS_PER_MODULE == 0:
                title = f"Week {number // ITEMS_PER_MODULE + 1}"
                module = courses.create_module(session, teacher, klass.id, title, "", is_published=True)
            due = datetime.now(UTC) + timedelta(days=2 * (number + 3 - size.items))
            new = authoring.NewAssignment(f"Problem set {number + 1}", due_date=due)
            item = authoring.create_assignment(session, teacher, module.id, new, [version.id])
            items.append(item.id)
            dates |= {each.id: due for each in authoring.challenges_of_item(session, item.id)}
    return _Frame(klass.id, school.id, items, dates, version.id, cases)


def _students(connection: psycopg.Connection[Any], frame: _Frame, count: int) -> dict[str, UUID]:
    run = secrets.token_hex(3)
    names = {f"n{run}-{number:04}": new_id() for number in range(count)}
    joined = datetime.now(UTC) - 120 * DAY
    _copy(
        connection,
        "users: id organization_id username login_name email name role",
        (
            (each, frame.organization_id, name, name, f"{name}@sample.example", name.title(), "student")
            for name, each in names.items()
        ),
    )
    _copy(
        connection,
        "enrollments: id user_id class_id role status content student_data joined_at",
        (
            (new_id(), each, frame.class_id, "student", "active", "view", "none", joined)
            for each in names.values()
        ),
    )
    return names


def _works(connection: psycopg.Connection[Any], frame: _Frame, planned: list[Try], code: str) -> None:
    attempts = [new_id() for _ in planned]
    runs = [new_id() for _ in planned]
    _copy(
        connection,
        "submission_attempts: id type student_id challenge_id attempt_number code_blob_ref language "
        "accepted_at due_at is_late time_focused_seconds",
        (_attempt(frame, *each, code) for each in zip(attempts, planned, strict=True)),
    )
    _copy(
        connection,
        "grading_runs: id attempt_id number is_current status problem_version_id urgency lane_id student_id "
        "score max_score passed total needs_manual tries message execution_time_ms memory_usage_kb "
        "created_at started_at finished_at",
        (_run(frame, *each) for each in zip(runs, attempts, planned, strict=True)),
    )
    _copy(
        connection,
        "test_results: run_id test_case_id problem_version_id status score message got stdout stderr wall_ms",
        _results(frame, runs, planned),
    )
    _drafts(connection, [each for each in planned if each.number == 1])
    last = max(each.number for each in planned)
    keys = (f"attempt:{e.student_id}:{e.challenge_id}:final_submission" for e in planned if e.number == 1)
    _copy(connection, "counters: key value", ((key, last) for key in keys))


def _attempt(frame: _Frame, attempt: UUID, each: Try, code: str) -> tuple[object, ...]:
    made = (attempt, "final_submission", each.student_id, each.challenge_id, each.number, code, "python")
    return (*made, each.moment, frame.due[each.challenge_id], False, 60 * each.number)


def _run(frame: _Frame, run: UUID, attempt: UUID, each: Try) -> tuple[object, ...]:
    made = (run, attempt, 1, True, "completed", frame.version_id, 1, frame.class_id, each.student_id)
    passed, total = sum(each.passes), len(each.passes)
    return (*made, passed, total, passed, total, False, 1, "", 12, 14_000, *3 * (each.moment,))


def _results(frame: _Frame, runs: Sequence[UUID], planned: Sequence[Try]) -> Iterator[tuple[object, ...]]:
    for run, each in zip(runs, planned, strict=True):
        for case, passed in zip(frame.cases, each.passes, strict=True):
            told = ("pass", 1, "", "3") if passed else ("fail", 0, "It gave another value.", "4")
            yield (run, case, frame.version_id, *told, "", "", 3)


def _drafts(connection: psycopg.Connection[Any], first: Sequence[Try]) -> None:
    saved, digest = zlib.compress(DRAFT), "0" * 64
    _copy(
        connection,
        "solutions: student_id challenge_id revision sha256 current_language time_spent_seconds last_updated",
        ((each.student_id, each.challenge_id, 1, digest, "python", 900, each.moment) for each in first),
    )
    _copy(
        connection,
        "solution_history: student_id challenge_id revision sha256 solution size saved_at",
        ((each.student_id, each.challenge_id, 1, digest, saved, len(DRAFT), each.moment) for each in first),
    )


def _grades(platform: Platform, frame: _Frame, students: list[UUID]) -> None:
    """As grading would have left them: the gradebook's own arithmetic, item by item."""
    for item_id in frame.items:
        for begin in range(0, len(students), STUDENTS_PER_RECOMPUTE):
            with platform.database.transaction() as session:
                gradebook.recompute_all(session, item_id, students[begin : begin + STUDENTS_PER_RECOMPUTE])


def _copy(connection: psycopg.Connection[Any], into: str, rows: Iterable[tuple[object, ...]]) -> None:
    """``into``: the table, a colon, its columns."""
    table, _, columns = into.partition(": ")
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
