"""A student's way through a challenge: a time line to go along, with what teachers make of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import AwareDatetime, Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.journey_texts import SHOWN, entries
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import DATA_GRADE, DATA_VIEW, READER
from lectorium_wire.base import Query

routes = Pages("journey")
PAGE = 200
NAME = r"^[a-z_]+-[A-Za-z0-9-]{1,60}$"


class JourneyQuery(Query):
    """Which steps, and the one to look at."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    shown: home.Shown = "all"
    against: home.Against = "step"
    step: str | None = Field(default=None, pattern=NAME)

    def address(self, **changes: str | None) -> str:
        """The same as a part of an address, changed as told."""
        usual = {"shown": self.shown, "against": self.against, "step": self.step, "after": self.after}
        said = {**usual, **changes}
        plain = {"shown": "all", "against": "step"}
        return urlencode({key: value for key, value in said.items() if value and plain.get(key) != value})


class ReviewForm(Form):
    """What a teacher makes of the journey."""

    marks: Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=4)] | Literal[""] = ""
    max_marks: Decimal = Field(default=Decimal(10), gt=0, le=10_000, decimal_places=4)
    comment: str = Field(default="", max_length=20_000)
    shown: Literal["yes"] | None = None
    updated_at: AwareDatetime | Literal[""] = ""

    @property
    def seen(self) -> datetime | None:
        """The review that stood on the page."""
        return self.updated_at or None


class AnswerForm(Form):
    """What a teacher says of an answer."""

    interaction_id: UUID
    verdict: tutor.ReviewVerdict
    comment: str = Field(default="", max_length=20_000)


@routes.get("/challenges/{challenge_id}/students/{student_id}/journey", rule=READER)
def view_journey(call: Call, challenge_id: UUID, student_id: UUID, query: JourneyQuery | None = None) -> View:
    """The time line, and one of its steps."""
    asked = query or JourneyQuery()
    journey = home.journey(
        call.session,
        call.actor,
        challenge_id,
        student_id,
        PageRequest(asked.limit, asked.after),
        shown=asked.shown,
        around=asked.step,
    )
    found, steps = journey.followed, journey.steps.items
    chosen = asked.step or (steps[0].id if steps else None)
    view = chosen and home.journey_step(
        call.session,
        call.services.store,
        call.actor,
        found,
        chosen,
        shown=asked.shown,
        against=asked.against,
    )
    reviews = gradebook.reviews_of_journey(call.session, found)
    zone = found.setting.access.klass.time_zone if found.setting.access else "UTC"
    return View(
        "journey.html",
        {
            "access": found.setting.access,
            "item": found.setting.item,
            "challenge": found.setting.challenge,
            "student": found.student,
            "followed": found,
            "journey": journey,
            "entries": entries(steps, zone),
            "view": view,
            "reviews": [each for each in reviews if each.reviewer.id != call.actor.user_id],
            "mine": next((each for each in reviews if each.reviewer.id == call.actor.user_id), None),
            "asked": asked,
            "shown_words": SHOWN,
            "zone": zone,
        },
    )


@routes.action("/challenges/{challenge_id}/students/{student_id}/journey", rule=DATA_GRADE, back=view_journey)
def save_journey_review(
    call: Call, challenge_id: UUID, student_id: UUID, body: ReviewForm, query: JourneyQuery
) -> Redirect:
    """Evaluate the journey: marks and words, shown to the student or not; and stay at the step."""
    marks = None if body.marks == "" else body.marks
    new = gradebook.NewReview(marks, body.max_marks, body.comment, body.shown == "yes")
    gradebook.review_journey(call.session, call.actor, challenge_id, student_id, new, seen=body.seen)
    path = f"/challenges/{challenge_id}/students/{student_id}/journey"
    done = "journey_shown" if new.shown else "journey_kept"
    return Redirect(path, done, anchor="evaluation", query=query.address())


@routes.action(
    "/challenges/{challenge_id}/students/{student_id}/journey/answers", rule=DATA_VIEW, back=view_journey
)
def save_answer_review(
    call: Call, challenge_id: UUID, student_id: UUID, body: AnswerForm, query: JourneyQuery
) -> Redirect:
    """Review an answer of the tutor, and stay at the step."""
    submissions.follow(call.session, call.actor, challenge_id, student_id)
    tutor.review_answer(
        call.session, call.actor, body.interaction_id, verdict=body.verdict, comment=body.comment
    )
    path = f"/challenges/{challenge_id}/students/{student_id}/journey"
    return Redirect(path, "answer_reviewed", anchor=f"said-{body.interaction_id}", query=query.address())
