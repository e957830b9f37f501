"""A student's way through a challenge, what teachers make of it, and who is stuck."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.attempts import result_shape
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW, READER
from lectorium_wire.base import Page
from lectorium_wire.journeys import (
    AnswerReview,
    AnswerReviewPut,
    AnswerRow,
    AnswersQuery,
    AskedTopic,
    CellChange,
    Journey,
    JourneyQuery,
    JourneyReview,
    JourneyReviewPut,
    JourneyStep,
    Said,
    Step,
    StepCounts,
    StepQuery,
    StuckPage,
    StuckQuery,
    StuckRow,
)
from lectorium_wire.people import Person
from lectorium_wire.tutor import Citation

routes = Routes("journeys")


@routes.get("/challenges/{challenge_id}/students/{student_id}/journey", rule=READER)
def get_journey(call: Call, challenge_id: UUID, student_id: UUID, query: JourneyQuery) -> Journey:
    """A student's way through a challenge on one time line, oldest first.

    What was saved, run, handed in, asked and taken; for the student without what isn't returned yet.
    """
    found = home.journey(
        call.session, call.actor, challenge_id, student_id, page_request(query), shown=query.shown
    )
    setting = found.followed.setting
    return Journey(
        items=[Step.model_validate(step) for step in found.steps.items],
        next=found.steps.next,
        student=Person.model_validate(found.followed.student),
        challenge_id=challenge_id,
        title=setting.challenge.title,
        class_id=setting.challenge.class_id,
        item_id=setting.item and setting.item.id,
        worked_seconds=found.worked_seconds,
        counts=StepCounts.model_validate(dict(found.counts)),
    )


@routes.get("/challenges/{challenge_id}/students/{student_id}/journey/steps/{step}", rule=READER)
def get_journey_step(
    call: Call, challenge_id: UUID, student_id: UUID, step: str, query: StepQuery
) -> JourneyStep:
    """A step with its texts: the code and what had changed, the conversation so far, how tests went."""
    followed = submissions.follow(call.session, call.actor, challenge_id, student_id)
    found = home.journey_step(
        call.session,
        call.services.store,
        call.actor,
        followed,
        step,
        shown=query.shown,
        against=query.against,
    )
    return JourneyStep(
        step=Step.model_validate(found.step),
        revision=found.revision,
        since_revision=found.since.revision,
        since_step=found.since.step and found.since.step.id,
        cells=[CellChange.model_validate(cell) for cell in found.cells],
        said=[said_shape(said) for said in found.said],
        result=found.result and result_shape(found.result),
        hint=found.hint,
        before=found.before,
        after=found.after,
    )


@routes.get("/challenges/{challenge_id}/students/{student_id}/journey/reviews", rule=READER)
def list_journey_reviews(call: Call, challenge_id: UUID, student_id: UUID) -> Page[JourneyReview]:
    """What teachers make of a journey; its student gets what is shown."""
    found = submissions.follow(call.session, call.actor, challenge_id, student_id)
    reviews = gradebook.reviews_of_journey(call.session, found)
    return Page[JourneyReview](items=[JourneyReview.model_validate(review) for review in reviews])


@routes.put(
    "/challenges/{challenge_id}/students/{student_id}/journey/review", rule=DATA_GRADE, scope=Scope.TEACH
)
def put_journey_review(
    call: Call, challenge_id: UUID, student_id: UUID, body: JourneyReviewPut
) -> JourneyReview:
    """Write my review of a journey, or change it: marks and words, no part of any grade.

    409 with code `review_changed` where it was changed since `updated_at`.
    """
    new = gradebook.NewReview(body.marks, body.max_marks, body.comment, body.shown)
    found = gradebook.review_journey(
        call.session, call.actor, challenge_id, student_id, new, seen=body.updated_at
    )
    return JourneyReview.model_validate(found)


@routes.get("/classes/{class_id}/stuck", rule=DATA_VIEW)
def list_class_stuck(call: Call, class_id: UUID, query: StuckQuery) -> StuckPage:
    """Who is stuck in a class, at what and since when, and what is asked about."""
    return stuck_shape(
        home.who_is_stuck(
            call.session,
            call.actor,
            page_request(query),
            class_id=class_id,
            whom=query.whom,
            sort=query.sort,
            search=query.search,
        )
    )


@routes.get("/challenges/{challenge_id}/stuck", rule=DATA_VIEW)
def list_stuck(call: Call, challenge_id: UUID, query: StuckQuery) -> StuckPage:
    """Who is stuck at a challenge, and what is asked about; of a standalone one for its maker."""
    return stuck_shape(
        home.who_is_stuck(
            call.session,
            call.actor,
            page_request(query),
            challenge_id=challenge_id,
            whom=query.whom,
            sort=query.sort,
            search=query.search,
        )
    )


@routes.get("/classes/{class_id}/answers", rule=DATA_VIEW)
def list_class_answers(call: Call, class_id: UUID, query: AnswersQuery) -> Page[AnswerRow]:
    """The tutor's answers in a class: rated down first, then withheld, rewritten, and the others."""
    watched = submissions.watch_class(call.session, call.actor, class_id)
    return answers_page(call, watched, query)


@routes.get("/challenges/{challenge_id}/answers", rule=DATA_VIEW)
def list_answers(call: Call, challenge_id: UUID, query: AnswersQuery) -> Page[AnswerRow]:
    """The tutor's answers at a challenge, in the same order."""
    watched = submissions.watch_challenge(call.session, call.actor, challenge_id)
    return answers_page(call, watched, query)


@routes.put("/interactions/{interaction_id}/review", rule=DATA_VIEW, scope=Scope.TEACH)
def put_answer_review(call: Call, interaction_id: UUID, body: AnswerReviewPut) -> AnswerReview:
    """Say what I think of an answer of the tutor, or say it anew."""
    found = tutor.review_answer(
        call.session, call.actor, interaction_id, verdict=body.verdict, comment=body.comment
    )
    return AnswerReview.model_validate(found)


def answers_page(call: Call, watched: submissions.Watched, query: AnswersQuery) -> Page[AnswerRow]:
    """A page of answers on the wire."""
    found = tutor.list_answers(call.session, call.actor, watched, page_request(query), wanted=query.wanted)
    return page_of(found, answer_shape)


def answer_shape(row: tutor.AnswerRow) -> AnswerRow:
    """An answer in a list on the wire."""
    return AnswerRow.model_validate(
        {**vars(row), "challenge_id": row.challenge.id, "challenge": row.challenge.title}
    )


def said_shape(said: home.Said) -> Said:
    """A question with its answer on the wire; what only staff see is absent for the student already."""
    asked = said.interaction
    return Said(
        id=asked.id,
        kind=asked.kind,
        state=asked.state,
        asked_at=asked.created_at,
        question=asked.user_prompt or "",
        answer=asked.model_response or "",
        error=asked.error,
        code=asked.code,
        stdin=asked.stdin,
        stdout=asked.stdout,
        help_level=asked.help_level,
        hint_step=asked.hint_step,
        guarding=asked.guarding,
        model=said.model,
        citations=[Citation.model_validate(source) for source in said.citations],
        rating=asked.rating,
        draft=said.draft,
        notes=said.notes,
        reviews=[AnswerReview.model_validate(review) for review in said.reviews],
    )


def stuck_shape(view: home.StuckView) -> StuckPage:
    """A page of students at work on the wire."""
    return StuckPage(
        items=[row_shape(row) for row in view.rows.items],
        next=view.rows.next,
        errors=_topics(view.topics.errors),
        words=_topics(view.topics.words),
    )


def row_shape(row: home.StuckRow) -> StuckRow:
    """A student at a challenge on the wire."""
    about = {"errors": _topics(row.topics.errors), "words": _topics(row.topics.words)}
    of = {"challenge_id": row.challenge.id, "challenge": row.challenge.title}
    return StuckRow.model_validate({**vars(row), **of, **about})


def _topics(counted: Sequence[tuple[str, int]]) -> list[AskedTopic]:
    return [AskedTopic(name=name, questions=many) for name, many in counted]
