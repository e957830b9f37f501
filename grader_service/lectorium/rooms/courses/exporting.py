"""Taking students' data out of a class: the roster, and a trace of every export."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses.access import Access, require
from lectorium.rooms.courses.members import Wanted, list_members
from lectorium.rooms.courses.rows import write_rows
from lectorium.rooms.people.api import Actor, record

LINES = 500


def export_roster(
    session: Session, actor: Actor, class_id: UUID, wanted: Wanted, after: str | None
) -> tuple[str, str | None]:
    """Some lines of the roster, and where the next ones begin; the columns that an import takes."""
    members = list_members(session, actor, class_id, PageRequest(LINES, after), wanted)
    return write_rows(members.items, head=after is None), members.next


def record_export(
    session: Session, actor: Actor, class_id: UUID, what: str, asked: Wanted | None = None
) -> Access:
    """Keep that somebody takes students' data out of a class; ``what`` such as roster or grades.

    ``asked`` is which part of the roster, where it isn't all of it.
    """
    found = require(session, actor, class_id, student_data="view")
    sections = None if found.sections is None else sorted(str(each) for each in found.sections)
    after = {"sections": sections, **({} if asked is None else asked.plain)}
    record(session, actor, f"{what}.export", "class", [class_id], after=after)
    return found
