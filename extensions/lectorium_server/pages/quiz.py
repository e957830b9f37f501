"""A quiz for who takes it: answering, handing in as a whole, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, model_validator

from lectorium.kit.errors import Conflict
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.item import view_item
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import DATA_VIEW, SOLVER

routes = Pages("quiz")
ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NAME = re.compile(rf"(?:a|r)\.{ID}|a\.{ID}\.[A-Za-z0-9_-]{{1,40}}")
OUTCOMES: dict[gradebook.Outcome, tuple[str, str]] = {
    "right": ("right", "test-pass"),
    "partly": ("partly right", "test-timeout"),
    "wrong": ("not right", "test-fail"),
    "open": ("left open", ""),
    "waiting": ("being graded", "state-grading"),
    "failed": ("not graded", "test-infra_error"),
    "held": ("handed in", "state-submitted"),
}
"""What an answer came to, in words and as a colour with a sign."""
ANSWER = Literal["save", "review"]


class AnswersForm(Form):
    """Answers by challenge: ``a.<id>`` a text or one option, ``a.<id>.<option>`` one of several.

    ``r.<id>`` is the revision that the answer is based on.
    """

    model_config = ConfigDict(extra="allow", str_strip_whitespace=False)

    do: ANSWER = "save"

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.model_extra or {}:
            if not NAME.fullmatch(name):
                raise ValueError(f"{name[:40]} is no answer")
        return self

    @property
    def given(self) -> Mapping[str, Any]:
        """The answers and revisions, by name."""
        return self.model_extra or {}


def says_why_closed(view: Callable[[Call, UUID], View]) -> Callable[[Call, UUID], View]:
    """A page of a quiz that an exam closes for now is its item's page, which says why and until when."""

    @wraps(view)
    def shown(call: Call, item_id: UUID) -> View:
        try:
            return view(call, item_id)
        except Conflict as error:
            if error.code != "embargoed":
                raise
            return replace(view_item(call, item_id), status=error.status)

    return shown


@routes.get("/items/{item_id}/quiz", rule=SOLVER)
@says_why_closed
def view_quiz(call: Call, item_id: UUID) -> View:
    """The questions with what is saved of answers; staff see them as they were written."""
    view = home.quiz_view(call.session, call.actor, item_id)
    sits = view.quiz.assignment.mode == "exam" and view.quiz.placed.access.role == "student"
    sitting = submissions.own_sitting(call.session, call.actor, item_id) if sits else None
    return View("quiz.html", {"view": view, "sitting": sitting, **_around(view)})


@routes.action("/items/{item_id}/quiz", rule=SOLVER, scope=Scope.WORK, back=view_quiz)
def save_quiz(call: Call, item_id: UUID, body: AnswersForm) -> Redirect:
    """Save the answers, all or none; then look at them before handing in, if that was asked for."""
    view = home.quiz_view(call.session, call.actor, item_id)
    drafts = [draft for each in view.quiz.questions if (draft := _draft(each, body.given))]
    submissions.save_answers(call.session, call.actor, item_id, drafts)
    if body.do == "review":
        return Redirect(f"/items/{item_id}/quiz/hand-in")
    return Redirect(f"/items/{item_id}/quiz", "answers_saved")


@routes.get("/items/{item_id}/quiz/hand-in", rule=SOLVER)
@says_why_closed
def review_quiz(call: Call, item_id: UUID) -> View:
    """What would be handed in, before it is."""
    view = home.quiz_view(call.session, call.actor, item_id)
    open_ = [
        number
        for number, each in enumerate(view.quiz.questions, start=1)
        if view.answer(each.challenge_id) is None
    ]
    unread = [
        (number, view.answer(each.challenge_id))
        for number, each in enumerate(view.quiz.questions, start=1)
        if view.is_no_number(each)
    ]
    return View("quiz_hand_in.html", {"view": view, "left_open": open_, "unread": unread, **_around(view)})


@routes.action("/items/{item_id}/quiz/hand-in", rule=SOLVER, scope=Scope.WORK, back=review_quiz)
def hand_in_quiz_page(call: Call, item_id: UUID) -> Redirect:
    """Hand in what is saved."""
    is_exam = authoring.find_quiz(call.session, call.actor, item_id).assignment.mode == "exam"
    submissions.hand_in_quiz(call.session, call.services.store, call.actor, item_id)
    return Redirect(f"/items/{item_id}/{'exam' if is_exam else 'quiz/result'}", "quiz_handed_in")


@routes.get("/items/{item_id}/quiz/result", rule=SOLVER)
@says_why_closed
def view_quiz_result(call: Call, item_id: UUID) -> View:
    """What came of it, as far as it may be known."""
    view = home.quiz_view(call.session, call.actor, item_id)
    return View("quiz_result.html", {"view": view, "outcomes": OUTCOMES, **_around(view)})


@routes.get("/items/{item_id}/quiz/answers", rule=DATA_VIEW)
def view_quiz_answers(call: Call, item_id: UUID) -> View:
    """How the class has answered each question."""
    counted = gradebook.quiz_counts(call.session, call.actor, item_id)
    return View("quiz_answers.html", {"counted": counted, "access": counted.quiz.placed.access})


def _around(view: home.QuizView) -> dict[str, Any]:
    rules = view.quiz.questions[0].setting.rules if view.quiz.questions else None
    return {"access": view.quiz.placed.access, "item": view.quiz.item, "rules": rules}


def _draft(question: authoring.SetQuestion, given: Mapping[str, Any]) -> submissions.QuestionDraft | None:
    """A question's answer in the form; None where it isn't there, or says nothing new."""
    name = str(question.challenge_id)
    revision = str(given.get(f"r.{name}", ""))
    if not revision.isdecimal():
        return None
    answer = _answer(question, given, name)
    if answer is None and revision == "0":
        return None
    content = {"v": 1, "answer": answer}
    return submissions.QuestionDraft(question.challenge_id, int(revision[:9]), content)


def _answer(question: authoring.SetQuestion, given: Mapping[str, Any], name: str) -> str | list[str] | None:
    if question.shown.type == "multiple":
        return [each.id for each in question.shown.options if f"a.{name}.{each.id}" in given] or None
    answer = str(given.get(f"a.{name}", ""))
    return answer.replace("\r\n", "\n") if answer.strip() else None
