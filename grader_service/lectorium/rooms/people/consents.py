"""What people allow: their own act, off until given, and at an end as soon as they say so (G3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict
from lectorium.rooms.people.actors import Actor
from lectorium.rooms.people.audit import record
from lectorium.rooms.people.models import Consent, Purpose, User

RESEARCH = (
    "Researchers whom my teachers let in may read what I ask the tutor in class and what it answers, under a "
    "pseudonym. My name, username and address are taken out of it, and nothing is shown of what fewer than "
    "five people asked about. Nobody who sees the students of my class by name can read it, so my teachers "
    "don't learn whether I allow it. It changes nothing for my grades. I can withdraw it here at any time: "
    "from then on it is read no more."
)
TEXTS: dict[Purpose, tuple[int, str]] = {"research": (2, RESEARCH)}
"""The words that are agreed to, by purpose, with their version: other words are another version."""


@dataclass(frozen=True)
class ConsentView:
    """Whether somebody allows a purpose; ``given_version`` is that of the words they agreed to."""

    purpose: Purpose
    text: str
    text_version: int
    given_at: datetime | None
    given_version: int | None

    @property
    def given(self) -> bool:
        """Whether it holds."""
        return self.given_at is not None


def own_consents(session: Session, actor: Actor) -> list[ConsentView]:
    """What the actor is asked, and what they said."""
    return [_view(purpose, _held(session, actor, purpose)) for purpose in TEXTS]


def set_consent(
    session: Session, actor: Actor, purpose: Purpose, *, given: bool, text_version: int
) -> ConsentView:
    """Give one's consent, or withdraw it; what stands already changes nothing.

    Raises :class:`Conflict` for words that aren't today's.
    """
    if given and text_version != TEXTS[purpose][0]:
        raise Conflict(
            "The words of this question have changed. Nothing was changed. Read them again and decide.",
            code="text_changed",
        )
    session.get_one(User, actor.user_id, with_for_update=True)  # two clicks at once are one answer
    held = _held(session, actor, purpose)
    if given and held is not None and held.text_version != text_version:  # to other words
        held.withdrawn_at, held = now(session), None
        session.flush()
    if given and held is None:
        held = Consent(
            id=new_id(),
            user_id=actor.user_id,
            purpose=purpose,
            text_version=text_version,
            given_at=now(session),
        )
        session.add(held)
    elif not given and held is not None:
        held.withdrawn_at, held = now(session), None
    else:
        return _view(purpose, held)
    told = {"purpose": purpose, "given": given, "text_version": text_version}
    record(session, actor, "user.consent", "user", [actor.user_id], before={"given": not given}, after=told)
    session.flush()
    return _view(purpose, held)


def consenting(purpose: Purpose) -> Select[UUID]:
    """Who allows a purpose, in today's words: what was agreed to in others doesn't count."""
    return select(Consent.user_id).where(
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
        Consent.text_version == TEXTS[purpose][0],
    )


def _held(session: Session, actor: Actor, purpose: Purpose) -> Consent | None:
    return session.scalar(
        select(Consent).where(
            Consent.user_id == actor.user_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
    )


def _view(purpose: Purpose, held: Consent | None) -> ConsentView:
    version, text = TEXTS[purpose]
    if held is None or held.text_version != version:
        return ConsentView(purpose, text, version, None, None)
    return ConsentView(purpose, text, version, held.given_at, held.text_version)
