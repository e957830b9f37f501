"""Snapshots made up on the wire's own shapes: small ones to count by hand, and a whole class."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from lectorium_notebooks.snapshot import Snapshot
from lectorium_wire.analytics import AttemptRow, TestRow
from lectorium_wire.courses import Class, ItemCard
from lectorium_wire.gradebook import Gradebook, GradeColumn, GradeRow, StaffGrade
from lectorium_wire.people import Person

DAY_ONE = datetime(2026, 10, 19, 8, tzinfo=UTC)
"""A Monday; Europe/Berlin leaves summer time in the following week."""
TITLES = ("Counting words", "The longest warm-up", "A year of harbour water", "When is the tram late?")


def number(kind: int, count: int) -> UUID:
    return UUID(int=(kind << 64) + count)


def klass(**changes: Any) -> Class:
    fields: dict[str, Any] = {
        "id": number(1, 1), "name": "Sums", "section": "Fall 2026", "description": "", "is_archived": False,
        "hold_grades": False, "before_joining": "excused",
        "time_zone": "Europe/Berlin", "join_code": None, "copied_from_id": None, "my_role": "teacher",
        "my_content": "edit",
        "my_student_data": "grade",
    }  # fmt: skip
    return Class(**fields | changes)


def item(place: int, title: str, challenges: int = 1, due: datetime | None = None) -> ItemCard:
    return ItemCard(
        id=number(2, place), module_id=number(3, 1), class_id=number(1, 1), content_type="assignment",
        title=title, order_index=place, is_published=True, release_date=None, due_date=due,
        points_total=Decimal(4), mode="homework", state="not started", score=None,
        challenge_ids=[number(4, 10 * place + each) for each in range(challenges)],
    )  # fmt: skip


def attempt(student: str, card: ItemCard, at: datetime, passed: int | None, **changes: Any) -> AttemptRow:
    """An attempt at an item of four tests with a point each; no result yet where ``passed`` is None."""
    fields: dict[str, Any] = {
        "attempt_id": number(5, abs(hash((student, at, card.id)))), "student": student, "item_id": card.id,
        "item": card.title, "challenge_id": card.challenge_ids[0], "type": "final_submission",
        "attempt_number": 1,
        "accepted_at": at, "is_late": False, "status": "queued" if passed is None else "completed",
        "score": passed, "points": 4, "passed": passed or 0, "total": 4, "execution_time_ms": 120,
        "time_focused_seconds": 90,
    }  # fmt: skip
    return AttemptRow(**fields | changes)


def outcome(card: ItemCard, test: str, passed: int, failed: int, error: str = "") -> TestRow:
    return TestRow(
        item_id=card.id, item=card.title, challenge_id=card.challenge_ids[0],
        test_case_id=number(6, hash(test) % 999),
        test=test, pass_count=passed, fail_count=failed, common_error=error,
    )  # fmt: skip


def grade(card: ItemCard, status: str, score: float | None) -> StaffGrade:
    fields: dict[str, Any] = {
        "content_item_id": card.id, "student_id": number(7, 1), "status": status, "score": score,
        "raw_score": score,
        "adjustment": 0, "max_score": 4, "feedback": "", "submitted_at": DAY_ONE, "returned_at": None,
        "is_override": False, "private_notes": "",
    }  # fmt: skip
    return StaffGrade(**fields)


def gradebook(cards: Sequence[ItemCard], rows: dict[str, list[StaffGrade | None]]) -> Gradebook:
    columns = [
        GradeColumn(item_id=card.id, title=card.title, max_score=Decimal(4), due_date=card.due_date)
        for card in cards
    ]
    people = [
        Person(id=number(7, place), username=name, name=name.title()) for place, name in enumerate(rows)
    ]
    made = [
        GradeRow(student=person, grades=grades, total=None, maximum=Decimal(4 * len(cards)))
        for person, grades in zip(people, rows.values(), strict=True)
    ]
    return Gradebook(class_id=number(1, 1), columns=columns, rows=made, next=None)


def snapshot(
    cards: Sequence[ItemCard] = (),
    attempts: Sequence[AttemptRow] = (),
    tests: Sequence[TestRow] = (),
    rows: dict[str, list[StaffGrade | None]] | None = None,
    **about: Any,
) -> Snapshot:
    return Snapshot(
        klass=klass(**about),
        url="https://lectorium.example.org/services/lectorium/lectorium/api",
        service_version="0.1.0",
        began=DAY_ONE,
        taken_at=DAY_ONE + timedelta(seconds=2),
        items=tuple(cards),
        attempts=tuple(attempts),
        tests=tuple(tests),
        gradebook=gradebook(cards, rows or {}),
    )


def whole_class(students: int = 30, seed: int = 1) -> Snapshot:
    """A term of a class: four items, most work shortly before the due dates, some never passing."""
    chance = random.Random(seed)
    cards = [
        item(place, title, due=DAY_ONE + timedelta(days=7 * place + 7)) for place, title in enumerate(TITLES)
    ]
    names = [f"student{place:02}" for place in range(students)]
    attempts: list[AttemptRow] = []
    rows: dict[str, list[StaffGrade | None]] = {name: [] for name in names}
    for card in cards:
        for name in names:
            best = _work(chance, card, name, attempts)
            status = "graded" if best is not None else chance.choice(["missing", "excused", "missing"])
            rows[name].append(grade(card, status, None if best is None else best))
    attempts.sort(key=lambda row: row.accepted_at)
    tests = [
        outcome(
            card,
            f"{card.title.split()[-1].lower()}: {what}",
            students - failed,
            failed,
            "AssertionError: " + what,
        )
        for card in cards
        for what in ("empty input gives an empty answer", "ties are broken by the alphabet", "order is kept")
        if (failed := chance.randint(0, students // 2)) or True
    ]
    return snapshot(cards, attempts, tests, rows, name="Thinking in Python and Data", section="Autumn term")


def _work(chance: random.Random, card: ItemCard, name: str, attempts: list[AttemptRow]) -> int | None:
    if chance.random() < 0.1:
        return None
    assert card.due_date is not None
    moment = card.due_date - timedelta(hours=chance.betavariate(1.2, 3) * 150)
    best, tries = 0, 0
    for tries in range(1, chance.randint(2, 5)):
        if chance.random() < 0.6:
            attempts.append(attempt(name, card, moment, best, type="test_run", attempt_number=tries))
            moment += timedelta(minutes=chance.expovariate(1 / 40))
        best = min(4, best + chance.randint(0, 3))
        late = moment > card.due_date
        attempts.append(attempt(name, card, moment, best, attempt_number=tries, is_late=late))
        moment += timedelta(minutes=chance.expovariate(1 / 300))
        if best == 4:
            break
    return best
