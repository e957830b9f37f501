"""What this room gives to a person's export (G1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lectorium.rooms.courses.models import (
    AnnouncementRead,
    Class,
    ContentItem,
    Enrollment,
    LabelMember,
    ResearchGrant,
    StudentLabel,
)
from lectorium.rooms.people.api import Desk, Line, Part, columns

PLACE = ("role", "status", "content", "student_data", "joined_at", "dropped_at", "time_multiplier")
CLASS = ("id", "name", "section", "description", "time_zone", "is_archived", "created_at", "deleted_at")


def _places(desk: Desk, rows: Sequence[Any]) -> list[Line]:
    """A section is told; what else staff sort people by is theirs."""
    sections: dict[UUID, list[str]] = {}
    statement = (
        select(LabelMember.enrollment_id, StudentLabel.name)
        .join(StudentLabel, StudentLabel.id == LabelMember.label_id)
        .where(LabelMember.enrollment_id.in_([place.id for place, _ in rows]), StudentLabel.kind == "section")
        .order_by(StudentLabel.name)
    )
    for place_id, name in desk.session.execute(statement):
        sections.setdefault(place_id, []).append(name)
    return [
        {
            "class_id": klass.id,
            "class": klass.name,
            "term": klass.section,
            **columns(place, *PLACE),
            "sections": sections.get(place.id, []),
        }
        for place, klass in rows
    ]


EXPORTED = (
    Part(
        "enrollments",
        "Your place in each class: your role, what you may do there, and since when.",
        ("enrollments",),
        lambda actor: (
            select(Enrollment, Class)
            .join(Class, Class.id == Enrollment.class_id)
            .where(Enrollment.user_id == actor.user_id)
        ),
        (Enrollment.id,),
        (UUID,),
        _places,
    ),
    Part(
        "announcements_read",
        "The announcements that you have opened, and when last. Nobody else is told.",
        ("announcement_reads",),
        lambda actor: (
            select(AnnouncementRead, ContentItem.title)
            .join(ContentItem, ContentItem.id == AnnouncementRead.announcement_id)
            .where(AnnouncementRead.user_id == actor.user_id)
        ),
        (AnnouncementRead.announcement_id,),
        (UUID,),
        lambda _, rows: [
            {"announcement": title, **columns(row, "announcement_id", "read_at")} for row, title in rows
        ],
    ),
    Part(
        "research_access",
        "The classes whose research view you may read.",
        ("research_grants",),
        lambda actor: (
            select(ResearchGrant, Class.name)
            .join(Class, Class.id == ResearchGrant.class_id)
            .where(ResearchGrant.user_id == actor.user_id)
        ),
        (ResearchGrant.class_id,),
        (UUID,),
        lambda _, rows: [{"class": name, **columns(row, "class_id", "granted_at")} for row, name in rows],
    ),
    Part(
        "classes",
        "The classes that you made.",
        ("classes",),
        lambda actor: select(Class).where(Class.owner_id == actor.user_id),
        (Class.id,),
        (UUID,),
        lambda _, rows: [columns(klass, *CLASS) for klass in rows],
    ),
)
