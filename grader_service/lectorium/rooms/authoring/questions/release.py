"""What students get of a question: never the key, never what only the key would show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lectorium.rooms.authoring.notebooks.canonical import canonical_json
from lectorium.rooms.authoring.questions.definition import (
    AnyQuestion,
    Kind,
    MultipleChoice,
    Numeric,
    Output,
    SingleChoice,
)


@dataclass(frozen=True)
class OpenOption:
    """Something to choose, without whether it is right."""

    id: str
    text: str


@dataclass(frozen=True)
class OpenQuestion:
    """A question as who answers it meets it."""

    type: Kind
    prompt: str
    options: Sequence[OpenOption] = ()
    units: str = ""
    code: str = ""
    language: str = ""
    stdin: str = ""


def open_question(question: AnyQuestion) -> OpenQuestion:
    """The student's part."""
    if isinstance(question, SingleChoice | MultipleChoice):
        options = [OpenOption(option.id, option.text) for option in question.options]
        return OpenQuestion(question.type, question.prompt, options)
    if isinstance(question, Numeric):
        return OpenQuestion(question.type, question.prompt, units=question.units)
    if isinstance(question, Output):
        code, language, stdin = question.code, question.language, question.stdin
        return OpenQuestion(question.type, question.prompt, code=code, language=language, stdin=stdin)
    return OpenQuestion(question.type, question.prompt)


def release_bytes(question: AnyQuestion) -> bytes:
    """The student's part as it is stored."""
    return canonical_json({"v": 1, **_plain(open_question(question))})


def read_release(value: dict[str, Any]) -> OpenQuestion:
    """A stored student's part."""
    given = {name: each for name, each in value.items() if name != "v"}
    return OpenQuestion(**{**given, "options": [OpenOption(**each) for each in given["options"]]})


def _plain(question: OpenQuestion) -> dict[str, Any]:
    options = [{"id": option.id, "text": option.text} for option in question.options]
    return {**vars(question), "options": options}
