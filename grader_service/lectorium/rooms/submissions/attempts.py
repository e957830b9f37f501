"""Attempts: accepted with their number and time in one transaction, never changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Select, Uuid, bindparam, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from lectorium.kit.clock import now_sql
from lectorium.kit.counters import counting
from lectorium.kit.database import new_id
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.kit.events import emit
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.api import (
    OVER,
    ProblemVersion,
    Setting,
    SolutionMissing,
    extract_solution,
    find_setting,
    require_open,
    require_set,
)
from lectorium.rooms.courses.api import effective_for, sees_student
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.counts import counter_of, given_back
from lectorium.rooms.submissions.drafts import Saved, canonical, require_kind, store_draft
from lectorium.rooms.submissions.events import AttemptSubmitted
from lectorium.rooms.submissions.models import AttemptType, Solution, SubmissionAttempt
from lectorium.rooms.submissions.sittings import hold_sitting
from lectorium.storage import ObjectStore


@dataclass(frozen=True)
class Receipt:
    """An accepted attempt, and the draft it was made from."""

    attempt: SubmissionAttempt
    saved: Saved


def submit(
    session: Session,
    store: ObjectStore,
    actor: Actor,
    challenge_id: UUID,
    *,
    type: AttemptType,  # noqa: A002 - the column's name
    revision: int,
    content: Mapping[str, Any],
    focused: int = 0,
) -> Receipt:
    """Save the draft and hand it in, all or nothing.

    Raises :class:`Conflict` on a stale revision, a closed item, or when no attempt is left.
    """
    setting = find_setting(session, actor, challenge_id)
    require_open(setting)
    if setting.version.kind == "question":
        raise Conflict(
            "The questions of a quiz are handed in together. Nothing was handed in; your draft is as it was. "
            "Save the answer as a draft, and hand the quiz in when you are done.",
            code="quiz_whole",
        )
    require_kind(setting, content)
    data = canonical(content)
    saved = store_draft(session, actor, setting, revision=revision, data=data, focused=focused)
    return Receipt(accept(session, store, actor, setting, type, data), saved)


def accept(
    session: Session,
    store: ObjectStore,
    actor: Actor,
    setting: Setting,
    type_: AttemptType,
    data: bytes,
    moment: datetime | None = None,
) -> SubmissionAttempt:
    """Make an attempt of work that is stored, with its number and time, and tell the rooms above.

    ``moment`` is the time of another attempt of the same hand-in, so that they share it.
    """
    if setting.in_exam:
        _keep_exam(session, actor, setting, type_)
    reference = store.put(what_is_handed_in(store, setting.version, data))
    attempt = _insert(session, actor, setting, type_, reference, moment)
    require_set(session, setting)
    emit(
        session,
        AttemptSubmitted(
            attempt.id,
            setting.challenge.id,
            actor.user_id,
            setting.challenge.organization_id,
            setting.challenge.class_id,
            setting.version.id,
            type_,
            setting.rules.mode,
        ),
    )
    return attempt


def find_attempt(
    session: Session, actor: Actor, attempt_id: UUID, *, receipt: bool = False
) -> tuple[SubmissionAttempt, Setting]:
    """An attempt of the actor's own, or of a student whose data they may see.

    With ``receipt`` for what shows nothing of the problem: an exam's attempts are known after it, too.
    """
    attempt = session.get(SubmissionAttempt, attempt_id)
    if attempt is None:
        raise NotFound.of("attempt")
    setting = find_setting(session, actor, attempt.challenge_id, receipt=receipt)
    if attempt.student_id != actor.user_id and not may_see(session, actor, setting, attempt.student_id):
        raise NotFound.of("attempt")
    return attempt, setting


def may_see(session: Session, actor: Actor, setting: Setting, student_id: UUID) -> bool:
    """Whether the actor may see this other person's work on a challenge."""
    found = setting.access
    if found is not None:
        return found.student_data != "none" and sees_student(session, found, student_id)
    return actor.is_admin or setting.challenge.created_by == actor.user_id


def list_attempts(
    session: Session,
    actor: Actor,
    challenge_id: UUID,
    page: PageRequest,
    *,
    student_id: UUID | None = None,
    type: AttemptType | None = None,  # noqa: A002 - the column's name
) -> Slice[SubmissionAttempt]:
    """Attempts on a challenge, newest first; one's own unless staff ask for somebody's."""
    setting = find_setting(session, actor, challenge_id, receipt=True)
    whose = student_id or actor.user_id
    if whose != actor.user_id and not may_see(session, actor, setting, whose):
        raise Forbidden(
            "Only staff who see this student's data may see the attempts. Ask the class's teacher.",
            field="student_id",
        )
    statement = select(SubmissionAttempt).where(
        SubmissionAttempt.challenge_id == challenge_id, SubmissionAttempt.student_id == whose
    )
    if type is not None:
        statement = statement.where(SubmissionAttempt.type == type)
    return fetch_page(session, statement, (SubmissionAttempt.id,), page, casts=(UUID,), descending=True)


def read_submitted(store: ObjectStore, attempt: SubmissionAttempt) -> bytes:
    """What was handed in: a notebook's JSON text, or a program's source."""
    return store.get(attempt.code_blob_ref)


def what_is_handed_in(store: ObjectStore, version: ProblemVersion, data: bytes) -> bytes:
    """A notebook is handed in whole, of a program its solution cell; raises :class:`Invalid`."""
    if version.kind != "program":
        return data
    try:
        return extract_solution(store.get(version.release_ref), data).encode()
    except SolutionMissing as missing:
        raise Invalid(str(missing), code="solution_missing", field="content") from None


def _keep_exam(session: Session, actor: Actor, setting: Setting, type_: AttemptType) -> None:
    """In an exam tests are run while the sitting runs, and all is handed in at once, at its end."""
    if type_ == "final_submission":
        raise Conflict(
            "An exam is handed in as a whole. Nothing was handed in yet; your draft is as it was. "
            "Choose Hand in when you are done with all of it.",
            code="exam_whole",
        )
    assert setting.item is not None
    if not hold_sitting(session, actor.user_id, setting.item.id):
        raise Conflict(OVER, code="closed")


def _insert(
    session: Session,
    actor: Actor,
    setting: Setting,
    type_: AttemptType,
    reference: str,
    moment: datetime | None = None,
) -> SubmissionAttempt:
    final = type_ == "final_submission"
    given = {
        "counter": counter_of(actor.user_id, setting.challenge.id, type_),
        "takes_late": not final or setting.rules.accept_late,
        "item": setting.item.id if setting.item else None,
        "moment": moment,
        "id": new_id(),
        "type": type_,
        "student_id": actor.user_id,
        "challenge_id": setting.challenge.id,
        "code_blob_ref": reference,
        "language": setting.version.languages[0],
    }
    number, attempt = session.execute(_ACCEPT, given).one()
    if final:
        _check_limit(session, actor, setting, number)
    if attempt is None:
        raise Conflict(
            "The due date has passed and nothing more is taken here. What you handed in before counts.",
            code="closed",
        )
    accepted: SubmissionAttempt = attempt
    return accepted


def _check_limit(session: Session, actor: Actor, setting: Setting, number: int) -> None:
    """The counter's row is locked until the end, so of many at once no one too many passes."""
    most = setting.rules.max_attempts
    if most is None or number - given_back(session, actor.user_id, setting.challenge.id) <= most:
        return
    raise Conflict(
        "No attempt is left here. What you handed in before counts, and your draft is as it was.",
        code="no_attempts_left",
    )


def _accepting() -> Select[int, SubmissionAttempt | None]:
    """One statement counts the attempt, takes the time and holds it against the student's due date (I1, I4).

    It gives the attempt's number, and the attempt itself unless it is too late for one.
    """
    table = SubmissionAttempt.__table__.c
    counted = counting(bindparam("counter"))
    given = {
        name: bindparam(name, type_=table[name].type)
        for name in ("id", "type", "student_id", "challenge_id", "code_blob_ref", "language")
    }
    holds = effective_for(bindparam("item", type_=Uuid()), given["student_id"])
    due = select(holds.c.due_date).scalar_subquery()
    moment = func.coalesce(bindparam("moment", type_=table["accepted_at"].type), now_sql())
    clock = select(moment.label("now"), due.label("due")).cte("clock").prefix_with("MATERIALIZED")
    late = func.coalesce(clock.c.now > clock.c.due, literal(value=False))
    focused = func.coalesce(
        select(Solution.time_spent_seconds)
        .where(Solution.student_id == given["student_id"], Solution.challenge_id == given["challenge_id"])
        .scalar_subquery(),
        0,
    )
    source = (
        select(*given.values(), counted.c.value, clock.c.now, clock.c.due, late, focused)
        .select_from(counted.join(clock, true()))
        .where(or_(bindparam("takes_late", type_=Boolean()), ~late))
    )
    columns = [*given, "attempt_number", "accepted_at", "due_at", "is_late", "time_focused_seconds"]
    taken = insert(SubmissionAttempt).from_select(columns, source).returning(*table).cte("taken")
    attempt = aliased(SubmissionAttempt, taken)
    return select(counted.c.value, attempt).select_from(counted.outerjoin(taken, true()))


_ACCEPT = _accepting()
