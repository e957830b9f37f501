"""Making a quiz of the library's questions, and how it is shuffled."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.moments import read_moment
from lectorium_server.pages.quiz import ID
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT

routes = Pages("quiz making")
MANY = PageRequest(limit=200)
CHOSEN = re.compile(rf"q\.({ID})")
Ticked = Literal["yes"] | None
KEYS = (
    ("after_return", "when the grade is returned"),
    ("after_due", "after the due date, once it has passed for everybody"),
    ("never", "never"),
)


class QuizSwitches(Form):
    """How a quiz is shuffled, and when its key is shown."""

    shuffle_questions: Ticked = None
    shuffle_choices: Ticked = None
    show_key: authoring.KeyShown = "after_return"

    @property
    def switches(self) -> dict[str, object]:
        """As the quiz keeps them."""
        return {
            "shuffle_questions": self.shuffle_questions == "yes",
            "shuffle_choices": self.shuffle_choices == "yes",
            "show_key": self.show_key,
        }


class NewQuizForm(QuizSwitches):
    """A quiz; ``q.<version>`` for each question that is chosen."""

    model_config = ConfigDict(extra="allow")

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    mode: authoring.Mode = "homework"
    due_date: str = Field(default="", max_length=40)
    release_date: str = Field(default="", max_length=40)
    max_attempts: str = Field(default="1", pattern=r"^([1-9][0-9]{0,2}|)$")
    time_limit_mins: Annotated[int, Field(ge=1, le=authoring.LONGEST_MINUTES)] | Literal[""] = ""
    accept_late: Ticked = None
    hidden: Ticked = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.model_extra or {}:
            if not CHOSEN.fullmatch(name):
                raise ValueError(f"{name[:40]} is no question")
        return self

    @property
    def chosen(self) -> list[UUID]:
        """The versions that are chosen, in the order of the list."""
        return [UUID(found[1]) for name in self.model_extra or {} if (found := CHOSEN.fullmatch(name))]


@routes.get("/modules/{module_id}/quizzes/new", rule=CONTENT_EDIT)
def new_quiz(call: Call, module_id: UUID) -> View:
    """A form with the library's questions to choose from, the newest first."""
    module = courses.find_module(call.session, call.actor, module_id)
    wanted = authoring.Wanted(kind="question", order="newest")
    found = authoring.list_problems(call.session, call.actor, wanted, MANY)
    points = authoring.points_of(call.session, [entry.newest.id for entry in found.items])
    return View(
        "quiz_new.html",
        {
            "access": courses.access(call.session, call.actor, module.class_id),
            "module": module,
            "entries": found.items,
            "points": points,
            "keys": KEYS,
        },
    )


@routes.action("/modules/{module_id}/quizzes/new", rule=CONTENT_EDIT, back=new_quiz)
def make_quiz(call: Call, module_id: UUID, body: NewQuizForm) -> Redirect:
    """Set the chosen questions as a quiz."""
    module = courses.find_module(call.session, call.actor, module_id)
    zone = courses.access(call.session, call.actor, module.class_id).klass.time_zone
    if not body.chosen:
        raise Invalid("No question is chosen. Nothing was made. Tick some of them.", field="questions")
    new = authoring.NewQuiz(
        body.title,
        body.description,
        mode=body.mode,
        release_date=read_moment(body.release_date, zone, field="release_date"),
        due_date=read_moment(body.due_date, zone, field="due_date"),
        max_attempts=int(body.max_attempts) if body.max_attempts else None,
        accept_late=body.accept_late == "yes",
        time_limit_mins=(body.time_limit_mins or None) if body.mode == "exam" else None,
        is_published=body.hidden is None,
        shuffle_questions=body.shuffle_questions == "yes",
        shuffle_choices=body.shuffle_choices == "yes",
        show_key=body.show_key,
    )
    questions = [authoring.NewQuestion(version_id) for version_id in body.chosen]
    item = authoring.create_quiz(call.session, call.actor, module_id, new, questions)
    return Redirect(f"/items/{item.id}/contents", "quiz_made")


@routes.get("/items/{item_id}/quiz/settings", rule=CONTENT_EDIT)
def view_quiz_settings(call: Call, item_id: UUID) -> View:
    """How the quiz is shuffled, and when its key is shown."""
    quiz = authoring.find_quiz(call.session, call.actor, item_id)
    found = courses.require(call.session, call.actor, quiz.placed.module.class_id, content="edit")
    return View("quiz_settings.html", {"quiz": quiz, "access": found, "keys": KEYS})


@routes.action("/items/{item_id}/quiz/settings", rule=CONTENT_EDIT, back=view_quiz_settings)
def change_quiz_settings(call: Call, item_id: UUID, body: QuizSwitches) -> Redirect:
    """Change them."""
    authoring.change_quiz(call.session, call.actor, item_id, body.switches)
    return Redirect(f"/items/{item_id}/quiz/settings", "changed")
