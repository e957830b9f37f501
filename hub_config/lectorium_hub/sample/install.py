"""Setting the sample course up: a school, its people, and a class with four notebooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore
from lectorium_hub.sample.loader import Item, Quiz, Reading, SampleCourse, sample_course

SCHOOL, SLUG = "Sample School", "sample"
DAYS_UNDER_WAY = 5
"""The class began this many days ago: something is due soon, and something else is still to come."""
SHOWN_FROM = time(8)
"""When on its day an item is shown."""

PEOPLE: tuple[tuple[str, str, people.Role], ...] = (
    ("teacher", "Tessa Teacher", "teacher"),
    ("student", "Sam Student", "student"),
    ("student2", "Noa Student", "student"),
    ("assistant", "Ali Assistant", "ta"),
    ("researcher", "Rio Researcher", "researcher"),
    ("admin", "Ada Admin", "admin"),
)


class Login(TypedDict):
    """A way in, to be shown once the stack is up."""

    role: str
    username: str
    password: str


@dataclass(frozen=True)
class Calendar:
    """The class's days: day 0 is its first."""

    first_day: date
    zone: ZoneInfo

    @classmethod
    def under_way(cls, moment: datetime, zone: ZoneInfo) -> Calendar:
        """Of a class that began :data:`DAYS_UNDER_WAY` days ago; a day begins when its items are shown."""
        begun = moment.astimezone(zone) - timedelta(hours=SHOWN_FROM.hour)
        return cls(begun.date() - timedelta(days=DAYS_UNDER_WAY), zone)

    def release(self, item: Item | Reading | Quiz) -> datetime:
        """An item is shown from 08:00 of its day."""
        return self._at(item.release_day, SHOWN_FROM)

    def due(self, item: Item | Quiz) -> datetime:
        """An item is due at 23:59 of its day (I18)."""
        return self._at(item.due_day, time(23, 59))

    def _at(self, day: int, hour: time) -> datetime:
        local = datetime.combine(self.first_day + timedelta(days=day), hour, self.zone)
        return local.astimezone(UTC)


def install(settings: Settings) -> list[Login]:
    """Set up the sample school in one transaction; where it exists, give its people new passwords."""
    platform = Platform(settings)
    try:
        return _install(platform)
    finally:
        platform.close()


def _install(platform: Platform) -> list[Login]:
    with platform.database.transaction() as session:
        if session.scalar(people.organization_by_slug(SLUG)) is not None:
            return _new_passwords(session)
    sample = sample_course()
    prepared = prepare(sample, platform.sandbox)
    with platform.database.transaction() as session:
        organization = people.create_organization(session, SCHOOL, SLUG)
        logins = [_account(session, organization.id, *person) for person in PEOPLE]
        teacher = people.actor_for(session, "teacher")
        versions = publish(session, platform.store, teacher, prepared)
        calendar = Calendar.under_way(now(session), ZoneInfo(sample.manifest.time_zone))
        class_id = make_class(session, shelf_of(platform), teacher, sample, versions, calendar.first_day)
        enroll(session, class_id, [("student", "student"), ("student2", "student"), ("assistant", "ta")])
    return logins


def shelf_of(platform: Platform) -> materials.Shelf:
    """Where the files of materials go."""
    return materials.Shelf(platform.store, platform.settings.max_material_bytes)


def prepare(sample: SampleCourse, sandbox: Sandbox) -> dict[str, authoring.Prepared]:
    """All problems of the course, checked and frozen."""
    found = {item.problem: _prepare(sample, item, sandbox) for item in sample.items}
    for quiz in sample.quizzes:
        questions = authoring.prepare_questions(sample.questions(quiz.questions), sandbox)
        found |= {f"{quiz.questions}/{place}": each for place, each in enumerate(questions)}
    return found


def publish(
    session: Session, store: ObjectStore, teacher: people.Actor, prepared: Mapping[str, authoring.Prepared]
) -> dict[str, UUID]:
    """Publish all problems; returns their versions by problem name."""
    return {
        name: authoring.publish_problem(session, store, teacher, each).id for name, each in prepared.items()
    }


def make_class(
    session: Session,
    shelf: materials.Shelf,
    teacher: people.Actor,
    sample: SampleCourse,
    versions: Mapping[str, UUID],
    first_day: date,
    *,
    section: str | None = None,
) -> UUID:
    """A class with the course's modules and assignments, beginning on ``first_day``."""
    manifest = sample.manifest
    new = courses.NewClass(
        manifest.name, section or manifest.section, manifest.description, manifest.time_zone
    )
    class_id = courses.create_class(session, teacher, new).klass.id
    calendar = Calendar(first_day, ZoneInfo(manifest.time_zone))
    for module in manifest.modules:
        made = courses.create_module(
            session, teacher, class_id, module.title, module.description, is_published=True
        )
        session.flush()
        for reading in module.readings:
            _put(session, shelf, teacher, sample, made.id, reading, calendar.release(reading))
        for item in module.items:
            settings = authoring.NewAssignment(
                title=item.title,
                description=item.description,
                mode=item.mode,
                difficulty=item.difficulty,
                release_date=calendar.release(item),
                due_date=calendar.due(item),
                max_attempts=item.max_attempts,
            )
            authoring.create_assignment(session, teacher, made.id, settings, [versions[item.problem]])
        for quiz in module.quizzes:
            _put_quiz(session, teacher, made.id, quiz, versions, calendar)
    return class_id


def _put_quiz(
    session: Session,
    teacher: people.Actor,
    module_id: UUID,
    quiz: Quiz,
    versions: Mapping[str, UUID],
    calendar: Calendar,
) -> None:
    """Its questions stand in the order of their text; each student's choices are shuffled."""
    new = authoring.NewQuiz(
        title=quiz.title,
        description=quiz.description,
        release_date=calendar.release(quiz),
        due_date=calendar.due(quiz),
        max_attempts=quiz.max_attempts,
        accept_late=False,
        shuffle_choices=True,
    )
    chosen = [each for name, each in versions.items() if name.startswith(f"{quiz.questions}/")]
    questions = [authoring.NewQuestion(each) for each in chosen]
    authoring.create_quiz(session, teacher, module_id, new, questions)


def _put(
    session: Session,
    shelf: materials.Shelf,
    teacher: people.Actor,
    sample: SampleCourse,
    module_id: UUID,
    reading: Reading,
    release: datetime,
) -> None:
    if reading.kind == "announcement":
        told = courses.NewAnnouncement(reading.title, reading.text, release_date=release)
        courses.create_announcement(session, teacher, module_id, told)
        return
    upload = materials.Upload(reading.file, "", sample.file(reading.file)) if reading.file else None
    new = materials.NewMaterial(reading.title, reading.text, release_date=release)
    materials.create_material(session, shelf, teacher, module_id, new, upload)


def enroll(session: Session, class_id: UUID, members: list[tuple[str, courses.ClassRole]]) -> None:
    """Enroll people by their sign-in names."""
    for login_name, role in members:
        user = people.by_login_name(session, login_name)
        if user is not None:
            courses.add_member(session, class_id, user, role)


def _prepare(sample: SampleCourse, item: Item, sandbox: Sandbox) -> authoring.Prepared:
    notebook = json.loads(sample.notebook(item.problem))
    files = sample.attached(tuple(authoring.referenced_files(notebook)))
    return authoring.prepare_notebook(notebook, None, files, sandbox)


def _account(session: Session, organization_id: UUID, username: str, name: str, role: people.Role) -> Login:
    password = people.generate_password()
    new = people.NewUser(username, f"{username}@sample.example", name, role, password)
    user = people.add_user(session, organization_id, new)
    return Login(role=role, username=user.login_name, password=password)


def _new_passwords(session: Session) -> list[Login]:
    organization = session.scalars(people.organization_by_slug(SLUG)).one()
    names = [username for username, _, _ in PEOPLE]
    users = session.scalars(
        select(people.User).where(
            people.User.organization_id == organization.id, people.User.username.in_(names)
        )
    ).all()
    return [_renew(session, user) for user in sorted(users, key=lambda user: names.index(user.username))]


def _renew(session: Session, user: people.User) -> Login:
    password = people.generate_password()
    people.set_password(session, user.login_name, password)
    return Login(role=user.role, username=user.login_name, password=password)
