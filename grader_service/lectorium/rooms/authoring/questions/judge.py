"""The key of a question, and what an answer is worth against it.  Pure; no sandbox is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from lectorium.rooms.authoring.questions import numbers, words
from lectorium.rooms.authoring.questions.answers import read_answer
from lectorium.rooms.authoring.questions.definition import (
    AnyQuestion,
    MultipleChoice,
    Numeric,
    Output,
    ShortText,
    SingleChoice,
    stored_question,
)
from lectorium.rooms.authoring.questions.release import OpenQuestion
from lectorium.rooms.authoring.verdicts import same_output

Status = Literal["pass", "fail", "skipped"]
OPEN: Final = "Nothing was answered."
RIGHT: Final = "Right."
PARTLY: Final = "Partly right."
WRONG: Final = "Not right."
NO_NUMBER: Final = "This couldn't be read as a number, such as 3.14, -0,5 or 6.02e23."
_SHOWN: Final = 500
_LONGEST_WORDS: Final = 500
"""A few words are no longer than this: it bounds what comparing may cost."""
_DIGITS: Final = Decimal("0.0001")


@dataclass(frozen=True)
class Judged:
    """What an answer came to: its points, a sentence that tells nothing of the key, and what was given."""

    status: Status
    score: Decimal
    message: str
    given: str | None = None


def judge(key: str, data: bytes, points: Decimal) -> Judged:
    """Judge a stored answer by a stored key, out of ``points``; what is no answer is none."""
    question = stored_question(key.encode())
    answer = read_answer(data)
    if not answer or (isinstance(answer, str) and not answer.strip()):
        return Judged("skipped", Decimal(0), OPEN)
    share, message = _share(question, answer)
    score = (share * points).quantize(_DIGITS, ROUND_HALF_UP)
    given = " ".join(answer) if isinstance(answer, list) else answer
    return Judged("pass" if share == 1 else "fail", score, message, given[:_SHOWN])


def _share(question: AnyQuestion, answer: str | list[str]) -> tuple[Decimal, str]:
    """The share of the points, 0 to 1, with its sentence."""
    if isinstance(question, MultipleChoice):
        share = _of_many(question, {answer} if isinstance(answer, str) else set(answer))
        return share, RIGHT if share == 1 else PARTLY if share else WRONG
    if isinstance(answer, list):
        return Decimal(0), WRONG
    if isinstance(question, Numeric):
        return _of_number(question, answer)
    right = _is_right(question, answer)
    return Decimal(right), RIGHT if right else WRONG


def _of_many(question: MultipleChoice, chosen: set[str]) -> Decimal:
    right = question.correct
    if question.credit == "all":
        return Decimal(chosen == right)
    gained = len(chosen & right) - len(chosen - right)
    return max(Decimal(0), Decimal(gained) / len(right))


def _of_number(question: Numeric, answer: str) -> tuple[Decimal, str]:
    got = _number_in(answer, question.units)
    if got is None:
        return Decimal(0), NO_NUMBER
    wanted, absolute, relative = map(Decimal, (question.value, question.absolute, question.relative))
    right = numbers.close(got, wanted, absolute, relative)
    return Decimal(right), RIGHT if right else WRONG


def is_no_number(question: AnyQuestion | OpenQuestion, answer: str | list[str] | None) -> bool:
    """Whether a number is asked for and something else is answered, which counts nothing."""
    if question.type != "numeric" or not isinstance(answer, str) or not answer.strip():
        return False
    return _number_in(answer, question.units) is None


def _number_in(answer: str, units: str) -> Decimal | None:
    try:
        return numbers.number(numbers.without_units(answer, units))
    except numbers.NotANumber:
        return None


def _is_right(question: SingleChoice | ShortText | Output, answer: str) -> bool:
    if isinstance(question, SingleChoice):
        return answer in question.correct
    if isinstance(question, Output):
        return same_output(question.expected or "", answer)
    given = _alike(question, answer[:_LONGEST_WORDS])
    if len(answer) > _LONGEST_WORDS or len(given) > _LONGEST_WORDS:
        return False
    accepted = [_alike(question, each) for each in question.accept]
    if question.wildcards:
        return any(words.fits(each, given) for each in accepted)
    return given in accepted


def _alike(question: ShortText, text: str) -> str:
    return words.alike(
        text,
        case_matters=question.case_matters,
        spaces_matter=question.spaces_matter,
        unicode_matters=question.unicode_matters,
    )


def right_options(question: AnyQuestion) -> list[str]:
    """The ids of the right options, in order; none where nothing is chosen."""
    options = question.options if isinstance(question, SingleChoice | MultipleChoice) else ()
    return [option.id for option in options if option.correct]


def given_text(question: AnyQuestion, given: str) -> str:
    """What was given, with options by their texts instead of their ids."""
    options = question.options if isinstance(question, SingleChoice | MultipleChoice) else ()
    texts = {option.id: option.text for option in options}
    return "\n".join(texts.get(each, each) for each in given.split(" ")) if texts else given


def key_text(question: AnyQuestion) -> str:
    """The right answer in words, as Markdown, for who may see it."""
    if isinstance(question, SingleChoice | MultipleChoice):
        return "\n".join(f"- {option.text}" for option in question.options if option.correct)
    if isinstance(question, Numeric):
        return _number_text(question)
    if isinstance(question, ShortText):
        return " or ".join(f"“{each}”" for each in question.accept)
    fence = "`" * max(3, _longest_run(question.expected or "") + 1)
    return f"{fence}\n{question.expected or ''}\n{fence}"


def _number_text(question: Numeric) -> str:
    units = f" {question.units}" if question.units else ""
    within = [f"± {question.absolute}"] if Decimal(question.absolute) else []
    relative = Decimal(question.relative)
    within += [f"± {(relative * 100).normalize():f} %"] if relative else []
    return " ".join([f"{question.value}{units}", f"({' or '.join(within)})" if within else ""]).strip()


def _longest_run(text: str) -> int:
    """The longest run of backticks."""
    longest = run = 0
    for each in text:
        run = run + 1 if each == "`" else 0
        longest = max(longest, run)
    return longest
