"""Which of a class's announcements are new to somebody who learns in it: nobody else is told."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.rooms.courses.access import Access
from lectorium.rooms.courses.models import Announcement, AnnouncementRead, ContentItem, Module
from lectorium.rooms.people.api import Actor

READ, ITEM = AnnouncementRead, ContentItem
UNREAD = (
    select(ITEM.id, Module.class_id, case((READ.read_at.is_(None), "new"), else_="changed").label("news"))
    .select_from(ITEM)
    .join(Announcement, Announcement.id == ITEM.id)
    .join(Module, Module.id == ITEM.module_id)
    .outerjoin(READ, (READ.announcement_id == ITEM.id) & (READ.user_id == bindparam("reader")))
    .where(
        Module.class_id == any_(bindparam("classes", type_=ARRAY(Uuid()))),
        Module.is_published,
        ITEM.is_published,
        or_(ITEM.release_date.is_(None), ITEM.release_date <= now_sql()),
        or_(READ.read_at.is_(None), READ.read_at < Announcement.updated_at),
    )
)
"""What is shown in some classes, and a reader hasn't read as it is now."""
COUNTED = UNREAD.with_only_columns(Module.class_id, func.count()).group_by(Module.class_id)


def keep_read(session: Session, actor: Actor, standing: Access, announcement_id: UUID) -> None:
    """Keep that an announcement which was found is open before who learns in its class.

    Nothing of who looks as somebody else, of staff, and of who has left.
    """
    if not _learns(actor, standing):
        return
    row = insert(AnnouncementRead).values(user_id=actor.user_id, announcement_id=announcement_id)
    changed = select(Announcement.updated_at).where(Announcement.id == announcement_id).scalar_subquery()
    again = row.on_conflict_do_update(
        index_elements=["user_id", "announcement_id"],
        set_={"read_at": now_sql()},
        where=AnnouncementRead.read_at < changed,  # else nothing is written: most openings are repeated
    )
    session.execute(again)


def news_in(session: Session, actor: Actor, standing: Access) -> dict[UUID, str]:
    """Which shown announcements of a class who learns in it hasn't read, by id: new, or changed since.

    One query.
    """
    if not _learns(actor, standing):
        return {}
    given = {"reader": actor.user_id, "classes": [standing.klass.id]}
    return {row.id: row.news for row in session.execute(UNREAD, given)}


def count_news(session: Session, actor: Actor, standings: Collection[Access]) -> dict[UUID, int]:
    """How many there are in each of some classes, by class, where there are any; one query."""
    classes = [each.klass.id for each in standings if _learns(actor, each)]
    if not classes:
        return {}
    return dict(session.execute(COUNTED, {"reader": actor.user_id, "classes": classes}).all())


def _learns(actor: Actor, standing: Access) -> bool:
    return actor.seen_by is None and standing.role == "student" and standing.is_active
