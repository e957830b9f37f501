"""A class whose tests turned out wrong after its students had handed in."""

from __future__ import annotations

import copy
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.programs import freeze_program
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from tests.support.site import Site

GRADE_SECONDS = 120
SOLUTION = """def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
"""
LOWER = "def median(values):\n    return sorted(values)[(len(values) - 1) // 2]\n"
UNSORTED = "def median(values):\n    return values[len(values) // 2]\n"
PROGRAM: dict[str, Any] = {
    "title": "Median",
    "statement": "Write `median(values)`.",
    "solution": SOLUTION,
    "tests": [
        {"name": "three numbers", "call": "median([3, 1, 2])", "expected": "2", "points": 6},
        {"name": "four numbers", "call": "median([4, 1, 3, 2])", "expected": "2", "points": 4},
    ],
}
MENDED = {**PROGRAM, "tests": [PROGRAM["tests"][0], {**PROGRAM["tests"][1], "expected": "2.5"}]}
WRITTEN = {"Ada Lovelace": SOLUTION, "Bo Chen": LOWER, "Chiara Rossi": UNSORTED, "Dmitri Volkov": SOLUTION}
"""By the wrong test Ada and Dmitri have 6 of 10 and Bo has 10; mended, they have 10 and Bo 6; Chiara 0."""


@dataclass(frozen=True)
class Regraded:
    """The class and its one item."""

    class_id: UUID
    item_id: UUID


def class_with_a_wrong_test(site: Site, name: str) -> Regraded:
    """Set the problem, have it solved and graded by the running workers, then publish its mended version."""
    with _platform(site) as platform:
        teacher, placed, challenge, release = _set(platform, name)
        for student in _students(platform, placed.class_id):
            _hand_in(platform, student, challenge.id, release)
        _wait(platform, challenge.id)
        with platform.database.transaction() as session:
            problem_id = session.get_one(authoring.ProblemVersion, challenge.problem_version_id).problem_id
            authoring.publish_version(session, platform.store, teacher, problem_id, _prepared(MENDED))
    return placed


@contextmanager
def _platform(site: Site) -> Iterator[Platform]:
    platform = Platform(site.settings())
    try:
        yield platform
    finally:
        platform.close()


def _prepared(program: dict[str, Any]) -> authoring.Prepared:
    return authoring.Prepared(freeze_program(program), authoring.Report(()))


def _set(platform: Platform, name: str) -> tuple[people.Actor, Regraded, authoring.Challenge, Any]:
    with platform.database.transaction() as session:
        teacher = people.actor_for(session, "teacher")
        klass = courses.create_class(session, teacher, courses.NewClass(name)).klass
        module = courses.create_module(session, teacher, klass.id, "Averages", "", is_published=True)
        version = authoring.publish_problem(session, platform.store, teacher, _prepared(PROGRAM))
        new = authoring.NewAssignment("Median")
        item = authoring.create_assignment(session, teacher, module.id, new, [version.id])
        challenge = authoring.challenges_of_item(session, item.id)[0]
        release = json.loads(platform.store.get(version.release_ref))
        return teacher, Regraded(klass.id, item.id), challenge, release


def _students(platform: Platform, class_id: UUID) -> list[people.Actor]:
    made = []
    with platform.database.transaction() as session:
        organization_id = people.actor_for(session, "teacher").organization_id
        for name in WRITTEN:
            username = f"{name.split()[0].lower()}-{secrets.token_hex(3)}"
            new = people.NewUser(username, f"{username}@sample.example", name)
            user = people.add_user(session, organization_id, new)
            courses.add_member(session, class_id, user, "student")
            made.append(people.Actor.of(user))
    return made


def _hand_in(platform: Platform, student: people.Actor, challenge_id: UUID, release: Any) -> None:
    notebook = copy.deepcopy(release)
    for cell in notebook["cells"]:
        if cell["metadata"].get("lectorium", {}).get("role") == "solution":
            cell["source"] = WRITTEN[student.name]
    with platform.database.transaction() as session:
        submissions.submit(
            session,
            platform.store,
            student,
            challenge_id,
            type="final_submission",
            revision=0,
            content=notebook,
        )


def _wait(platform: Platform, challenge_id: UUID) -> None:
    """Until the workers have graded everything."""
    waiting = (
        select(grading.GradingRun.id)
        .join(submissions.SubmissionAttempt)
        .where(
            submissions.SubmissionAttempt.challenge_id == challenge_id,
            grading.GradingRun.status.in_(("queued", "processing")),
        )
    )
    end = time.monotonic() + GRADE_SECONDS
    while True:
        with platform.database.transaction() as session:
            if session.scalars(waiting).first() is None:
                return
        assert time.monotonic() < end, "not graded in time"
        time.sleep(0.2)
