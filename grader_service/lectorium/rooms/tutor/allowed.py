"""Whether a question may be asked now: exams, closed work, the policy, and the day's limit (K8, K9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, DomainError, Forbidden, TooMany
from lectorium.rooms.authoring.api import Setting, closed_reason
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import sits_exam
from lectorium.rooms.tutor.models import LlmInteraction
from lectorium.rooms.tutor.policies import Policy

EXAM = (
    "The tutor is closed while you sit an exam, wherever you ask from. Nothing was asked, and your work is "
    "safe. It is there again when your exam is over."
)
OFF = "The tutor is switched off here. Nothing was asked, and your work is safe. Ask your teacher instead."


@dataclass(frozen=True)
class Day:
    """A student's day: the limit, what is used of it, and when it ends in the class's time zone."""

    limit: int
    used: int
    now: datetime
    ends_at: datetime

    @property
    def left(self) -> int:
        """How many questions are left; a limit that was lowered leaves none."""
        return max(0, self.limit - self.used)


def refuse_sitting(session: Session, actor: Actor) -> None:
    """Raise :class:`Conflict` while the actor sits any exam, whatever server or token is used (K9)."""
    refusal = exam_of(session, actor)
    if refusal is not None:
        raise refusal


def exam_of(session: Session, actor: Actor) -> DomainError | None:
    """The same as an error, or None."""
    return Conflict(EXAM, code="exam") if sits_exam(session, actor.user_id) else None


def day_of(session: Session, user_id: UUID, setting: Setting, policy: Policy) -> Day:
    """What is used of the day's limit.

    It counts in the scope that sets it: a challenge's limit its questions, a class's those of the class,
    the school's and ours all of them.  What failed doesn't count.
    """
    moment = now(session)
    begins, ends = day_around(moment, zone_of(setting))
    statement = select(func.count()).where(
        LlmInteraction.user_id == user_id,
        LlmInteraction.created_at >= begins,
        LlmInteraction.kind != "code_run",
        LlmInteraction.state != "failed",
    )
    source = policy.sources["daily_limit"]
    if source == "challenge":
        statement = statement.where(LlmInteraction.challenge_id == setting.challenge.id)
    elif source == "class":
        statement = statement.where(LlmInteraction.class_id == setting.challenge.class_id)
    return Day(policy.daily_limit, session.scalar(statement) or 0, moment, ends)


def zone_of(setting: Setting) -> str:
    """Whose midnight ends the day: the class's; outside of classes that of UTC."""
    return setting.access.klass.time_zone if setting.access is not None else "UTC"


def day_around(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """When the civil day of an instant begins and ends, in UTC."""
    place = ZoneInfo(zone)
    today = moment.astimezone(place).date()
    return _midnight(today, place), _midnight(today + timedelta(days=1), place)


def why_not(setting: Setting, policy: Policy, day: Day) -> DomainError | None:
    """What stands against a question of one who sits no exam, as an error; the gravest first."""
    if setting.in_exam:
        return Conflict(EXAM, code="exam")
    reason = closed_reason(setting)
    if reason is not None:
        archived = setting.access is not None and setting.access.klass.is_archived
        return Conflict(
            f"{reason} Nothing was asked. What was said before can still be read.",
            code="archived" if archived else "closed",
        )
    if policy.help_level == "off" or setting.version.kind == "question":
        return Forbidden(OFF, code="tutor_off")
    if day.left == 0:
        return TooMany(
            f"You have asked your {day.limit} questions of today. Your work is safe. "
            "Ask a person, or come back tomorrow.",
            code="daily_limit",
            retry_after=max(1, int((day.ends_at - day.now).total_seconds())),
        )
    return None


def _midnight(day: date, place: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=place).astimezone(UTC)
