"""What the ids in audit events are called today, so that people can read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, union_all
from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import Challenge, ItemOverride, Problem, ProblemVersion
from lectorium.rooms.courses.api import Class, ContentItem, Enrollment, Module, StudentLabel
from lectorium.rooms.gradebook.api import GradebookEntry, JourneyReview
from lectorium.rooms.grading.api import RegradeJob
from lectorium.rooms.materials.api import KnowledgeEntry
from lectorium.rooms.people.api import AuditEvent, Organization, User
from lectorium.rooms.submissions.api import ExamSitting
from lectorium.rooms.tutor.api import LlmInteraction, Model, Replay, TutorPrompt

MOST_IDS = 2000
"""Of an event about very many, the first are named."""


def names_in(session: Session, events: Sequence[AuditEvent]) -> dict[str, str]:
    """The names of what events are about, by id; what is gone has none.  One query."""
    ids = list(dict.fromkeys(_ids(events)))[:MOST_IDS]
    if not ids:
        return {}
    rows = session.execute(union_all(*_named(ids)))
    return {str(id_): name for id_, name in rows}


def _named(ids: Sequence[UUID]) -> Iterator[Select[UUID, str]]:
    plain: Iterable[tuple[Any, ColumnElement[str] | Any]] = (
        (Organization, Organization.name),
        (User, User.name),
        (Class, Class.name),
        (Module, Module.title),
        (ContentItem, ContentItem.title),
        (StudentLabel, StudentLabel.name),
        (Challenge, Challenge.title),
        (ProblemVersion, ProblemVersion.title),
        (Problem, _newest_title()),
        (KnowledgeEntry, KnowledgeEntry.title),
        (Model, Model.name + " " + Model.version),
        (TutorPrompt, TutorPrompt.alias),
    )
    for table, name in plain:
        yield select(table.id, name).where(table.id.in_(ids))
    yield (
        select(Enrollment.id, User.name)
        .join(User, User.id == Enrollment.user_id)
        .where(Enrollment.id.in_(ids))
    )
    for table in (GradebookEntry, ExamSitting):
        yield (
            select(table.id, User.name + ", " + ContentItem.title)
            .join(User, User.id == table.student_id)
            .join(ContentItem, ContentItem.id == table.content_item_id)
            .where(table.id.in_(ids))
        )
    yield (
        select(JourneyReview.id, User.name + ", " + Challenge.title)
        .join(User, User.id == JourneyReview.student_id)
        .join(Challenge, Challenge.id == JourneyReview.challenge_id)
        .where(JourneyReview.id.in_(ids))
    )
    yield (
        select(LlmInteraction.id, User.name + func.coalesce(", " + Challenge.title, ""))
        .join(User, User.id == LlmInteraction.user_id)
        .outerjoin(Challenge, Challenge.id == LlmInteraction.challenge_id)
        .where(LlmInteraction.id.in_(ids))
    )
    yield from _of_several(ids)


def _of_several(ids: Sequence[UUID]) -> Iterator[Select[UUID, str]]:
    """What is about one of two things: an exception for whom, a regrade or a replay of what."""
    yield (
        select(ItemOverride.id, func.coalesce(User.name, StudentLabel.name) + ", " + ContentItem.title)
        .join(ContentItem, ContentItem.id == ItemOverride.content_item_id)
        .outerjoin(User, User.id == ItemOverride.student_id)
        .outerjoin(StudentLabel, StudentLabel.id == ItemOverride.label_id)
        .where(ItemOverride.id.in_(ids))
    )
    yield (
        select(RegradeJob.id, func.coalesce(ContentItem.title, Challenge.title))
        .outerjoin(ContentItem, ContentItem.id == RegradeJob.content_item_id)
        .outerjoin(Challenge, Challenge.id == RegradeJob.challenge_id)
        .where(RegradeJob.id.in_(ids))
    )
    yield (
        select(Replay.id, func.coalesce(Challenge.title, Class.name))
        .outerjoin(Challenge, Challenge.id == Replay.challenge_id)
        .outerjoin(Class, Class.id == Replay.class_id)
        .where(Replay.id.in_(ids), func.coalesce(Challenge.title, Class.name).is_not(None))
    )


def _newest_title() -> ScalarSelect[str]:
    """A problem itself has no title: what its newest version is called."""
    return (
        select(ProblemVersion.title)
        .where(ProblemVersion.problem_id == Problem.id)
        .order_by(ProblemVersion.number.desc())
        .limit(1)
        .correlate(Problem)
        .scalar_subquery()
    )


def _ids(events: Sequence[AuditEvent]) -> Iterator[UUID]:
    for event in events:
        yield from map(UUID, event.target_ids)
        if event.class_id is not None:
            yield event.class_id
        for part in (event.before, event.after, event.meta_data):
            yield from _within(part)


def _within(value: object) -> Iterator[UUID]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _within(key)
            yield from _within(part)
    elif isinstance(value, list):
        for part in value:
            yield from _within(part)
    elif isinstance(value, str) and len(value) == 36:
        try:
            yield UUID(value)
        except ValueError:
            return
