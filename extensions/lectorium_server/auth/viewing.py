"""Requests that look at a class as one of its students: which there are, and who they then are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session
from tornado.web import RequestHandler

from lectorium.kit.errors import Conflict, Forbidden, Invalid
from lectorium.rooms.courses import api as courses
from lectorium_server.auth.person import Person
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Kind, Route
from lectorium_server.routing.rules import MEMBER, READER, SOLVER, STUDENT
from lectorium_server.services import Services
from lectorium_wire.base import VIEW_AS

HEADER = VIEW_AS
COOKIE = "lectorium-look"
"""Through whose eyes a browser's pages are seen: who looks, a space and :class:`Wanted`; signed."""
LONGEST_LOOK = 1 / 24
"""In days: after an hour one looks as oneself again."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
SEEN_BY_STUDENTS = frozenset({MEMBER, SOLVER, READER, STUDENT})
ALSO_SEEN = frozenset({"view_my_grades"})
"""Of a student's own pages over all classes: what it shows is confined to the one."""


@dataclass(frozen=True)
class Wanted:
    """A class, and the student through whose eyes it is looked at."""

    class_id: UUID
    student_id: UUID

    @classmethod
    def read(cls, text: str) -> Wanted:
        """From ``class/student``; raises :class:`Invalid`."""
        first, _, second = text.partition("/")
        try:
            return cls(UUID(first), UUID(second))
        except ValueError:
            raise Invalid(
                f"{HEADER} is a class's id, a slash and a student's id. Nothing was changed. Send both.",
                field=HEADER,
            ) from None

    def __str__(self) -> str:
        """As it is read."""
        return f"{self.class_id}/{self.student_id}"


def kept_look(handler: RequestHandler, person: Person) -> str:
    """The text of the :class:`Wanted` that a browser keeps for this person; empty where none holds."""
    kept = handler.get_signed_cookie(COOKIE, max_age_days=LONGEST_LOOK)
    who, _, wanted = (kept or b"").decode().partition(" ")
    return wanted if who == str(person.actor.user_id) else ""


def require_own_eyes(handler: RequestHandler, person: Person) -> None:
    """Raise :class:`Forbidden` for a browser that writes as its person while its pages are a student's.

    A script of a page that is seen through a student's eyes would otherwise write as who looks.
    """
    if handler.request.method not in READING and kept_look(handler, person):
        raise Forbidden(
            "This browser looks at a class as one of its students: only to read. Nothing was changed. "
            "Stop looking as a student first.",
            code="view_as",
        )


def require_seen_by_students(route: Route) -> None:
    """Raise :class:`Forbidden` for what isn't reading one's own class as a student."""
    reads = route.method == "GET" and route.kind is not Kind.STREAM
    if not reads or not (route.rule in SEEN_BY_STUDENTS or route.operation_id in ALSO_SEEN):
        raise Forbidden(
            "You look at a class as one of its students: to read, and nothing besides that class. "
            "Nothing was changed. Stop looking as a student first.",
            code="view_as",
        )


def look(services: Services, person: Person, wanted: Wanted) -> courses.Viewing:
    """Ask for the right to look, and leave the trace; in a transaction of its own."""
    with services.database.transaction() as session:
        return courses.view_as(session, person.actor, wanted.class_id, wanted.student_id)


@contextmanager
def looking(services: Services, person: Person, viewing: courses.Viewing) -> Iterator[Call]:
    """A call as the student, in a transaction in which the database refuses every change."""
    try:
        with services.database.reading() as session:
            yield _call(services, person, viewing, session)
    except InternalError as error:
        if not isinstance(error.orig, ReadOnlySqlTransaction):
            raise
        raise Conflict(
            "The student hasn't opened this yet, and looking doesn't open it for them. Nothing was changed. "
            "Look again when they have.",
            code="view_as",
        ) from None


def _call(services: Services, person: Person, viewing: courses.Viewing, session: Session) -> Call:
    return Call(services, replace(person, actor=viewing.actor), session)
