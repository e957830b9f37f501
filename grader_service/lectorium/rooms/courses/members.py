"""Reading a class's roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, load_only

from lectorium.kit.errors import Invalid, NotFound
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.courses.access import Access, require
from lectorium.rooms.courses.labels import LabelView, labels_in, labels_of, require_teacher
from lectorium.rooms.courses.models import Enrollment, LabelMember, StudentLabel
from lectorium.rooms.courses.visible import is_visible, require_student
from lectorium.rooms.people.api import Actor, User, begins_with

Order = Literal["username", "name", "role", "section", "joined_at"]
Status = Literal["active", "dropped", "all"]


@dataclass(frozen=True)
class Member:
    """An enrollment and its person; sections stand before other labels."""

    enrollment: Enrollment
    user: User
    labels: Sequence[StudentLabel] = ()
    works_with: Sequence[StudentLabel] = ()
    """The sections that an assistant is confined to."""

    @property
    def section(self) -> StudentLabel | None:
        """The section that a student stands in."""
        return next((label for label in self.labels if label.kind == "section"), None)


@dataclass(frozen=True)
class ClassPeople:
    """A part of a class's roster, the labels there are, and the asker's standing."""

    access: Access
    members: Slice[Member]
    labels: list[LabelView]


@dataclass(frozen=True)
class Wanted:
    """Which part of a roster, in which order; ``without_section`` is who stands in none."""

    search: str | None = None
    status: Status = "active"
    label_id: UUID | None = None
    without_section: bool = False
    order: Order = "username"
    descending: bool = False

    @property
    def plain(self) -> dict[str, Any]:
        """Who is meant, in JSON's values, where it isn't everybody in the class; the order is no matter."""
        who = ("search", "status", "label_id", "without_section")
        usual = Wanted()
        said = {name: getattr(self, name) for name in who if getattr(self, name) != getattr(usual, name)}
        return {name: str(value) if isinstance(value, UUID) else value for name, value in said.items()}


def section_name() -> ColumnElement[str]:
    """The name of the section that an enrollment stands in, small; empty for none."""
    name = (
        select(func.lower(StudentLabel.name))
        .join(LabelMember, LabelMember.label_id == StudentLabel.id)
        .where(LabelMember.enrollment_id == Enrollment.id, StudentLabel.kind == "section")
        .limit(1)
        .correlate(Enrollment)
        .scalar_subquery()
    )
    return func.coalesce(name, "")


ORDERS: dict[Order, tuple[Callable[[], SQLColumnExpression[Any]], Callable[[str], Any]]] = {
    "username": (lambda: User.username, str),
    "name": (lambda: func.lower(User.name), str),
    "role": (lambda: Enrollment.role, str),
    "section": (section_name, str),
    "joined_at": (lambda: Enrollment.joined_at, datetime.fromisoformat),
}


def list_members(
    session: Session, actor: Actor, class_id: UUID, page: PageRequest, wanted: Wanted | None = None
) -> Slice[Member]:
    """A part of a class's roster; needs sight of student data.

    Who is confined to sections sees the students in them, and all of the staff.
    """
    found = require(session, actor, class_id, student_data="view")
    return _page_of(session, found, page, wanted or Wanted())


def read_people(
    session: Session, actor: Actor, class_id: UUID, page: PageRequest, wanted: Wanted
) -> ClassPeople:
    """A part of a class's roster as :func:`list_members` gives it, with the labels there are."""
    found = require(session, actor, class_id, student_data="view")
    return ClassPeople(found, _page_of(session, found, page, wanted), labels_in(session, found))


def _page_of(session: Session, found: Access, page: PageRequest, wanted: Wanted) -> Slice[Member]:
    order, cast = ORDERS[wanted.order]
    keys = (order(), User.username, User.id)
    rows = fetch_page(
        session,
        _members(found).where(*_conditions(wanted)),
        keys,
        page,
        casts=(cast, str, UUID),
        descending=wanted.descending,
    )
    return Slice(with_labels(session, rows.items), rows.next)


SHOWN = load_only(User.username, User.login_name, User.email, User.name, User.role, raiseload=True)
"""Of a person all that a list of hundreds shows."""


def _members(found: Access) -> Select[Enrollment, User]:
    return (
        select(Enrollment, User)
        .join(User, User.id == Enrollment.user_id)
        .where(Enrollment.class_id == found.klass.id)
        .where((Enrollment.role != "student") | is_visible(found, Enrollment.user_id))
        .options(SHOWN)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.status != "all":
        conditions.append(Enrollment.status == wanted.status)
    if wanted.search:
        conditions.append(begins_with(wanted.search))
    if wanted.label_id is not None:
        bears = select(LabelMember.enrollment_id).where(LabelMember.label_id == wanted.label_id)
        conditions.append(Enrollment.id.in_(bears))
    if wanted.without_section:
        conditions += [Enrollment.role == "student", section_name() == ""]
    return conditions


def with_labels(session: Session, rows: Sequence[tuple[Enrollment, User]]) -> list[Member]:
    """Places and their people, with the labels; two queries at most, however many members."""
    borne = labels_of(session, [place.id for place, _ in rows])
    ids = {each for place, _ in rows for each in place.section_ids or ()}
    statement = select(StudentLabel).where(StudentLabel.id.in_(ids)).order_by(func.lower(StudentLabel.name))
    sections = session.scalars(statement).all() if ids else ()
    return [
        Member(
            place,
            user,
            borne.get(place.id, ()),
            [each for each in sections if each.id in (place.section_ids or ())],
        )
        for place, user in rows
    ]


def find_member(session: Session, actor: Actor, enrollment_id: UUID) -> tuple[Access, Member]:
    """One place in a class, and the asker's standing there; raises :class:`NotFound` for one not seen."""
    place = session.get(Enrollment, enrollment_id)
    if place is None:
        raise NotFound.of("place in a class")
    found = require(session, actor, place.class_id, student_data="view")
    if place.role == "student":
        require_student(session, found, place.user_id)
    return found, with_labels(session, [(place, session.get_one(User, place.user_id))])[0]


def places_named(session: Session, actor: Actor, class_id: UUID, names: Sequence[str]) -> list[UUID]:
    """The places of people by username or address; raises :class:`Invalid` with those who aren't there.

    For teachers, as what is done with them: who isn't there is told of everybody.
    """
    require_teacher(session, actor, class_id)
    wanted = {name.strip().lower() for name in names} - {""}
    rows = session.execute(
        select(Enrollment.id, User.username, func.lower(User.email))
        .join(User, User.id == Enrollment.user_id)
        .where(Enrollment.class_id == class_id)
        .where(or_(User.username.in_(wanted), func.lower(User.email).in_(wanted)))
    ).all()
    missing = wanted - {name for _, *both in rows for name in both}
    if missing or not wanted:
        raise Invalid(
            f"Not in this class: {', '.join(sorted(missing)[:5]) or 'nobody was named'}. "
            "Nothing was changed. Type usernames or addresses from the list.",
            code="not_in_class",
            field="names",
        )
    return [row[0] for row in rows]
