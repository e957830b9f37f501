"""Everybody hands in at once, whatever breaks meanwhile; then the books are looked at."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lectorium.platform import Platform
from lectorium.rooms.gradebook import api as gradebook
from lectorium_wire.authoring import Placement, ProgramImport, ProgramTest
from tests.support.programs import with_program
from tests.support.site import Site

SUBMISSIONS, STUDENTS = 500, 10
ACCEPT_SECONDS, DRAIN_SECONDS = 60.0, 90.0
MAY_PASS = {429, 500, 502, 503, 504}
RIGHT = "def double(x):\n    return 2 * x  # {}"
WRONG = "def double(x):\n    return x * x  # {}"
"""Right for 0 and 2 alone: two of the three tests pass."""


@dataclass
class Exercise:
    """A problem of three tests, who solves it, and what each of them has handed in: receipts in order."""

    site: Site
    platform: Platform
    challenge_id: UUID
    students: dict[str, str]
    release: dict[str, Any]
    receipts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    handed_in: threading.Event = field(default_factory=threading.Event)

    @property
    def accepted(self) -> int:
        """How many have been acknowledged so far."""
        return sum(len(each) for each in self.receipts.values())


def set_exercise(site: Site, platform: Platform, students: dict[str, str]) -> Exercise:
    """Publish the problem; ``students`` are tokens by sign-in name."""
    teacher = site.client("teacher")
    class_id = teacher.me().classes[0].class_id
    tests = [ProgramTest(call=f"double({n})", expected=str(2 * n)) for n in (0, 2, 3)]
    module = teacher.outline(class_id).modules[0].id
    published = teacher.import_program(
        ProgramImport(
            title=f"Doubling {uuid.uuid4().hex[:6]}",
            tests=tests,
            solution=RIGHT.format(0),
            place=Placement(module_id=module),
        )
    )
    assert published.challenge_id is not None
    release = teacher.open_session(published.challenge_id).release
    return Exercise(site, platform, published.challenge_id, students, release)


def burst(exercise: Exercise) -> None:
    """Every student hands in many times, each time as soon as the last one was acknowledged."""
    try:
        with ThreadPoolExecutor(STUDENTS) as pool:
            list(pool.map(lambda name: _hand_in(exercise, name), exercise.students))
    finally:
        exercise.handed_in.set()


def _hand_in(exercise: Exercise, name: str) -> None:
    receipts = exercise.receipts.setdefault(name, [])
    headers = {"Authorization": f"token {exercise.students[name]}"}
    base = f"{exercise.site.url}/services/lectorium/lectorium/api"
    with httpx.Client(base_url=base, headers=headers, timeout=20) as client:
        for number in range(SUBMISSIONS // STUDENTS):
            source = (RIGHT if is_right(number) else WRONG).format(f"{name} {number}")
            revision = receipts[-1]["revision"] if receipts else 0
            body = {
                "type": "final_submission",
                "revision": revision,
                "content": with_program(exercise.release, source),
            }
            receipts.append(_post(client, f"challenges/{exercise.challenge_id}/attempts", body))


def is_right(number: int) -> bool:
    """Whether the program of this number is the right one: the last one isn't, so the best isn't the last."""
    return number % 3 == 1


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """As the browser does: the same key until there is an answer."""
    key, end = uuid.uuid4().hex, time.monotonic() + ACCEPT_SECONDS
    while True:
        try:
            answer = client.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError as error:
            said: object = error
        else:
            if answer.status_code == 201:
                receipt: dict[str, Any] = answer.json()
                return receipt
            assert answer.status_code in MAY_PASS, (answer.status_code, answer.text)
            said = answer.text
        assert time.monotonic() < end, f"not accepted within {ACCEPT_SECONDS} s: {said}"
        time.sleep(0.1)


RUNS = text("""
SELECT a.id, a.student_id, a.attempt_number, u.username, count(r.id) FILTER (WHERE r.is_current) AS current,
  max(r.status) FILTER (WHERE r.is_current) AS status, max(r.score) AS score, max(r.message) AS message,
  (SELECT count(*) FROM test_results t JOIN grading_runs o ON o.id = t.run_id
   WHERE o.attempt_id = a.id) AS results
FROM submission_attempts a JOIN users u ON u.id = a.student_id LEFT JOIN grading_runs r ON r.attempt_id = a.id
WHERE a.challenge_id = :challenge GROUP BY a.id, u.username ORDER BY a.student_id, a.attempt_number
""")
UNFINISHED = text("""
SELECT count(*) FROM grading_runs r JOIN submission_attempts a ON a.id = r.attempt_id
WHERE a.challenge_id = :challenge AND r.status IN ('queued', 'processing')
""")
ENTRIES = text("""
SELECT e.student_id, e.content_item_id, e.raw_score, e.score_obtained, e.status, e.max_score
FROM gradebook_entries e JOIN assignment_problems p ON p.assignment_id = e.content_item_id
WHERE p.id = :challenge ORDER BY e.student_id
""")


def wait_until_graded(exercise: Exercise) -> None:
    """Until nothing of the exercise waits or is at work."""
    end = time.monotonic() + DRAIN_SECONDS
    while True:
        try:
            with exercise.platform.database.transaction() as session:
                left = session.scalar(UNFINISHED, {"challenge": exercise.challenge_id})
        except DBAPIError:
            left = None
        if left == 0:
            return
        assert time.monotonic() < end, f"{left} are unfinished after {DRAIN_SECONDS} s"
        time.sleep(0.2)


def check_books(exercise: Exercise) -> None:
    """Nothing lost, nothing doubled, every attempt judged once and rightly, and the grades follow from it."""
    database = exercise.platform.database
    with database.transaction() as session:
        rows = session.execute(RUNS, {"challenge": exercise.challenge_id}).all()
    acknowledged = {UUID(each["id"]) for receipts in exercise.receipts.values() for each in receipts}
    assert {row.id for row in rows} == acknowledged
    assert len(acknowledged) == SUBMISSIONS
    for name, receipts in exercise.receipts.items():
        assert [each["attempt_number"] for each in receipts] == list(range(1, len(receipts) + 1)), name
    assert [row.message for row in rows if (row.current, row.status) != (1, "completed")] == []
    for row in rows:
        expected = 3 if is_right(row.attempt_number - 1) else 2
        assert (row.results, row.score) == (3, expected), row
    check_grades(exercise)


def check_grades(exercise: Exercise) -> None:
    """One entry per student, and each as a new computation makes it."""
    database = exercise.platform.database
    with database.transaction() as session:
        stored = session.execute(ENTRIES, {"challenge": exercise.challenge_id}).all()
        assert len(stored) == STUDENTS
        for entry in stored:
            assert (entry.status, entry.raw_score) == ("graded", Decimal(3))
            gradebook.recompute(session, entry.student_id, entry.content_item_id)
        again = session.execute(ENTRIES, {"challenge": exercise.challenge_id}).all()
    assert again == stored


def moments(exercise: Exercise, count: int) -> Iterator[int]:
    """``count`` moments spread over the burst, by how much of it has been accepted."""
    for number in range(count):
        due = SUBMISSIONS * (number + 1) // (count + 1)
        while exercise.accepted < due and not exercise.handed_in.is_set():
            time.sleep(0.02)
        yield number
