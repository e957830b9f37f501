"""Announcements: what a class is told, in Markdown with math."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import NotFound
from lectorium.rooms.courses.access import require
from lectorium.rooms.courses.models import Announcement, ContentItem
from lectorium.rooms.courses.outline import Placed, add_item, find_item
from lectorium.rooms.people.api import Actor, record


@dataclass(frozen=True)
class NewAnnouncement:
    """What an announcement needs; ``release_date`` is when students begin to see it."""

    title: str
    body_markdown: str
    is_published: bool = True
    release_date: datetime | None = None


def create_announcement(session: Session, actor: Actor, module_id: UUID, new: NewAnnouncement) -> ContentItem:
    """Say something at the end of a module."""
    item = add_item(
        session,
        actor,
        module_id,
        "announcement",
        title=new.title,
        is_published=new.is_published,
        release_date=new.release_date,
    )
    session.add(Announcement(id=item.id, body_markdown=new.body_markdown, updated_at=now(session)))
    session.flush()
    return item


def change_announcement(session: Session, actor: Actor, item_id: UUID, body_markdown: str) -> None:
    """Say it otherwise; the audit keeps both texts."""
    placed, announcement = find_announcement(session, actor, item_id)
    require(session, actor, placed.module.class_id, content="edit", writable=True)
    if announcement.body_markdown == body_markdown:
        return
    before = {"body_markdown": announcement.body_markdown}
    announcement.body_markdown, announcement.updated_at = body_markdown, now(session)
    after = {"body_markdown": body_markdown}
    record(session, actor, "announcement.change", "content_item", [item_id], before=before, after=after)


def find_announcement(session: Session, actor: Actor, item_id: UUID) -> tuple[Placed, Announcement]:
    """An announcement that the actor may see; raises :class:`NotFound`, for other items too."""
    placed = find_item(session, actor, item_id)
    return placed, announcement_of(session, placed)


def announcement_of(session: Session, placed: Placed) -> Announcement:
    """What an item that was found says; raises :class:`NotFound` where it is something else."""
    announcement = session.get(Announcement, placed.item.id)
    if announcement is None:
        raise NotFound.of("announcement")
    return announcement
