"""Who may follow a student's work on a challenge, step by step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, NotFound
from lectorium.rooms.authoring.api import Setting, find_setting
from lectorium.rooms.courses.api import find_enrollment, refuse_archived
from lectorium.rooms.people.api import Actor, User
from lectorium.rooms.submissions.attempts import may_see
from lectorium.rooms.submissions.drafts import unpack
from lectorium.rooms.submissions.models import SolutionHistory, SubmissionAttempt
from lectorium.rooms.submissions.sittings import sits_exam


@dataclass(frozen=True)
class Followed:
    """A student's work on a challenge, as somebody may see it.

    ``as_student``: it is the student's own look, without what only staff see.
    ``may_judge``: the reader may write what they make of it.
    """

    setting: Setting
    student: User
    as_student: bool
    may_judge: bool


def follow(session: Session, actor: Actor, challenge_id: UUID, student_id: UUID) -> Followed:
    """A student's work on a challenge, for the student, and for staff who see this student's data (I16).

    In a class that is who may see student data, the student's section included; of a standalone challenge
    its maker and administrators.  Raises :class:`NotFound` for whom isn't theirs to know of,
    :class:`Forbidden` for members without that right, and :class:`Conflict` while an exam closes it (I8):
    a student who sits one looks back on nothing.
    """
    setting = find_setting(session, actor, challenge_id)
    is_own = student_id == actor.user_id
    if not is_own:
        _require_seen(session, actor, setting, student_id)
    student = session.get(User, student_id)
    if student is None or student.organization_id != actor.organization_id:
        raise NotFound.of("student")
    as_student = is_own and not setting.is_staff
    if as_student and sits_exam(session, student_id):
        raise Conflict(
            "This is closed while you sit an exam. All of it is kept. Come back when your exam is over.",
            code="exam",
        )
    judges = not is_own and (setting.access is None or setting.access.student_data == "grade")
    return Followed(setting, student, as_student, judges)


def newest_attempts(
    session: Session,
    actor: Actor,
    student_id: UUID,
    settings: Sequence[Setting],
    most: int,
    also: Collection[UUID] = (),
) -> dict[UUID, list[SubmissionAttempt]]:
    """A student's final submissions by challenge, the newest first, so many of each; one query.

    ``also`` are some more, however old.  For staff who see this student's data; raises :class:`Forbidden`
    for others.
    """
    if not all(may_see(session, actor, setting, student_id) for setting in settings[:1]):
        raise Forbidden("Only staff who see this student's data may see that. Ask the class's teacher.")
    mine = SubmissionAttempt
    place = func.row_number().over(partition_by=mine.challenge_id, order_by=mine.id.desc())
    ranked = (
        select(mine.id, place.label("place"))
        .where(
            mine.challenge_id.in_([setting.challenge.id for setting in settings]),
            mine.student_id == student_id,
            mine.type == "final_submission",
        )
        .subquery()
    )
    newest = (
        select(mine).join(ranked, ranked.c.id == mine.id).where((ranked.c.place <= most) | mine.id.in_(also))
    )
    found: dict[UUID, list[SubmissionAttempt]] = {setting.challenge.id: [] for setting in settings}
    for attempt in session.scalars(newest.order_by(mine.id.desc())):
        found[attempt.challenge_id].append(attempt)
    return found


def require_judge(found: Followed, actor: Actor) -> None:
    """Raise unless who follows may also write what they make of it: nobody judges themselves (I16)."""
    if found.student.id == actor.user_id:
        raise Forbidden("Nobody evaluates their own work. Nothing was changed. Ask another teacher.")
    if not found.may_judge:
        raise Forbidden(
            "Your place in this class lets you read, not grade. Nothing was changed. Ask the class's teacher."
        )
    if found.setting.access is not None:
        refuse_archived(found.setting.access)


def saved_contents(
    session: Session, student_id: UUID, challenge_id: UUID, revisions: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Saved states with their contents, by revision, for who was let in already; one query."""
    h = SolutionHistory
    rows = session.execute(
        select(h.revision, h.solution).where(
            h.student_id == student_id, h.challenge_id == challenge_id, h.revision.in_(revisions)
        )
    )
    return {revision: unpack(packed) for revision, packed in rows}


def _require_seen(session: Session, actor: Actor, setting: Setting, student_id: UUID) -> None:
    found = setting.access
    if found is None:
        sees_any = actor.is_admin or setting.challenge.created_by == actor.user_id
    else:
        sees_any = found.student_data != "none"
    if not sees_any:
        raise Forbidden(
            "Only staff who see this student's work may follow it. Nothing was changed. "
            "Ask the class's teacher.",
            field="student_id",
        )
    if not may_see(session, actor, setting, student_id):
        raise NotFound.of("student")
    if found is not None and find_enrollment(session, found.klass.id, student_id) is None:
        raise NotFound.of("student")
