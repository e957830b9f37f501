"""What this room gives to a person's export (G1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, func, literal, select, true

from lectorium.kit.clock import now_sql
from lectorium.rooms.authoring.models import Challenge, HintReveal, ItemOverride
from lectorium.rooms.courses.api import ContentItem, Module, effective_for
from lectorium.rooms.people.api import Actor, Desk, Line, Part, columns

SETS = ("release_date", "due_date", "duration_minutes", "max_attempts")


def _hints(_: Desk, rows: Sequence[Any]) -> list[Line]:
    names = ("challenge_id", "step", "revealed_at", "cost")
    return [{"challenge": title, **columns(reveal, *names)} for reveal, title in rows]


def _exceptions(_: Desk, rows: Sequence[Any]) -> list[Line]:
    return [
        {
            "item": title,
            **columns(override, "content_item_id", "created_at"),
            **columns(override, *(name for name in SETS if name in override.sets)),
        }
        for override, title in rows
    ]


def _shown(actor: Actor) -> Select[ItemOverride, str]:
    """Of what is shown to them: an item that isn't yet isn't told of."""
    holds = effective_for(ContentItem.id, literal(actor.user_id, Uuid()))
    return (
        select(ItemOverride, ContentItem.title)
        .join(ContentItem, ContentItem.id == ItemOverride.content_item_id)
        .join(Module, Module.id == ContentItem.module_id)
        .join(holds, true())
        .where(
            ItemOverride.student_id == actor.user_id,
            ContentItem.is_published,
            Module.is_published,
            func.coalesce(holds.c.release_date <= now_sql(), true()),
        )
    )


EXPORTED = (
    Part(
        "hints",
        "Each step of help that you took, when, and what it cost then, in points.",
        ("hint_reveals",),
        lambda actor: (
            select(HintReveal, Challenge.title)
            .join(Challenge, Challenge.id == HintReveal.challenge_id)
            .where(HintReveal.student_id == actor.user_id)
        ),
        (HintReveal.challenge_id, HintReveal.step),
        (UUID, int),
        _hints,
    ),
    Part(
        "exceptions",
        "Dates, time and attempts that hold for you alone, of what is shown to you.",
        ("item_overrides",),
        _shown,
        (ItemOverride.id,),
        (UUID,),
        _exceptions,
    ),
)
