"""Quizzes: set, met, handed in, and how they were answered."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.items import item_shape
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import CONTENT_EDIT, DATA_VIEW, SOLVER
from lectorium_wire.courses import ItemCard
from lectorium_wire.quizzes import (
    AnswerCount,
    QuestionCounts,
    QuestionOption,
    QuestionResult,
    Quiz,
    QuizCounts,
    QuizCreate,
    QuizHandIn,
    QuizPatch,
    QuizQuestion,
    QuizReceipt,
    QuizResult,
)

routes = Routes("quizzes")


@routes.post("/modules/{module_id}/quizzes", rule=CONTENT_EDIT, scope=Scope.TEACH)
def create_quiz(call: Call, module_id: UUID, body: QuizCreate) -> ItemCard:
    """Set frozen questions as a quiz at the end of a module."""
    new = authoring.NewQuiz(**body.model_dump(exclude={"questions"}))
    questions = [authoring.NewQuestion(each.version_id, each.points) for each in body.questions]
    made = authoring.create_quiz(call.session, call.actor, module_id, new, questions)
    return item_shape(home.item_card(call.session, call.actor, made.id))


@routes.get("/items/{item_id}/quiz", rule=SOLVER)
def get_quiz(call: Call, item_id: UUID) -> Quiz:
    """A quiz with its questions in my own order, and my answers as they are saved.

    An answer is saved as the draft of its challenge, with the content `{"v": 1, "answer": …}`.
    """
    return quiz_shape(home.quiz_view(call.session, call.actor, item_id))


@routes.patch("/items/{item_id}/quiz", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_quiz(call: Call, item_id: UUID, body: QuizPatch) -> Quiz:
    """Change how a quiz is shuffled and when its key is shown."""
    changes = {key: value for key, value in body.model_dump().items() if value is not None}
    authoring.change_quiz(call.session, call.actor, item_id, changes)
    return quiz_shape(home.quiz_view(call.session, call.actor, item_id))


@routes.post("/items/{item_id}/quiz/hand-in", rule=SOLVER, scope=Scope.WORK, large=True)
def hand_in_quiz(call: Call, item_id: UUID, body: QuizHandIn) -> QuizReceipt:
    """Hand in every question as it is saved, all or nothing; one that was left open counts nothing.

    In an exam this ends the sitting.  409 with code `nothing_answered` uses no attempt.
    """
    drafts = [
        submissions.QuestionDraft(each.challenge_id, each.revision, {"v": 1, "answer": each.answer})
        for each in body.answers
    ]
    receipt = submissions.hand_in_quiz(call.session, call.services.store, call.actor, item_id, drafts)
    return QuizReceipt.model_validate(receipt)


@routes.get("/items/{item_id}/quiz/result", rule=SOLVER)
def get_quiz_result(call: Call, item_id: UUID) -> QuizResult:
    """My result of a quiz, however far it has come, and its key once I may know it."""
    quiz = authoring.find_quiz(call.session, call.actor, item_id)
    return result_shape(gradebook.quiz_result(call.session, call.actor, quiz))


@routes.get("/items/{item_id}/quiz/answers", rule=DATA_VIEW)
def count_quiz_answers(call: Call, item_id: UUID) -> QuizCounts:
    """How the class has answered each question: counts, by each student's last hand-in."""
    found = gradebook.quiz_counts(call.session, call.actor, item_id)
    rows = [_counts_shape(number, each) for number, each in enumerate(found.questions, start=1)]
    return QuizCounts(item_id=item_id, questions=rows)


def quiz_shape(view: home.QuizView) -> Quiz:
    """A quiz on the wire."""
    quiz, result = view.quiz, view.result
    item, assignment = quiz.item, quiz.assignment
    rules = quiz.questions[0].setting.rules if quiz.questions else None
    return Quiz(
        item_id=item.id,
        class_id=quiz.placed.module.class_id,
        title=item.title,
        description=item.description,
        mode=assignment.mode,
        release_date=rules.release_date if rules else item.release_date,
        due_date=rules.due_date if rules else item.due_date,
        accept_late=rules.accept_late if rules else True,
        max_attempts=rules.max_attempts if rules else None,
        attempts_used=result.attempts_used,
        attempts_left=result.attempts_left,
        is_closed=result.closed_reason is not None,
        closed_reason=result.closed_reason,
        points_total=assignment.points_total,
        shuffle_questions=quiz.quiz.shuffle_questions,
        shuffle_choices=quiz.quiz.shuffle_choices,
        show_key=quiz.quiz.show_key,
        questions=[
            _question_shape(view, number, each) for number, each in enumerate(quiz.questions, start=1)
        ],
    )


def _question_shape(view: home.QuizView, number: int, question: authoring.SetQuestion) -> QuizQuestion:
    draft, shown = view.drafts.get(question.challenge_id), question.shown
    return QuizQuestion(
        challenge_id=question.challenge_id,
        number=number,
        title=question.setting.challenge.title,
        type=shown.type,
        prompt_markdown=shown.prompt,
        options=_options(question),
        units=shown.units,
        code=shown.code,
        language=shown.language,
        stdin=shown.stdin,
        points=question.points,
        revision=draft.revision if draft else 0,
        answer=view.answer(question.challenge_id),
        saved_at=draft.saved_at if draft else None,
    )


def result_shape(result: gradebook.QuizResult) -> QuizResult:
    """A quiz's result on the wire."""
    return QuizResult(
        item_id=result.quiz.item.id,
        handed_in_at=result.handed_in_at,
        attempts_used=result.attempts_used,
        attempts_left=result.attempts_left,
        is_closed=result.closed_reason is not None,
        closed_reason=result.closed_reason,
        is_waiting=result.is_waiting,
        is_returned=result.entry is not None,
        score=result.entry.score_obtained if result.entry else None,
        points_total=result.quiz.assignment.points_total,
        shows_key=result.shows_key,
        questions=[_result_shape(number, each) for number, each in enumerate(result.questions, start=1)],
    )


def _result_shape(number: int, result: gradebook.QuestionResult) -> QuestionResult:
    question = result.question
    return QuestionResult(
        challenge_id=question.challenge_id,
        number=number,
        title=question.setting.challenge.title,
        type=question.shown.type,
        prompt_markdown=question.shown.prompt,
        options=_options(question),
        code=question.shown.code,
        points=question.points,
        outcome=result.outcome,
        score=result.score,
        message=result.message,
        given=result.given,
        key_markdown=result.key,
        right_options=list(result.right_options),
        explanation_markdown=result.explanation,
    )


def _counts_shape(number: int, counts: gradebook.QuestionCounts) -> QuestionCounts:
    question = counts.question
    texts = {option.id: option.text for option in question.shown.options}
    return QuestionCounts(
        challenge_id=question.challenge_id,
        number=number,
        title=question.setting.challenge.title,
        type=question.shown.type,
        students=counts.students,
        right=counts.right,
        partly=counts.partly,
        wrong=counts.wrong,
        left_open=counts.left_open,
        share=counts.share,
        answers=[
            AnswerCount(
                option_id=each.text if each.text in texts else None,
                text=texts.get(each.text, each.text),
                count=each.count,
                is_right=each.is_right,
            )
            for each in counts.answers
        ],
    )


def _options(question: authoring.SetQuestion) -> list[QuestionOption]:
    return [QuestionOption.model_validate(option, from_attributes=True) for option in question.shown.options]
