"""Making a quiz of the library's questions, and how it is shuffled."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.making import ChoiceQuery, NewWorkForm, Ticked, to_choose_from
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import CONTENT_EDIT

routes = Pages("quiz making")
KEYS = (
    ("after_return", "when the grade is returned"),
    ("after_due", "after the due date, once it has passed for everybody"),
    ("never", "never"),
)
FITTING = ("fitting", "as fits")


class Shuffled(Form):
    """How a quiz is shuffled."""

    shuffle_questions: Ticked = None
    shuffle_choices: Ticked = None

    @property
    def switches(self) -> dict[str, Any]:
        """As the quiz keeps them."""
        return {
            "shuffle_questions": self.shuffle_questions == "yes",
            "shuffle_choices": self.shuffle_choices == "yes",
        }


class QuizSwitches(Shuffled):
    """How a quiz is shuffled, and when its key is shown."""

    show_key: authoring.KeyShown = "after_return"


class NewQuizForm(Shuffled, NewWorkForm):
    """A quiz and how it is shuffled; unless it is said otherwise, it is handed in once."""

    max_attempts: str = Field(default="1", pattern=r"^([1-9][0-9]{0,2}|)$")
    show_key: authoring.KeyShown | Literal["fitting"] = "fitting"


def fitting_key(klass: courses.Class, mode: authoring.Mode, due_date: datetime | None) -> authoring.KeyShown:
    """When the key is shown unless it is chosen: never to the first who hands in while others still answer.

    Where grades are held they are returned by hand, and so is the key.
    """
    openly = mode == "homework" and not gradebook.is_held_back(klass, mode)
    return "after_due" if openly and due_date is not None else "after_return"


def _returned(klass: courses.Class, mode: authoring.Mode) -> str:
    """When a grade is returned, and the key with it, as things stand."""
    if mode == "exam":
        return "once you return the exam’s grades, whatever is chosen here"
    if mode == "practice":
        return "as soon as a student has handed in, since practice is graded at once"
    if gradebook.is_held_back(klass, mode):
        return "once you return it, since grades are held in this class"
    return "as soon as a student has handed in for the last time, since grades aren’t held in this class"


@routes.get("/modules/{module_id}/quizzes/new", rule=CONTENT_EDIT)
def new_quiz(call: Call, module_id: UUID, query: ChoiceQuery | None = None) -> View:
    """A form with the library's questions to choose from, the newest first."""
    wanted = authoring.Wanted(search=query.search if query else "", kind="question", order="newest")
    shown = to_choose_from(call, module_id, query, wanted)
    returned = _returned(shown["access"].klass, "homework")
    return View("quiz_new.html", {**shown, "keys": (FITTING, *KEYS), "returned": returned})


@routes.action("/modules/{module_id}/quizzes/new", rule=CONTENT_EDIT, back=new_quiz)
def make_quiz(call: Call, module_id: UUID, body: NewQuizForm) -> Redirect:
    """Set the chosen questions as a quiz."""
    settings = body.settings(call, module_id)
    module = courses.find_module(call.session, call.actor, module_id)
    klass = courses.access(call.session, call.actor, module.class_id).klass
    key = body.show_key
    if key == "fitting":
        key = fitting_key(klass, body.mode, settings["due_date"])
    new = authoring.NewQuiz(**settings, **body.switches, show_key=key)
    questions = [authoring.NewQuestion(version_id) for version_id in body.chosen(call, "question")]
    item = authoring.create_quiz(call.session, call.actor, module_id, new, questions)
    return Redirect(f"/items/{item.id}/contents", "quiz_made")


@routes.get("/items/{item_id}/quiz/settings", rule=CONTENT_EDIT)
def view_quiz_settings(call: Call, item_id: UUID) -> View:
    """How the quiz is shuffled, and when its key is shown."""
    quiz = authoring.find_quiz(call.session, call.actor, item_id)
    found = courses.require(call.session, call.actor, quiz.placed.module.class_id, content="edit")
    returned = _returned(found.klass, quiz.assignment.mode)
    return View("quiz_settings.html", {"quiz": quiz, "access": found, "keys": KEYS, "returned": returned})


@routes.action("/items/{item_id}/quiz/settings", rule=CONTENT_EDIT, back=view_quiz_settings)
def change_quiz_settings(call: Call, item_id: UUID, body: QuizSwitches) -> Redirect:
    """Change them."""
    authoring.change_quiz(call.session, call.actor, item_id, {**body.switches, "show_key": body.show_key})
    return Redirect(f"/items/{item_id}/quiz/settings", "changed")
