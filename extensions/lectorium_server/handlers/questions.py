"""Publishing questions: one as JSON, many as a text."""

from __future__ import annotations

from uuid import UUID

from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring import api as authoring
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.publishing import report_shape, reported, version_shape
from lectorium_server.routing.call import Call, Later, SlowCall
from lectorium_server.routing.route import Kind, Routes
from lectorium_server.routing.rules import AUTHOR_ROLE, STAFF_ROLE
from lectorium_wire.quizzes import (
    QuestionKey,
    QuestionLooked,
    QuestionOption,
    QuestionPublish,
    QuestionPublished,
    QuestionsCheck,
    QuestionsImport,
    QuestionsLooked,
    QuestionsPublished,
)

routes = Routes("questions")


@routes.post(
    "/questions/check",
    rule=STAFF_ROLE,
    scope=Scope.TEACH,
    status=200,
    idempotent=False,
    large=True,
    kind=Kind.SLOW,
)
def check_questions(call: SlowCall, body: QuestionsCheck) -> Later[QuestionsLooked]:
    """Read questions and run the code they ask about, without publishing; changes nothing."""
    stated = body.question if body.text is None else body.text
    if stated is None or (body.text is not None and body.question is not None):
        raise Invalid("Send either `text` or `question`. Nothing was changed.", field="text")
    with reported():
        looked = authoring.check_questions(call.actor, stated, call.services.sandbox)
    items = [
        QuestionLooked(question=key_shape(each.question), report=report_shape(each.report)) for each in looked
    ]
    return lambda _: QuestionsLooked(items=items)


@routes.post("/questions", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True, kind=Kind.SLOW)
def publish_question(call: SlowCall, body: QuestionPublish) -> Later[QuestionPublished]:
    """Freeze a question as version 1 of a new problem; code whose output is asked for is run for the key.

    A question that can't be published is refused with 422, code `publish_refused`, and the `report`.
    """
    with reported():
        prepared = authoring.prepare_question(body.question, call.services.sandbox)
    return lambda unit: _published(unit, prepared)


@routes.post("/questions/import", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True, kind=Kind.SLOW)
def import_questions(call: SlowCall, body: QuestionsImport) -> Later[QuestionsPublished]:
    """Freeze every question of a text as a new problem, or none of them."""
    with reported():
        prepared = authoring.prepare_questions(body.text, call.services.sandbox)
    return lambda unit: QuestionsPublished(items=[_published(unit, each) for each in prepared])


@routes.post(
    "/problems/{problem_id}/question", rule=AUTHOR_ROLE, scope=Scope.TEACH, large=True, kind=Kind.SLOW
)
def publish_question_version(
    call: SlowCall, problem_id: UUID, body: QuestionPublish
) -> Later[QuestionPublished]:
    """Freeze a question as the next version of one; quizzes stay with the version they were made from.

    A question equal to the newest version makes none, and that version is the answer.
    """
    with reported():
        prepared = authoring.prepare_question(body.question, call.services.sandbox)
    return lambda unit: _published(unit, prepared, problem_id)


def _published(call: Call, prepared: authoring.Prepared, problem_id: UUID | None = None) -> QuestionPublished:
    store = call.services.store
    if problem_id is None:
        version = authoring.publish_problem(call.session, store, call.actor, prepared)
    else:
        version = authoring.publish_version(call.session, store, call.actor, problem_id, prepared)
    view = authoring.find_version(call.session, call.actor, version.id)
    return QuestionPublished(
        version=version_shape(version, view.points_total, view.cases),
        question=key_shape(authoring.find_question(call.session, store, call.actor, version.id)),
    )


def key_shape(question: authoring.AnyQuestion) -> QuestionKey:
    """A question with its key, for staff, on the wire."""
    shown = authoring.open_question(question)
    return QuestionKey(
        title=question.title,
        type=shown.type,
        points=question.points,
        prompt_markdown=shown.prompt,
        options=[QuestionOption.model_validate(each, from_attributes=True) for each in shown.options],
        right_options=authoring.right_options(question),
        key_markdown=authoring.key_text(question),
        explanation_markdown=question.explanation,
        units=shown.units,
        code=shown.code,
        language=shown.language,
        stdin=shown.stdin,
    )
