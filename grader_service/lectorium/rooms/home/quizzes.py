"""A quiz as its student meets it: questions in their own order, drafts, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.rooms.authoring.api import SetQuestion, SetQuiz, find_quiz, is_no_number
from lectorium.rooms.gradebook.api import QuizResult, quiz_result
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import Draft, read_drafts


@dataclass(frozen=True)
class QuizView:
    """A quiz with the caller's drafts by challenge, and their result however far it has come."""

    quiz: SetQuiz
    drafts: Mapping[UUID, Draft]
    result: QuizResult

    @property
    def saved_at(self) -> datetime | None:
        """When an answer was saved last."""
        return max((draft.saved_at for draft in self.drafts.values()), default=None)

    def answer(self, challenge_id: UUID) -> str | list[str] | None:
        """What is answered so far."""
        draft = self.drafts.get(challenge_id)
        content = draft.content if draft is not None else None
        return content.get("answer") if content else None

    def is_no_number(self, question: SetQuestion) -> bool:
        """Whether a number is asked for and what is saved can't be read as one: it would count nothing."""
        return is_no_number(question.shown, self.answer(question.challenge_id))


def quiz_view(session: Session, actor: Actor, item_id: UUID) -> QuizView:
    """A quiz for the caller; a fixed number of queries, however many questions."""
    quiz = find_quiz(session, actor, item_id)
    drafts = read_drafts(session, actor.user_id, [each.challenge_id for each in quiz.questions])
    return QuizView(quiz, drafts, quiz_result(session, actor, quiz))
