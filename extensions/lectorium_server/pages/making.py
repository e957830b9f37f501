"""What forms for new graded work share: what is chosen of the library, and how the work is taken."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from lectorium.kit.errors import Invalid
from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium_server.pages.frame import Form
from lectorium_server.pages.moments import read_moment
from lectorium_server.pages.quiz import ID
from lectorium_server.routing.call import Call
from lectorium_wire.base import Body

MANY = PageRequest(limit=200)
CHOSEN = re.compile(rf"q\.({ID})")
Ticked = Literal["yes"] | None
KINDS = {
    "single": "one choice",
    "multiple": "several choices",
    "numeric": "a number",
    "text": "a few words",
    "output": "what it prints",
}
"""Kinds of questions in few words."""


class ChoiceQuery(Body):
    """What is looked for in the library: every word."""

    search: str = Field(default="", max_length=100)


class NewWorkForm(Form):
    """An assignment or a quiz; ``q.<version>`` for each problem or question that is chosen."""

    model_config = ConfigDict(extra="allow")

    title: str = Field(min_length=1, max_length=200)
    description: str = Field(default="", max_length=20_000)
    mode: authoring.Mode = "homework"
    due_date: str = Field(default="", max_length=40)
    release_date: str = Field(default="", max_length=40)
    max_attempts: str = Field(default="", pattern=r"^([1-9][0-9]{0,2}|)$")
    time_limit_mins: Annotated[int, Field(ge=1, le=authoring.LONGEST_MINUTES)] | Literal[""] = ""
    accept_late: Ticked = None
    hidden: Ticked = None
    as_ticked: Ticked = None
    """The tick was set by the script for an exam, so that none means none."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.model_extra or {}:
            if not CHOSEN.fullmatch(name):
                raise ValueError(f"{name[:40]} is nothing that can be chosen")
        return self

    def chosen(self, call: Call, what: str) -> list[UUID]:
        """The versions that are chosen, in the order in which they were written.

        Raises :class:`Invalid` for none.
        """
        found = [UUID(match[1]) for name in self.model_extra or {} if (match := CHOSEN.fullmatch(name))]
        if not found:
            raise Invalid(f"No {what} is chosen. Nothing was made. Tick some of them.", field="chosen")
        return authoring.as_written(call.session, found)

    def settings(self, call: Call, module_id: UUID) -> dict[str, Any]:
        """How it is taken, in the domain's words; dates are on the clock of the module's class."""
        module = courses.find_module(call.session, call.actor, module_id)
        zone = courses.access(call.session, call.actor, module.class_id).klass.time_zone
        return {
            "title": self.title,
            "description": self.description,
            "mode": self.mode,
            "release_date": read_moment(self.release_date, zone, field="release_date"),
            "due_date": read_moment(self.due_date, zone, field="due_date"),
            "max_attempts": int(self.max_attempts) if self.max_attempts else None,
            "accept_late": self.accept_late == "yes",
            "time_limit_mins": (self.time_limit_mins or None) if self.mode == "exam" else None,
            "is_published": self.hidden is None and (self.mode != "exam" or self.as_ticked is not None),
        }


def to_choose_from(
    call: Call, module_id: UUID, asked: ChoiceQuery | None, wanted: authoring.Wanted
) -> dict[str, Any]:
    """The module, and what of the library can be put into it: as many as a page holds."""
    module = courses.find_module(call.session, call.actor, module_id)
    found = authoring.list_problems(call.session, call.actor, wanted, MANY)
    ids = [entry.newest.id for entry in found.items]
    return {
        "access": courses.access(call.session, call.actor, module.class_id),
        "module": module,
        "entries": found.items,
        "more": found.next is not None,
        "search": asked.search if asked else "",
        "points": authoring.points_of(call.session, ids),
        "kinds": {each: KINDS[kind] for each, kind in authoring.kinds_of(call.session, ids).items()},
    }
