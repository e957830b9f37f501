"""A student's answer: ``{"v": 1, "answer": …}``, one text, some option ids, or nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from lectorium.rooms.authoring.notebooks.canonical import canonical_json

LONGEST: Final = 10_000
_MOST: Final = 50
Answer = (
    Annotated[StrictStr, Field(max_length=LONGEST)]
    | Annotated[list[Annotated[StrictStr, Field(max_length=40)]], Field(max_length=_MOST)]
)


class AnswerRefused(ValueError):
    """The content is no answer; the text says what to do."""


class GivenAnswer(BaseModel):
    """What is kept of an answer; ``None`` is a question that was left open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1] = 1
    answer: Answer | None


def is_answer(content: Mapping[str, Any]) -> bool:
    """Whether a draft's content is meant as an answer and not as a notebook."""
    return "answer" in content and "cells" not in content


def canonical_answer(content: Mapping[str, Any]) -> bytes:
    """An answer as it is kept: options sorted, each once.  Raises :class:`AnswerRefused`."""
    try:
        given = GivenAnswer.model_validate(content)
    except ValidationError:
        raise AnswerRefused(
            'This isn\'t an answer: {"v": 1, "answer": …} holds a text, a list of options, or null.'
        ) from None
    answer = sorted(set(given.answer)) if isinstance(given.answer, list) else given.answer
    return answer_bytes(answer or None)


def answer_bytes(answer: str | list[str] | None) -> bytes:
    """The bytes of an answer."""
    return canonical_json({"v": 1, "answer": answer})


def read_answer(data: bytes) -> str | list[str] | None:
    """The answer in stored bytes; None for what is no answer."""
    try:
        return GivenAnswer.model_validate_json(data).answer
    except ValidationError:
        return None
