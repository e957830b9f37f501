"""What stands in an assignment: its problems, their order and points, and how each is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Invalid
from lectorium.kit.events import emit
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.asking import require_kinds
from lectorium.rooms.authoring.events import Change, ContentsChanging, PointsChanged
from lectorium.rooms.authoring.exams import check_end
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, Challenge, ProblemVersion
from lectorium.rooms.authoring.placing import count_points, set_challenge
from lectorium.rooms.authoring.settings import (
    AssignmentConfig,
    PlaceConfig,
    check_languages,
    exact_points,
)
from lectorium.rooms.authoring.standing import Contents, contents_of, find_assignment, row_of, rows_of
from lectorium.rooms.courses.api import Placed
from lectorium.rooms.people.api import Actor, record

MOST_PROBLEMS = 50
OWN_COLUMNS = ("mode", "difficulty")


def add_problem(
    session: Session,
    actor: Actor,
    item_id: UUID,
    version_id: UUID,
    *,
    title: str | None = None,
    custom_points: Decimal | None = None,
) -> Contents:
    """Put a version at the end of an assignment, pinned to it (I10)."""
    view = library.find_version(session, actor, version_id)
    placed, assignment = _begin(session, actor, item_id, "add")
    require_kinds([view], questions=placed.item.content_type == "quiz")
    config = AssignmentConfig.read(assignment.config)
    check_languages([view.version], config)
    rows = rows_of(session, item_id)
    if len(rows) >= MOST_PROBLEMS:
        raise Conflict(
            f"An assignment holds at most {MOST_PROBLEMS} problems. Nothing was changed. Make another one.",
            code="full",
        )
    named = title or view.version.title
    challenge = set_challenge(session, actor, view.version, named, placed.module.class_id)
    index = max((row.order_index for row, _, _ in rows), default=-1) + 1
    points = exact_points(custom_points, view.points_total)
    session.add(
        AssignmentProblem(
            id=challenge.id,
            assignment_id=item_id,
            order_index=index,
            custom_points=points,
            config=PlaceConfig().stored(),
        )
    )
    session.flush()
    after = {
        "challenge": str(challenge.id),
        "version": str(version_id),
        "number": view.version.number,
        "title": named,
        "custom_points": _text(points),
    }
    record(session, actor, "assignment.add_problem", "content_item", [item_id], after=after)
    return _recounted(session, placed, assignment)


def remove_problem(session: Session, actor: Actor, item_id: UUID, challenge_id: UUID) -> Contents:
    """Take a problem out; raises :class:`Conflict` where somebody has handed in to it.

    Drafts of who has begun it stay with them, and nothing more is taken for it.
    """
    placed, assignment = _begin(session, actor, item_id, "remove", challenge_id)
    row, challenge, version = row_of(session, item_id, challenge_id)
    before = {
        "challenge": str(challenge_id),
        "version": str(version.id),
        "number": version.number,
        "title": challenge.title,
        "custom_points": _text(row.custom_points),
        "order_index": row.order_index,
    }
    challenge.deleted_at = now(session)
    session.flush()
    for index, (left, _, _) in enumerate(rows_of(session, item_id)):
        left.order_index = index
    session.flush()
    record(session, actor, "assignment.remove_problem", "content_item", [item_id], before=before)
    return _recounted(session, placed, assignment)


def reorder_problems(
    session: Session, actor: Actor, item_id: UUID, before: Sequence[UUID], after: Sequence[UUID]
) -> Contents:
    """Put the problems in another order, if they stand as the caller believes.

    Raises :class:`Conflict` with the order that holds in ``current`` where another editor came first.
    """
    placed, assignment = _begin(session, actor, item_id, "order")
    rows = rows_of(session, item_id)
    stands = [row.id for row, _, _ in rows]
    if list(before) != stands:
        raise Conflict(
            "Somebody else has changed these problems meanwhile. Nothing was changed. Look at the order as "
            "it is now, and move yours again.",
            code="order_changed",
            current={"order": [str(each) for each in stands]},
        )
    if len(after) != len(stands) or set(after) != set(stands):
        raise Invalid(
            "The new order must name each problem once. Nothing was changed. Reload and try again.",
            field="after",
        )
    by_id = {row.id: row for row, _, _ in rows}
    for index, each in enumerate(after):
        by_id[each].order_index = index
    session.flush()
    if stands != list(after):
        orders = [[str(each) for each in ids] for ids in (stands, after)]
        record(
            session,
            actor,
            "assignment.reorder",
            "content_item",
            [item_id],
            before={"order": orders[0]},
            after={"order": orders[1]},
        )
    return contents_of(session, placed, assignment)


def change_place(
    session: Session, actor: Actor, item_id: UUID, challenge_id: UUID, changes: Mapping[str, Any]
) -> Contents:
    """Change a problem's title, its points here (None: the version's) or how it is taken."""
    placed, assignment = _begin(session, actor, item_id, "points", challenge_id)
    row, challenge, version = row_of(session, item_id, challenge_id)
    own = {key: value for key, value in changes.items() if key in PlaceConfig.model_fields}
    config = PlaceConfig.read(row.config).changed(own)
    check_languages([version], AssignmentConfig.read(assignment.config), config)
    before = _picture(row, challenge)
    row.config = config.stored()
    if "custom_points" in changes:
        worth = library.points_of(session, [version.id]).get(version.id, Decimal(0))
        row.custom_points = exact_points(changes["custom_points"], worth)
    challenge.title = changes.get("title") or challenge.title
    session.flush()
    _record_change(session, actor, "assignment.change_problem", item_id, before, _picture(row, challenge))
    return _recounted(session, placed, assignment)


def change_settings(session: Session, actor: Actor, item_id: UUID, changes: Mapping[str, Any]) -> Contents:
    """Change how an assignment is taken: mode, difficulty, attempts, lateness, time, languages, hints."""
    placed, assignment = find_assignment(session, actor, item_id, writable=True)
    session.refresh(assignment, with_for_update=True)
    config = AssignmentConfig.read(assignment.config)
    columns = {key: value for key, value in changes.items() if key in OWN_COLUMNS}
    new = config.changed({key: value for key, value in changes.items() if key not in OWN_COLUMNS})
    for version, place in _taken(session, item_id):
        check_languages([version], new, place)
    mode = columns.get("mode", assignment.mode)
    if mode != assignment.mode and "exam" in {mode, assignment.mode}:
        emit(session, ContentsChanging(item_id, "mode"))
    check_end(mode, placed.item.due_date)
    if new.time_limit_mins != config.time_limit_mins:
        emit(session, ContentsChanging(item_id, "time"))
    before = _settings(assignment, config)
    assignment.config = new.stored()
    for key, value in columns.items():
        setattr(assignment, key, value)
    session.flush()
    _record_change(session, actor, "assignment.change", item_id, before, _settings(assignment, new))
    return contents_of(session, placed, assignment)


def _begin(
    session: Session, actor: Actor, item_id: UUID, change: Change, challenge_id: UUID | None = None
) -> tuple[Placed, Assignment]:
    """Take a turn among editors, and ask the rooms above whether it is too late for that.

    The challenge is locked first, as upgrading does.  To remove it, who hands in at this moment is waited
    for, and then seen.
    """
    found = _locked(session, actor, item_id, challenge_id, alone=change == "remove")
    emit(session, ContentsChanging(item_id, change, challenge_id))
    return found


def lock_contents(
    session: Session, actor: Actor, item_id: UUID, challenge_id: UUID | None = None
) -> Contents:
    """What stands in an assignment now; nobody else edits it until the transaction ends."""
    return contents_of(session, *_locked(session, actor, item_id, challenge_id))


def _locked(
    session: Session, actor: Actor, item_id: UUID, challenge_id: UUID | None, *, alone: bool = False
) -> tuple[Placed, Assignment]:
    placed, assignment = find_assignment(session, actor, item_id, writable=True)
    if challenge_id is not None:
        row_of(session, item_id, challenge_id)
        locked = select(Challenge.id).where(Challenge.id == challenge_id)
        session.execute(locked.with_for_update(key_share=not alone))
    session.refresh(assignment, with_for_update=True)
    return placed, assignment


def _taken(session: Session, item_id: UUID) -> list[tuple[ProblemVersion, PlaceConfig]]:
    return [(version, PlaceConfig.read(row.config)) for row, _, version in rows_of(session, item_id)]


def _recounted(session: Session, placed: Placed, assignment: Assignment) -> Contents:
    """The total is the sum of the parts, and grades follow it."""
    count_points(session, assignment.id)
    emit(session, PointsChanged(assignment.id))
    return contents_of(session, placed, assignment)


def _record_change(
    session: Session, actor: Actor, action: str, item_id: UUID, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Audit what differs; nothing where nothing does."""
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        return
    sides = [{key: side[key] for key in changed} for side in (before, after)]
    name = {"challenge": after["challenge"]} if "challenge" in after else {}
    record(session, actor, action, "content_item", [item_id], before=sides[0], after=sides[1], **name)


def _picture(row: AssignmentProblem, challenge: Challenge) -> dict[str, Any]:
    return {
        "challenge": str(row.id),
        "title": challenge.title,
        "custom_points": _text(row.custom_points),
        **PlaceConfig.read(row.config).stored(),
    }


def _settings(assignment: Assignment, config: AssignmentConfig) -> dict[str, Any]:
    return {"mode": assignment.mode, "difficulty": assignment.difficulty, **config.stored()}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
