"""An exam in a class of its own, set in a running school while its students wait outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, update

from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.site import Site

WINDOW = timedelta(hours=3)
ADD: dict[str, Any] = {
    "title": "Add up",
    "statement": "Write `add(a, b)`, which returns the sum of two numbers.",
    "solution": "def add(a, b):\n    return a + b\n",
    "tests": [
        {"name": "small numbers", "call": "add(1, 2)", "expected": "3", "points": 4},
        {"name": "negative numbers", "call": "add(-1, -2)", "expected": "-3", "hidden": True, "points": 6},
    ],
}
DOUBLE: dict[str, Any] = {
    "title": "Double it",
    "statement": "Write `double(a)`.",
    "solution": "def double(a):\n    return 2 * a\n",
    "tests": [{"name": "two", "call": "double(2)", "expected": "4", "points": 5}],
}


@dataclass(frozen=True)
class Examined:
    """Where the exam stands, and its problems in order."""

    class_id: UUID
    item_id: UUID
    challenge_ids: tuple[UUID, ...]


def class_with_an_exam(
    site: Site,
    title: str,
    students: Sequence[str],
    *,
    minutes: int = 60,
    programs: Sequence[dict[str, Any]] = (ADD,),
) -> Examined:
    """Set it, open for three hours, for these people by their sign-in names."""
    with opened_platform(site) as platform, platform.database.transaction() as session:
        teacher = people.actor_for(session, "teacher")
        klass = courses.create_class(session, teacher, courses.NewClass(f"Class of {title}")).klass
        for name in students:
            user = session.get_one(people.User, people.actor_for(session, name).user_id)
            courses.add_member(session, klass.id, user, "student")
        module = courses.create_module(session, teacher, klass.id, "Exams", "", is_published=True)
        versions = [
            authoring.publish_problem(
                session,
                platform.store,
                teacher,
                authoring.Prepared(freeze_program(program), authoring.Report(())),
            ).id
            for program in programs
        ]
        new = authoring.NewAssignment(
            title, mode="exam", due_date=datetime.now(UTC) + WINDOW, time_limit_mins=minutes
        )
        item = authoring.create_assignment(session, teacher, module.id, new, versions)
        placed = authoring.challenges_of_item(session, item.id)
        return Examined(klass.id, item.id, tuple(one.id for one in placed))


def run_out(site: Site, exam: Examined) -> None:
    """The time of everybody who still sits it is over; the sweeper finds that out by itself."""
    with opened_platform(site) as platform, platform.database.transaction() as session:
        sittings = update(submissions.ExamSitting).where(
            submissions.ExamSitting.content_item_id == exam.item_id,
            submissions.ExamSitting.closed_at.is_(None),
        )
        session.execute(sittings.values(deadline_at=func.lectorium_now()))


@contextmanager
def opened_platform(site: Site) -> Iterator[Platform]:
    """A way in beside the API."""
    platform = Platform(site.settings())
    try:
        yield platform
    finally:
        platform.close()
