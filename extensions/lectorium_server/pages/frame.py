"""What a page's function returns, and how pages are collected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from lectorium_server.auth.scopes import Scope
from lectorium_server.auth.viewing import Wanted
from lectorium_server.routing.route import Download, Routes
from lectorium_server.routing.rules import Rule

__all__ = ["DONE", "Download", "Form", "Pages", "Redirect", "View"]
Function = TypeVar("Function", bound=Callable[..., Any])


class Form(BaseModel):
    """What a form sends: texts; spaces around them mean nothing."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True)
class View:
    """A template and what it shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Redirect:
    """Where to go after something was done, and which sentence says so there (see ``DONE``)."""

    path: str
    done: str = ""
    anchor: str = ""
    look: Wanted | None = None
    """From here on, look at a class as this student."""
    stop: bool = False
    """Look as oneself again."""
    query: str = ""
    """What the page is asked for, encoded."""

    @property
    def target(self) -> str:
        """The address below the pages' root."""
        said = "&".join(filter(None, [self.query, urlencode({"done": self.done}) if self.done else ""]))
        return f"{self.path}{f'?{said}' if said else ''}{f'#{self.anchor}' if self.anchor else ''}"


DONE = {
    "joined": "You are in. Your teacher's items appear below as they are shown.",
    "made": "The class is made. Give its join code to your students, or bring a roster.",
    "code": "The class has a new join code. The old one stopped working.",
    "code_opened": "The class has a join code. Give it to your students.",
    "code_closed": "Joining by code is closed. People can still be added to the roster.",
    "copied": "This is the new class, with the structure of the old one and none of its people.",
    "labelled": "Saved. Exceptions and assistants follow sections and labels from now on.",
    "shown": "Students see it now.",
    "hidden": "Students don't see it any more. Their work is kept.",
    "module": "The module is made. Add to it on Structure, or publish a notebook into it from JupyterLab.",
    "removed": "The empty module is removed.",
    "moved": "Moved. Students see the new order.",
    "deleted": "Deleted. Nobody had begun it.",
    "announced": "The announcement is made.",
    "material": "The material is made.",
    "archived": "The class is archived: it can be read, and nothing more is taken. You can reopen it.",
    "reopened": "The class is open again.",
    "returned": "The graded entries are returned: their students see them now.",
    "enrolled": "Enrolled.",
    "changed": "Saved.",
    "dropped": "Taken out of the class. Their work is kept, and they come back with it.",
    "restored": "Back in the class, with all earlier work.",
    "dates": "Saved. These dates hold for everybody without an exception.",
    "exception": "The exception holds from now on.",
    "no_exception": "The exception is removed.",
    "saved": "Saved. The student sees what is returned.",
    "upgraded": "Set for students: it grades what is handed in from now on. You can set another version.",
    "regrade_preview": "The submissions are run again. Nothing that counts changes meanwhile.",
    "regrade_apply": "The new results are being applied. You can undo it afterwards.",
    "regrade_cancel": "Stopped.",
    "regrade_undo": "The earlier results are being brought back.",
    "added": "Added at the end. Students see it there.",
    "taken_out": "Taken out. Nobody had handed in to it, and drafts are kept.",
    "stopped": "You see everything as yourself again.",
    "question_made": "Published. Put it into a quiz from a class's structure.",
    "questions_made": "Published. Put them into a quiz from a class's structure.",
    "set": "It is set in the class. Add more to it here, and choose how it is taken.",
    "assignment_made": "The assignment is made. Here you change its problems, their order and their points.",
    "quiz_made": "The quiz is made. Here you change its questions, their order and their points.",
    "answers_saved": "Saved. Nothing is handed in yet.",
    "quiz_handed_in": "Handed in. What you answered is kept as it was.",
    "exam_handed_in": "Handed in. Results are shown when your teacher returns them.",
    "extended": "More time is given. Those at work see it at once.",
    "taken_back": "Taken back. Those at work see their time at once.",
    "sitting_reopened": "The student can go on. What was handed in is kept.",
    "practice_set": "It is practice for the whole school now. Students find it here and in JupyterLab.",
    "practice_taken": "Taken away. What students did in it is kept.",
    "model_added": "The model is added. Choose it in the settings of the school, a class or a problem.",
    "model_added_unserved": "The model is added, but its server serves none of that name now. "
    "Until it does, the platform’s own answers instead.",
    "model_retired": "Retired: it answers no more. What named it falls back on the platform’s own model.",
    "model_back": "It may answer again.",
    "instruction_added": "Kept as a new version. It is used from the next question on.",
    "replay_begun": "The questions are being asked. Students see nothing of it.",
    "replay_cancel": "Stopped. What was answered is kept.",
    "replay_retry": "It goes on asking.",
    "tutor_changed": "Saved. It holds for the next question.",
    "account": "The account is made.",
    "consent_given": "Thank you. You can withdraw it here at any time.",
    "consent_withdrawn": "Withdrawn. From now on nothing of yours is read for research.",
    "erasure_asked": "Asked. You can take it back here until it is decided.",
    "erasure_withdrawn": "Taken back. Everything stays as it is.",
    "account_closed": "The account is closed. In a minute all of theirs has arrived.",
    "declined": "Declined. The person reads why.",
    "let_in": "They may read the research view from now on.",
    "shut_out": "They read it no more.",
    "password": "Your password is changed.",
    "journey_kept": "Saved. The student doesn’t see it.",
    "journey_shown": "Saved. The student finds it under “Your journey”, on the page of the work.",
    "knowledge_added": "Added. It is read within seconds; the tutor finds it from then on.",
    "knowledge_changed": "Saved. Where its words changed, it is read anew.",
    "knowledge_again": "It is read once more.",
    "knowledge_gone": "Taken away. The tutor doesn't find it any more.",
    "answer_reviewed": "Saved. Staff see it beside the answer.",
}


class Pages(Routes):
    """Pages of one subject: views, and the actions that lead back to them."""

    def __init__(self, tag: str) -> None:
        """Nothing yet."""
        super().__init__(tag)
        self.back: dict[str, Callable[..., View]] = {}

    def action(
        self,
        path: str,
        *,
        rule: Rule,
        back: Callable[..., View],
        scope: Scope = Scope.TEACH,
        large: bool = False,
    ) -> Callable[[Function], Function]:
        """A form's target; where it is refused, the page ``back`` is shown again with the reason.

        ``large`` where files are brought, which the form takes as an ``Upload``.
        """

        def decorate(handler: Function) -> Function:
            self.back[handler.__name__] = back
            return self.post(path, rule=rule, scope=scope, status=200, idempotent=False, large=large)(handler)

        return decorate
