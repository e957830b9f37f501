"""Writing questions: in a form with a preview, or many at once as a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.people.api import AUTHORS
from lectorium.sandbox.languages import TABLE
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import AUTHOR_ROLE
from lectorium_wire.base import Body

routes = Pages("questions")
QuestionType = Literal["single", "multiple", "numeric", "text", "output"]
TYPES: tuple[tuple[QuestionType, str], ...] = (
    ("single", "One right choice"),
    ("multiple", "Several right choices"),
    ("numeric", "A number"),
    ("text", "A few words"),
    ("output", "What does this print?"),
)
LANGUAGES = [(row.name, row.title) for row in TABLE.values()]
LEAST, MOST = 5, 30
"""Rows for options; empty ones mean nothing."""
OPTION = re.compile(r"(?:option|correct|id)_([1-9][0-9]?)")
SWITCHES = ("case_matters", "spaces_matter", "unicode_matters", "wildcards")
SHOWN = ("title", "prompt", "explanation", "units", "code", "language", "stdin", "credit")


class NewQuestionQuery(Body):
    """Which type of question to write."""

    type: QuestionType = "single"


class QuestionForm(Form):
    """A question; ``option_1``, ``correct_1``, ``id_1`` and so on are its options."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=False)

    type: QuestionType
    title: str = Field(min_length=1, max_length=200)
    prompt: str = Field(min_length=1, max_length=20_000)
    points: Decimal = Field(default=Decimal(1), ge=0, le=10_000, decimal_places=4)
    explanation: str = Field(default="", max_length=20_000)
    credit: Literal["all", "each"] = "all"
    correct: int = Field(default=0, ge=0, le=MOST)
    value: str = Field(default="", max_length=100)
    absolute: str = Field(default="", max_length=100)
    percent: str = Field(default="", max_length=100)
    units: str = Field(default="", max_length=40)
    accept: str = Field(default="", max_length=20_000)
    case_matters: Literal["yes"] | None = None
    spaces_matter: Literal["yes"] | None = None
    unicode_matters: Literal["yes"] | None = None
    wildcards: Literal["yes"] | None = None
    code: str = Field(default="", max_length=20_000)
    language: str = Field(default="python", max_length=40)
    stdin: str = Field(default="", max_length=20_000)
    do: Literal["preview", "publish"] = "preview"

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.model_extra or {}:
            if not OPTION.fullmatch(name):
                raise ValueError(f"{name[:40]} is no part of a question")
        return self

    @property
    def stated(self) -> dict[str, Any]:
        """The question as JSON states it."""
        common = {"title": self.title.strip(), "type": self.type, "prompt": _lines(self.prompt).strip()}
        common |= {"points": str(self.points), "explanation": _lines(self.explanation).strip()}
        if self.type in {"single", "multiple"}:
            credit = {"credit": self.credit} if self.type == "multiple" else {}
            return {**common, **credit, "options": list(self._options())}
        if self.type == "numeric":
            relative = {"relative": _share(self.percent)} if self.percent.strip() else {}
            absolute = {"absolute": self.absolute.strip()} if self.absolute.strip() else {}
            units = self.units.strip()
            return {**common, "value": self.value.strip(), **absolute, **relative, "units": units}
        if self.type == "text":
            accept = [each for each in _lines(self.accept).split("\n") if each.strip()]
            return {**common, "accept": accept, **{name: getattr(self, name) == "yes" for name in SWITCHES}}
        stated = {"code": _lines(self.code), "language": self.language, "stdin": _lines(self.stdin)}
        return {**common, **stated}

    def _options(self) -> Iterator[dict[str, Any]]:
        given = self.model_extra or {}
        for number in range(1, MOST + 1):
            text = _lines(str(given.get(f"option_{number}", ""))).strip()
            if not text:
                continue
            right = self.correct == number if self.type == "single" else f"correct_{number}" in given
            yield {"id": given.get(f"id_{number}") or None, "text": text, "correct": right}


class ImportForm(Form):
    """Questions as a text."""

    text: str = Field(min_length=1, max_length=400_000)
    do: Literal["check", "publish"] = "check"


@routes.get("/questions/new", rule=AUTHOR_ROLE)
def view_new_question(call: Call, query: NewQuestionQuery | None = None) -> View:
    """An empty form for a question."""
    call.actor.require(AUTHORS, "write questions")
    return _form((query or NewQuestionQuery()).type)


@routes.action("/questions/new", rule=AUTHOR_ROLE, back=view_new_question)
def make_question(call: Call, body: QuestionForm) -> Redirect | View:
    """Publish a question, or show it as students will see it."""
    prepared = _prepare(call, body)
    if body.do == "preview":
        return _form(body.type, previewed=prepared)
    version = authoring.publish_problem(call.session, call.services.store, call.actor, prepared)
    return Redirect(f"/problems/{version.problem_id}", "question_made")


@routes.get("/problems/{problem_id}/question", rule=AUTHOR_ROLE)
def view_question(call: Call, problem_id: UUID) -> View:
    """A question's newest version in its form."""
    entry = authoring.find_entry(call.session, call.actor, problem_id)
    key = authoring.find_question(call.session, call.services.store, call.actor, entry.newest.id)
    return _form(key.type, problem_id=problem_id, form=_filled(key))


@routes.action("/problems/{problem_id}/question", rule=AUTHOR_ROLE, back=view_question)
def change_question(call: Call, problem_id: UUID, body: QuestionForm) -> Redirect | View:
    """Publish the next version, or show it as students will see it."""
    prepared = _prepare(call, body)
    if body.do == "preview":
        return _form(body.type, problem_id=problem_id, previewed=prepared)
    authoring.publish_version(call.session, call.services.store, call.actor, problem_id, prepared)
    return Redirect(f"/problems/{problem_id}", "question_made")


@routes.get("/questions/import", rule=AUTHOR_ROLE)
def view_question_import(call: Call) -> View:
    """A field for a text of questions."""
    call.actor.require(AUTHORS, "write questions")
    return View("question_import.html", {"looked": []})


@routes.action("/questions/import", rule=AUTHOR_ROLE, back=view_question_import)
def import_question_text(call: Call, body: ImportForm) -> Redirect | View:
    """Publish all questions of a text, or say what would be published."""
    if body.do == "check":
        looked = authoring.check_questions(call.actor, body.text, call.services.sandbox)
        return View("question_import.html", {"looked": looked, "form": {"text": body.text}})
    for prepared in authoring.prepare_questions(body.text, call.services.sandbox):
        authoring.publish_problem(call.session, call.services.store, call.actor, prepared)
    return Redirect("/library?kind=question&order=newest", "questions_made")


def _form(
    kind: QuestionType,
    *,
    problem_id: UUID | None = None,
    previewed: authoring.Prepared | None = None,
    form: dict[str, str] | None = None,
) -> View:
    """The form; with a preview it holds what was typed."""
    key = authoring.frozen_question(previewed.frozen) if previewed else None
    filled = _filled(key) if key is not None else form or {}
    rows = [int(name.removeprefix("option_")) for name in filled if name.startswith("option_")]
    return View(
        "question.html",
        {
            "type": kind,
            "types": TYPES,
            "languages": LANGUAGES,
            "problem_id": problem_id,
            "rows": min(MOST, max([LEAST, *(row + 1 for row in rows)])),
            "key": key,
            "form": filled,
        },
    )


def _prepare(call: Call, body: QuestionForm) -> authoring.Prepared:
    with _named():
        return authoring.prepare_question(body.stated, call.services.sandbox)


@contextmanager
def _named() -> Iterator[None]:
    """A refusal names the field as the form does."""
    try:
        yield
    except authoring.PublishRefused as refused:
        refused.field = (refused.field or "").removeprefix("question.")
        raise


def _filled(key: authoring.AnyQuestion) -> dict[str, str]:
    """A question as its form holds it."""
    given = key.model_dump(mode="json")
    form = {name: str(given[name]) for name in SHOWN if name in given}
    form |= {"type": key.type, "points": f"{key.points.normalize():f}"}
    for number, option in enumerate(given.get("options", ()), start=1):
        form |= {f"option_{number}": option["text"], f"id_{number}": option["id"]}
        if option["correct"]:
            form |= {"correct": str(number), f"correct_{number}": "yes"}
    form |= {name: "yes" for name in SWITCHES if given.get(name)}
    if "value" in given:
        tolerances = {"absolute": given["absolute"], "percent": f"{Decimal(given['relative']) * 100:f}"}
        form |= {"value": given["value"]}
        form |= {name: text for name, text in tolerances.items() if Decimal(text)}
    if "accept" in given:
        form["accept"] = "\n".join(given["accept"])
    return form


def _lines(text: str) -> str:
    """Line ends as everywhere else; browsers send others."""
    return text.replace("\r\n", "\n")


def _share(percent: str) -> str:
    """A percentage as a share; what is no number is left to be refused."""
    try:
        return str(Decimal(percent.strip().replace(",", ".")) / 100)
    except ArithmeticError:
        return percent.strip()
