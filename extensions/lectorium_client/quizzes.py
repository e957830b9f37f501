"""Questions and quizzes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack
from uuid import UUID

from lectorium_client.transport import PUBLISH_SECONDS, Routes, make
from lectorium_wire.authoring import Difficulty, Mode
from lectorium_wire.courses import ItemCard
from lectorium_wire.quizzes import (
    KeyShown,
    QuestionPublish,
    QuestionPublished,
    QuestionsCheck,
    QuestionsImport,
    QuestionsLooked,
    QuestionsPublished,
    Quiz,
    QuizAnswer,
    QuizCounts,
    QuizCreate,
    QuizHandIn,
    QuizPatch,
    QuizQuestionPlace,
    QuizReceipt,
    QuizResult,
)


class QuizSetting(TypedDict, total=False):
    """How a quiz is set; ``max_attempts`` is 1 unless you say otherwise, None is unlimited."""

    description: str
    mode: Mode
    difficulty: Difficulty
    release_date: datetime | None
    due_date: datetime | None
    max_attempts: int | None
    accept_late: bool
    time_limit_mins: int | None
    is_published: bool
    shuffle_questions: bool
    shuffle_choices: bool
    show_key: KeyShown


class QuizChanges(TypedDict, total=False):
    """What may change about a quiz beyond what assignments have."""

    shuffle_questions: bool
    shuffle_choices: bool
    show_key: KeyShown


class QuizRoutes(Routes):
    """Writing questions, setting quizzes, and taking them."""

    def check_questions(
        self, text: str | None = None, *, question: Mapping[str, Any] | None = None
    ) -> QuestionsLooked:
        """Read questions, as text or one as JSON, and run the code they ask about; changes nothing."""
        body = make(QuestionsCheck, text=text, question=question and dict(question))
        return self._post(
            "/questions/check", QuestionsLooked, body, repeatable=False, timeout=PUBLISH_SECONDS
        )

    def publish_question(self, question: Mapping[str, Any]) -> QuestionPublished:
        """Freeze a question as a new problem; raises :class:`~lectorium_client.PublishRefused`."""
        body = make(QuestionPublish, question=dict(question))
        return self._post("/questions", QuestionPublished, body, timeout=PUBLISH_SECONDS)

    def import_questions(self, text: str) -> QuestionsPublished:
        """Freeze every question of a text as a new problem, or none of them."""
        body = make(QuestionsImport, text=text)
        return self._post("/questions/import", QuestionsPublished, body, timeout=PUBLISH_SECONDS)

    def publish_question_version(self, problem_id: UUID, question: Mapping[str, Any]) -> QuestionPublished:
        """Freeze the next version of a question; quizzes stay on theirs."""
        body = make(QuestionPublish, question=dict(question))
        return self._post(
            f"/problems/{problem_id}/question", QuestionPublished, body, timeout=PUBLISH_SECONDS
        )

    def create_quiz(
        self,
        module_id: UUID,
        title: str,
        questions: Sequence[UUID] | Mapping[UUID, Decimal | None],
        **setting: Unpack[QuizSetting],
    ) -> ItemCard:
        """Set frozen questions as a quiz at the end of a module; a mapping says what each counts for."""
        points = questions if isinstance(questions, Mapping) else dict.fromkeys(questions)
        places = [make(QuizQuestionPlace, version_id=each, points=own) for each, own in points.items()]
        body = make(QuizCreate, title=title, questions=places, **setting)
        return self._post(f"/modules/{module_id}/quizzes", ItemCard, body)

    def quiz(self, item_id: UUID) -> Quiz:
        """A quiz with its questions in my own order, and my answers as they are saved."""
        return self._get(f"/items/{item_id}/quiz", Quiz)

    def change_quiz(self, item_id: UUID, **changes: Unpack[QuizChanges]) -> Quiz:
        """Change how a quiz is shuffled and when its key is shown."""
        return self._patch(f"/items/{item_id}/quiz", Quiz, make(QuizPatch, **changes))

    def hand_in_quiz(
        self, item_id: UUID, answers: Mapping[UUID, str | Sequence[str] | None] | None = None
    ) -> QuizReceipt:
        """Hand a quiz in as it is saved; ``answers`` by challenge are saved first, over what was saved."""
        revisions: dict[UUID, int] = {}
        if answers:
            revisions = {each.challenge_id: each.revision for each in self.quiz(item_id).questions}
        sent = [
            make(
                QuizAnswer,
                challenge_id=each,
                revision=revisions.get(each, 0),
                answer=given if given is None or isinstance(given, str) else list(given),
            )
            for each, given in (answers or {}).items()
        ]
        return self._post(f"/items/{item_id}/quiz/hand-in", QuizReceipt, make(QuizHandIn, answers=sent))

    def quiz_result(self, item_id: UUID) -> QuizResult:
        """My result, however far it has come."""
        return self._get(f"/items/{item_id}/quiz/result", QuizResult)

    def quiz_answers(self, item_id: UUID) -> QuizCounts:
        """How the class has answered each question."""
        return self._get(f"/items/{item_id}/quiz/answers", QuizCounts)
