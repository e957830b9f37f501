"""What is to be seeded: sizes, dates, and how well students do.  The same seed makes the same term."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

PASS_SHARE = 0.55
STEP = 0.09
"""How much likelier a test passes at each further attempt."""


@dataclass(frozen=True)
class Size:
    """How large a class is; results are attempts times tests."""

    students: int
    items: int = 40
    attempts: int = 5
    tests: int = 10

    @property
    def all_attempts(self) -> int:
        """Attempts in the whole class."""
        return self.students * self.items * self.attempts


@dataclass(frozen=True)
class Try:
    """One attempt to come: whose, on what, when, and which of its tests pass."""

    student_id: UUID
    challenge_id: UUID
    number: int
    moment: datetime
    passes: tuple[bool, ...]


def tries(size: Size, students: list[UUID], dates: dict[UUID, datetime], seed: int) -> Iterator[Try]:
    """Every attempt of a class, by challenges with their due dates: work ends before them."""
    chance = random.Random(seed)
    ability = {student: chance.gauss(0, 0.15) for student in students}
    for challenge_id, due in dates.items():
        hardness = chance.gauss(0, 0.1)
        for student in students:
            begun = due - timedelta(hours=chance.uniform(2, 140))
            for number in range(1, size.attempts + 1):
                share = PASS_SHARE + ability[student] - hardness + STEP * number
                passes = tuple(chance.random() < share for _ in range(size.tests))
                moment = begun + timedelta(minutes=17 * number)
                yield Try(student, challenge_id, number, min(moment, due), passes)
