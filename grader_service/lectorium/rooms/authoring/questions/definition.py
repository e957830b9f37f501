"""What a question is, as its author states it: JSON with a version, nothing unknown in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_serializer,
    model_validator,
)

from lectorium.rooms.authoring.notebooks.findings import NotebookRefused, refuse
from lectorium.rooms.authoring.questions import numbers
from lectorium.sandbox.languages import PYTHON, language

Kind = Literal["single", "multiple", "numeric", "text", "output"]
Credit = Literal["all", "each"]
TEXT: Final = 20_000
_MOST_OPTIONS: Final = 30
_MOST_ACCEPTED: Final = 50
_PATTERN: Final = 200


class Refused(NotebookRefused):
    """The question can't be read; ``field`` is the dotted key at fault."""

    def __init__(self, refused: NotebookRefused, field: str) -> None:
        super().__init__(refused.report)
        self.field = field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Question(_Part):
    """What all questions have; ``explanation`` is shown with the key, and not before."""

    v: Literal[1] = 1
    title: str = Field(min_length=1, max_length=200)
    prompt: str = Field(min_length=1, max_length=TEXT)
    points: Decimal = Field(default=Decimal(1), ge=0, le=10_000, decimal_places=4)
    explanation: str = Field(default="", max_length=TEXT)

    @field_serializer("points", when_used="json")
    def _plain(self, points: Decimal) -> str:
        return str(points)


class Option(_Part):
    """Something to choose; the id stays from version to version, so that old answers keep their meaning."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    text: str = Field(min_length=1, max_length=4000)
    correct: bool = False


class _Choice(_Question):
    options: tuple[Option, ...] = Field(min_length=2, max_length=_MOST_OPTIONS)

    @property
    def correct(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option.id for option in self.options if option.correct)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError("two options have the same id")
        if len({option.text.strip() for option in self.options}) < len(self.options):
            raise ValueError("two options have the same text")
        return self


class SingleChoice(_Choice):
    """One option is right."""

    type: Literal["single"]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.correct) != 1:
            raise ValueError("exactly one option must be marked as right")
        return self


class MultipleChoice(_Choice):
    """Some options are right.

    ``credit``: ``all`` gives points for exactly the right ones; ``each`` gives the share of the right ones
    that were chosen, less as much for each wrong one, never below 0.
    """

    type: Literal["multiple"]
    credit: Credit = "all"

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.correct:
            raise ValueError("at least one option must be marked as right")
        return self


Exact = Annotated[str, AfterValidator(numbers.normal)]
"""A decimal number as text, so that nothing is rounded on the way."""
Tolerance = Annotated[str, AfterValidator(numbers.not_negative)]


class Numeric(_Question):
    """A number, right within the larger of the two tolerances; ``relative`` is a share: 0.01 is 1 %."""

    type: Literal["numeric"]
    value: Exact
    absolute: Tolerance = "0"
    relative: Tolerance = "0"
    units: str = Field(default="", max_length=40)


class ShortText(_Question):
    """A few words; ``wildcards`` makes ``*`` any text and ``?`` any one character of an accepted answer.

    Unless they matter, capitals are as small letters, any white space is one blank, and characters that
    look the same (by Unicode's NFKC) are the same.
    """

    type: Literal["text"]
    accept: tuple[Annotated[str, Field(min_length=1, max_length=_PATTERN)], ...] = Field(
        min_length=1, max_length=_MOST_ACCEPTED
    )
    case_matters: bool = False
    spaces_matter: bool = False
    unicode_matters: bool = False
    wildcards: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if any(not each.strip() for each in self.accept):
            raise ValueError("an accepted answer is empty")
        if self.wildcards and any(not each.replace("*", "").strip() for each in self.accept):
            raise ValueError("an accepted answer of stars alone takes everything")
        return self


def _known(name: str) -> str:
    return language(name).name


class Output(_Question):
    """What does this print?  ``expected`` is what the code printed when the question was published."""

    type: Literal["output"]
    code: str = Field(min_length=1, max_length=TEXT)
    language: Annotated[str, AfterValidator(_known)] = PYTHON.name
    stdin: str = Field(default="", max_length=TEXT)
    expected: str | None = Field(default=None, max_length=TEXT)


Question = Annotated[
    SingleChoice | MultipleChoice | Numeric | ShortText | Output, Field(discriminator="type")
]
AnyQuestion = SingleChoice | MultipleChoice | Numeric | ShortText | Output
_QUESTION: Final[TypeAdapter[AnyQuestion]] = TypeAdapter(Question)


def read_question(value: Mapping[str, Any] | AnyQuestion) -> AnyQuestion:
    """A question from JSON; an option without an id is known by its text.  Raises :class:`Refused`."""
    if isinstance(value, BaseModel):
        return value
    try:
        return _QUESTION.validate_python(with_ids(value))
    except ValidationError as error:
        raise _refused(error) from None


def stored_question(data: bytes) -> AnyQuestion:
    """A question that was published."""
    return _QUESTION.validate_json(data)


def with_ids(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same with an id for every option that states none."""
    given = dict(value)
    options = given.get("options")
    if not isinstance(options, list | tuple):
        return given
    taken = {str(each["id"]) for each in options if isinstance(each, Mapping) and each.get("id")}
    given["options"] = [_with_id(each, taken) if isinstance(each, Mapping) else each for each in options]
    return given


def _with_id(option: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    if option.get("id"):
        return dict(option)
    text = str(option.get("text", "")).strip()
    name = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
    while name in taken:
        name = hashlib.sha256(name.encode()).hexdigest()[:10]
    taken.add(name)
    return {**option, "id": name}


def _refused(error: ValidationError) -> Refused:
    first = error.errors(include_url=False, include_input=False)[0]
    place = [
        str(part) for part in first["loc"] if part not in {"single", "multiple", "numeric", "text", "output"}
    ]
    field = ".".join(place) or ("type" if "union_tag" in first["type"] else "question")
    says = first["msg"].removeprefix("Value error, ")
    says = says[:1].lower() + says[1:]
    refusal = refuse(
        "question_invalid",
        f"This question can't be read: at “{field}”, {says}.",
    )
    return Refused(refusal, field)
