"""Bringing a class to life: weeks of attempts, each really graded, at the times they claim."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from lectorium_hub.sample.install import SLUG, Calendar, make_class, prepare, shelf_of
from lectorium_hub.sample.loader import Item, SampleCourse, sample_course, submission
from lectorium_hub.sample.plan import Pupil, Step, journey, pupils

DAYS = 29
"""The term lies this far back: its last item was due yesterday."""
LEASE = 600
OWNER = "demo"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """The demo class and all that its pupils need."""

    platform: Platform
    sample: SampleCourse
    calendar: Calendar
    teacher: people.Actor
    class_id: UUID
    challenges: dict[str, UUID]
    releases: dict[str, bytes]

    def at(self, moment: datetime) -> AbstractContextManager[Session]:
        """A transaction at a moment of the term."""
        return self.platform.database.at(moment).transaction()


def populate(settings: Settings, *, students: int, say: Say) -> UUID:
    """Make a class of so many students with a term of graded work; returns the class.

    Every call makes another class.  Raises ``LookupError`` where the sample school is missing.
    """
    platform = Platform(settings, database_url=settings.demo_database_url)
    try:
        scene = _set_scene(platform, say)
        members = pupils(students)
        actors = _enroll(scene, members)
        _play(scene, list(zip(members, actors, strict=True)), say)
        say("Marking what waits for the teacher")
        _mark(scene)
        return scene.class_id
    finally:
        platform.close()


def _set_scene(platform: Platform, say: Say) -> Scene:
    sample = sample_course()
    say("Checking the course's notebooks")
    prepared = prepare(sample, platform.sandbox)
    first_day = datetime.now(UTC).date() - timedelta(days=DAYS)
    with platform.database.transaction() as session:
        if session.scalar(people.organization_by_slug(SLUG)) is None:
            raise LookupError("The sample school isn't there: start once without --no-sample")
        teacher = people.actor_for(session, "teacher")
        versions = {name: _version(session, platform, teacher, each) for name, each in prepared.items()}
        section = f"Demo class {uuid.uuid4().hex[:4]}"
        class_id = make_class(
            session, shelf_of(platform), teacher, sample, versions, first_day, section=section
        )
        own = courses.Module.class_id == class_id
        items = authoring.assignments_of(session, own, courses.ContentItem.content_type == "assignment")
        names = [item.problem for item in sample.items]
        challenges = {
            name: authoring.challenges_of_item(session, each.item.id)[0].id
            for name, each in zip(names, items, strict=True)
        }
    calendar = Calendar(first_day, ZoneInfo(sample.manifest.time_zone))
    releases = {name: each.frozen.release for name, each in prepared.items()}
    say(f"Made the class {sample.manifest.name}, {section}")
    return Scene(platform, sample, calendar, teacher, class_id, challenges, releases)


def _version(session: Session, platform: Platform, teacher: people.Actor, each: authoring.Prepared) -> UUID:
    """The version that the sample school holds already, or a new one."""
    known = session.scalar(
        select(authoring.ProblemVersion.id)
        .join(authoring.Problem, authoring.Problem.id == authoring.ProblemVersion.problem_id)
        .where(
            authoring.Problem.organization_id == teacher.organization_id,
            authoring.ProblemVersion.content_hash == each.frozen.content_hash,
        )
        .limit(1)
    )
    return known or authoring.publish_problem(session, platform.store, teacher, each).id


def _enroll(scene: Scene, members: list[Pupil]) -> list[people.Actor]:
    begin = datetime.combine(scene.calendar.first_day, datetime.min.time(), UTC)
    actors = []
    with scene.at(begin) as session:
        for pupil in members:
            user = people.by_login_name(session, pupil.username)
            if user is None:
                new = people.NewUser(pupil.username, f"{pupil.username}@sample.example", pupil.name)
                user = people.add_user(session, scene.teacher.organization_id, new)
            courses.add_member(session, scene.class_id, user, "student")
            actors.append(people.Actor.of(user))
    return actors


def _play(scene: Scene, members: list[tuple[Pupil, people.Actor]], say: Say) -> None:
    done = 0
    with ThreadPoolExecutor(2) as pool:
        for attempts in pool.map(lambda member: _term(scene, *member), members):
            done += 1
            say(f"{done} of {len(members)} students: {attempts} attempts graded")


def _term(scene: Scene, pupil: Pupil, actor: people.Actor) -> int:
    """One student's term, item after item; returns how many attempts there were."""
    end = datetime.now(UTC) - timedelta(hours=1)
    count = 0
    for item in scene.sample.items:
        for step in journey(pupil, item, scene.sample, scene.calendar, end):
            _attempt(scene, actor, item, step)
            count += 1
    return count


def _attempt(scene: Scene, actor: people.Actor, item: Item, step: Step) -> None:
    """Hand in and grade at the moment of the plan; the lease spares the workers the same run."""
    challenge_id = scene.challenges[item.problem]
    seconds = int((datetime.now(UTC) - step.moment).total_seconds()) + LEASE
    with scene.at(step.moment - timedelta(minutes=step.focused_minutes)) as session:
        submissions.open_session(session, scene.platform.store, actor, challenge_id)
    with scene.at(step.moment) as session:
        draft = submissions.read_draft(session, actor.user_id, challenge_id)
        receipt = submissions.submit(
            session,
            scene.platform.store,
            actor,
            challenge_id,
            type="final_submission" if step.is_final else "test_run",
            revision=draft.revision if draft else 0,
            content=json.loads(submission(scene.releases[item.problem], step.answer)),
            focused=step.focused_minutes * 60,
        )
        run_id = grading.current_run(session, receipt.attempt.id).id
        leased = grading.lease(session, run_id, OWNER, seconds)
    if leased is not None:
        _grade(scene, leased, step.moment + timedelta(seconds=2))


def _grade(scene: Scene, leased: grading.Leased, moment: datetime) -> None:
    database = scene.platform.database.at(moment)
    grading.grade_leased(database, scene.platform.store, scene.platform.sandbox, leased)


def _mark(scene: Scene) -> None:
    """The teacher reads the answers of the first three items, and returns their grades."""
    with scene.platform.database.transaction() as session:
        waiting = session.scalars(
            select(gradebook.GradebookEntry)
            .join(courses.ContentItem, courses.ContentItem.id == gradebook.GradebookEntry.content_item_id)
            .join(courses.Module, courses.Module.id == courses.ContentItem.module_id)
            .where(
                courses.Module.class_id == scene.class_id,
                gradebook.GradebookEntry.status == "pending",
                courses.ContentItem.due_date < now(session) - timedelta(days=3),
            )
        ).all()
        for entry in waiting:
            share = (entry.raw_score or Decimal(0)) / entry.max_score if entry.max_score else Decimal(0)
            gradebook.change_grade(
                session,
                scene.teacher,
                entry.content_item_id,
                entry.student_id,
                adjustment=Decimal(2) if share > Decimal("0.6") else Decimal(1),
                feedback="Clear and to the point." if share > Decimal("0.6") else "Say why, not only what.",
                returned=True,
            )
