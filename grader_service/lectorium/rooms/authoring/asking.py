"""Publishing questions: from JSON or a text to frozen versions, by the same path as every problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import cast, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.models import TestCase
from lectorium.rooms.authoring.notebooks import FrozenProblem, Report
from lectorium.rooms.authoring.publish import Prepared, PublishRefused
from lectorium.rooms.authoring.questions import (
    AnyQuestion,
    Refused,
    freeze_question,
    read_question,
    read_questions,
    stored_question,
    try_question,
)
from lectorium.rooms.authoring.questions.definition import Kind
from lectorium.rooms.people.api import STAFF, Actor
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore


@dataclass(frozen=True)
class Looked:
    """A question that was looked at: with what its code prints, and what stands against publishing it."""

    question: AnyQuestion
    report: Report


def prepare_question(stated: Mapping[str, Any] | AnyQuestion, sandbox: Sandbox) -> Prepared:
    """Check and freeze a question, and run the code whose output it asks for.

    Raises :class:`PublishRefused` with the report.
    """
    with _refusing("question"):
        question = read_question(stated)
    return _prepared(question, sandbox, "question.code")


def prepare_questions(text: str, sandbox: Sandbox) -> list[Prepared]:
    """The same for all questions of a text; raises :class:`PublishRefused` naming the line."""
    with _refusing("text"):
        questions = read_questions(text)
    return [_prepared(question, sandbox, "text") for question in questions]


def _prepared(question: AnyQuestion, sandbox: Sandbox, field: str) -> Prepared:
    looked = Looked(*try_question(question, sandbox))
    if not looked.report.ok:
        raise PublishRefused(looked.report, field=field)
    return Prepared(freeze_question(looked.question), looked.report)


def check_questions(actor: Actor, stated: str | Mapping[str, Any], sandbox: Sandbox) -> list[Looked]:
    """What publishing them would make; changes nothing.  Raises :class:`PublishRefused`."""
    actor.require(STAFF, "check questions")
    with _refusing("text" if isinstance(stated, str) else "question"):
        questions = read_questions(stated) if isinstance(stated, str) else [read_question(stated)]
    return [Looked(*try_question(question, sandbox)) for question in questions]


def find_question(session: Session, store: ObjectStore, actor: Actor, version_id: UUID) -> AnyQuestion:
    """A published question with its key, for staff; raises :class:`Invalid` for other problems."""
    version = library.find_version(session, actor, version_id).version
    if version.kind != "question":
        raise Invalid(
            "That problem isn't a question. Nothing was changed. Choose one of kind question.",
            code="not_a_question",
        )
    return stored_question(store.get(version.full_ref))


def frozen_question(frozen: FrozenProblem) -> AnyQuestion:
    """The question that a frozen one was made of, with what its code prints."""
    return stored_question(frozen.full)


def read_key(case: TestCase) -> AnyQuestion:
    """The question whose key a test of kind answer holds."""
    return stored_question((case.expected or "").encode())


def kinds_of(session: Session, version_ids: Iterable[UUID]) -> dict[UUID, Kind]:
    """Which kind of question each version is, without its key; one query, no problems but questions."""
    kind = cast(TestCase.expected, JSONB)["type"].astext
    statement = select(TestCase.problem_version_id, kind).where(
        TestCase.problem_version_id.in_(list(version_ids)), TestCase.kind == "answer"
    )
    return dict(session.execute(statement).all())


def require_kinds(versions: Sequence[library.VersionView], *, questions: bool) -> None:
    """Questions stand in quizzes, and quizzes hold nothing else; raises :class:`Invalid`."""
    if all((view.version.kind == "question") == questions for view in versions):
        return
    says = "A quiz holds questions only." if questions else "A question can only be set in a quiz."
    raise Invalid(
        f"{says} Nothing was changed. Choose other problems, or make "
        f"{'an assignment of these' if questions else 'a quiz of it'}.",
        code="wrong_kind",
        field="problem_version_ids",
    )


@contextmanager
def _refusing(where: str) -> Iterator[None]:
    """Names the key at fault below ``where``; of a text the whole, since the message says the line."""
    try:
        yield
    except Refused as refused:
        inside = where == "question" and refused.field != "question"
        raise PublishRefused(refused.report, field=f"{where}.{refused.field}" if inside else where) from None
