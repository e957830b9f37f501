"""Minutes that staff have given in an exam by mistake, taken back: never in silence (I5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Uuid, bindparam, select, text
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict
from lectorium.rooms.courses.api import ContentItem
from lectorium.rooms.people.api import Actor, record
from lectorium.rooms.submissions.extending import whom
from lectorium.rooms.submissions.proctoring import require_staff_of
from lectorium.rooms.submissions.sittings import tell

HAVE = text("""
WITH clock AS MATERIALIZED (SELECT lectorium_now() AS now)
SELECT e.student_id, s.deadline_at, coalesce(s.extra_minutes, x.minutes) AS extra,
  least(:minutes, coalesce(s.extra_minutes, x.minutes)) AS taken,
  CASE WHEN s.id IS NOT NULL THEN greatest(
    clock.now, s.deadline_at - make_interval(mins => least(:minutes, s.extra_minutes))) END AS ends_at,
  clock.now
FROM clock, unnest(:students) AS e(student_id)
LEFT JOIN exam_sittings s ON s.content_item_id = :item AND s.student_id = e.student_id
LEFT JOIN exam_extensions x ON x.content_item_id = :item AND x.student_id = e.student_id
WHERE coalesce(s.extra_minutes, x.minutes, 0) > 0
  AND (s.id IS NULL OR (s.closed_at IS NULL AND clock.now <= s.deadline_at))
ORDER BY e.student_id
""").bindparams(bindparam("students", type_=ARRAY(Uuid())))
"""Who has minutes that can be taken back: who sits now, and who hasn't begun."""
EACH = (
    bindparam("students", type_=ARRAY(Uuid())),
    bindparam("taken", type_=ARRAY(Integer())),
    bindparam("ends", type_=ARRAY(DateTime(timezone=True))),
)
NOTHING_LEFT = text("""
DELETE FROM exam_extensions x USING
  unnest(:students, :taken, :ends) AS t(student_id, taken, ends_at)
WHERE x.content_item_id = :item AND x.student_id = t.student_id AND x.minutes <= t.taken
""").bindparams(*EACH)
LESS_LEFT = text("""
UPDATE exam_extensions x SET minutes = x.minutes - t.taken FROM
  unnest(:students, :taken, :ends) AS t(student_id, taken, ends_at)
WHERE x.content_item_id = :item AND x.student_id = t.student_id AND x.minutes > t.taken
""").bindparams(*EACH)
SHORTEN = text("""
UPDATE exam_sittings s SET deadline_at = t.ends_at, extra_minutes = s.extra_minutes - t.taken FROM
  unnest(:students, :taken, :ends) AS t(student_id, taken, ends_at)
WHERE s.content_item_id = :item AND s.student_id = t.student_id AND s.closed_at IS NULL
RETURNING s.student_id, s.deadline_at
""").bindparams(*EACH)


@dataclass(frozen=True)
class TakenBack:
    """From how many sittings minutes were taken, and how many students will begin with less.

    ``over`` of the sittings end at once by it.
    """

    running: int
    over: int
    not_started: int


def take_back(
    session: Session,
    actor: Actor,
    item_id: UUID,
    *,
    minutes: int,
    student_ids: Collection[UUID] | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> TakenBack:
    """Take minutes back that staff have given to some students, or to all; nobody ends below their own time.

    A sitting that would be over by it ends now.  Raises :class:`Conflict` unless that is confirmed, since
    students were told that they have them; and where none of them has any.
    """
    placed, found = require_staff_of(session, actor, item_id, writable=True)
    students = whom(session, found, student_ids)
    session.execute(select(ContentItem.id).where(ContentItem.id == item_id).with_for_update())
    given = {"item": item_id, "students": students, "minutes": minutes}
    rows = session.execute(HAVE, given).all()
    loss = _loss(rows)
    if not rows:
        raise Conflict(
            "Nobody of these has minutes that staff have given and that could still be used. Nothing was "
            "changed. Look at the table: it says who has how many.",
            code="nothing_given",
        )
    if not confirmed:
        raise Conflict(_words(loss), code="takes_time", current=asdict(loss))
    _take(session, placed.module.class_id, item_id, rows)
    _audit(session, actor, item_id, rows, minutes, reason)
    return loss


def _loss(rows: Any) -> TakenBack:
    running = [row for row in rows if row.deadline_at is not None]
    return TakenBack(len(running), sum(row.ends_at <= row.now for row in running), len(rows) - len(running))


def _take(session: Session, class_id: UUID, item_id: UUID, rows: Sequence[Any]) -> None:
    """The sittings' deadlines, and what students would begin with; three statements, however many."""
    given = {
        "item": item_id,
        "students": [row.student_id for row in rows],
        "taken": [row.taken for row in rows],
        "ends": [row.ends_at for row in rows],
    }
    for statement in (NOTHING_LEFT, LESS_LEFT):
        session.execute(statement, given)
    for row in session.execute(SHORTEN, given).all():  # but for who handed in at this very moment
        tell(session, class_id, item_id, row.student_id, "running", row.deadline_at, None)


def _audit(session: Session, actor: Actor, item_id: UUID, rows: Any, minutes: int, reason: str) -> None:
    record(
        session,
        actor,
        "exam.take_back",
        "content_item",
        [item_id],
        before={str(row.student_id): _picture(row.extra, row.deadline_at) for row in rows},
        after={str(row.student_id): _picture(row.extra - row.taken, row.ends_at) for row in rows},
        minutes=minutes,
        reason=reason,
    )


def _picture(extra: int, deadline_at: datetime | None) -> Mapping[str, Any]:
    ends = {} if deadline_at is None else {"deadline_at": deadline_at.isoformat()}
    return {"extra_minutes": extra, **ends}


def _words(loss: TakenBack) -> str:
    parts = ["This takes time away that students were told they have."]
    if loss.running:
        over = f", and for {loss.over} of them it would be over at once" if loss.over else ""
        parts.append(f"{_count(loss.running)} at work now would have less{over}.")
    if loss.not_started:
        parts.append(f"{_count(loss.not_started)} would begin with less.")
    parts.append("Nothing was changed yet. Confirm it to do so.")
    return " ".join(parts)


def _count(students: int) -> str:
    return f"{students} student{'' if students == 1 else 's'}"
