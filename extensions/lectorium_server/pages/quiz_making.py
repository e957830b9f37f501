"""Making a quiz of the library's questions, and how it is shuffled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
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


class QuizSwitches(Form):
    """How a quiz is shuffled, and when its key is shown."""

    shuffle_questions: Ticked = None
    shuffle_choices: Ticked = None
    show_key: authoring.KeyShown = "after_return"

    @property
    def switches(self) -> dict[str, Any]:
        """As the quiz keeps them."""
        return {
            "shuffle_questions": self.shuffle_questions == "yes",
            "shuffle_choices": self.shuffle_choices == "yes",
            "show_key": self.show_key,
        }


class NewQuizForm(QuizSwitches, NewWorkForm):
    """A quiz and how it is shuffled; unless it is said otherwise, it is handed in once."""

    max_attempts: str = Field(default="1", pattern=r"^([1-9][0-9]{0,2}|)$")


@routes.get("/modules/{module_id}/quizzes/new", rule=CONTENT_EDIT)
def new_quiz(call: Call, module_id: UUID, query: ChoiceQuery | None = None) -> View:
    """A form with the library's questions to choose from, the newest first."""
    wanted = authoring.Wanted(search=query.search if query else "", kind="question", order="newest")
    return View("quiz_new.html", {**to_choose_from(call, module_id, query, wanted), "keys": KEYS})


@routes.action("/modules/{module_id}/quizzes/new", rule=CONTENT_EDIT, back=new_quiz)
def make_quiz(call: Call, module_id: UUID, body: NewQuizForm) -> Redirect:
    """Set the chosen questions as a quiz."""
    new = authoring.NewQuiz(**body.settings(call, module_id), **body.switches)
    questions = [authoring.NewQuestion(version_id) for version_id in body.chosen("question")]
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
