"""Handing in a quiz: all of its questions at once, each as an attempt of the same number and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Invalid
from lectorium.rooms.authoring.api import SetQuestion, SetQuiz, answer_bytes, find_quiz, require_open
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.attempts import accept
from lectorium.rooms.submissions.drafts import canonical, read_drafts, require_kind, store_draft
from lectorium.rooms.submissions.models import SubmissionAttempt
from lectorium.rooms.submissions.sweeping import hand_in
from lectorium.storage import ObjectStore

NOTHING: Final = answer_bytes(None)
"""A question that was left open, as it is handed in."""


@dataclass(frozen=True)
class QuestionDraft:
    """An answer to be saved, with the revision that it is based on; ``content`` is as of any draft."""

    challenge_id: UUID
    revision: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class QuizReceipt:
    """A quiz that was handed in: for which time, when, and how many of its questions are answered."""

    attempt_number: int
    accepted_at: datetime
    is_late: bool
    answered: int
    questions: int


def save_answers(
    session: Session, actor: Actor, item_id: UUID, drafts: Sequence[QuestionDraft]
) -> dict[UUID, int]:
    """Save some answers of a quiz, all or none, each compare-and-swap; returns their revisions by challenge.

    Raises :class:`Conflict` on a stale revision, with the server's draft as ``current``.
    """
    quiz = find_quiz(session, actor, item_id)
    return _save(session, actor, quiz, drafts)


def hand_in_quiz(
    session: Session,
    store: ObjectStore,
    actor: Actor,
    item_id: UUID,
    drafts: Sequence[QuestionDraft] = (),
) -> QuizReceipt:
    """Save these answers, and hand in every question as it is saved then, all or nothing.

    A question that was left open is handed in as such: so each has as many attempts as the quiz.  In an
    exam this ends the sitting.  Raises :class:`Conflict` on a stale revision, a closed quiz, or when no
    attempt is left.
    """
    quiz = find_quiz(session, actor, item_id)
    _save(session, actor, quiz, drafts)
    saved = read_drafts(session, actor.user_id, [each.challenge_id for each in quiz.questions])
    answers = {each: canonical(draft.content) for each, draft in saved.items() if draft.content is not None}
    answered = sum(answer != NOTHING for answer in answers.values())
    if quiz.assignment.mode == "exam":
        ended = hand_in(session, store, actor, item_id).ended_at
        return QuizReceipt(1, ended or now(session), False, answered, len(quiz.questions))
    if not answered:
        raise Conflict(
            "No question is answered yet, so nothing was handed in and no attempt is used. Answer first.",
            code="nothing_answered",
        )
    made: list[SubmissionAttempt] = []
    for question in _in_turn(quiz):
        data = answers.get(question.challenge_id, NOTHING)
        moment = made[0].accepted_at if made else None
        made.append(accept(session, store, actor, question.setting, "final_submission", data, moment))
    number = max(attempt.attempt_number for attempt in made)
    return QuizReceipt(number, made[0].accepted_at, made[0].is_late, answered, len(made))


def _save(session: Session, actor: Actor, quiz: SetQuiz, drafts: Sequence[QuestionDraft]) -> dict[UUID, int]:
    given = {draft.challenge_id: draft for draft in drafts}
    unknown = given.keys() - {question.challenge_id for question in quiz.questions}
    if unknown or len(given) < len(drafts):
        raise Invalid(
            "That isn't a question of this quiz, or is named twice. Nothing was saved. Reload the quiz.",
            field="answers",
        )
    revisions = {}
    for question in _in_turn(quiz):
        require_open(question.setting)
        draft = given.get(question.challenge_id)
        if draft is None:
            continue
        require_kind(question.setting, draft.content)
        data = canonical(draft.content)
        saved = store_draft(session, actor, question.setting, revision=draft.revision, data=data, focused=0)
        revisions[question.challenge_id] = saved.revision
    return revisions


def _in_turn(quiz: SetQuiz) -> list[SetQuestion]:
    """In one order for everybody, so that two devices at once wait for each other and not in a ring."""
    return sorted(quiz.questions, key=lambda question: question.challenge_id)
