"""What a test cell asks the student's Python, and what should come out: the stored form of its checks.

The questions enter the sandbox; what is wanted never does. Both are kept in ``test_cases.expected`` as JSON
with a version, so that a frozen test is read the same for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from lectorium.sandbox import Check
from lectorium.sandbox.contract import Capture
from lectorium_checks.kinds import Rules

How = Literal["equal", "close", "array", "array_equal", "truth", "compare", "raises", "prints"]
"""By which rule an answer is judged.

``equal``, ``close``: value by value; ``array``: as numpy compares, a number standing for a whole array;
``array_equal``: shapes count, too; ``truth``: whether it holds; ``compare``: by an operator; ``raises``: the
name of an exception's class or base; ``prints``: text.
"""

VERSION: Final = 1
_CAPTURES: Final[dict[str, Capture]] = {"raises": "exception", "prints": "stdout"}


@dataclass(frozen=True, slots=True)
class Question:
    """One check: ``ask`` is evaluated inside, ``wanted`` (tagged JSON) is compared with outside.

    Before publishing ``wanted`` may be missing: ``source`` is the expression it comes from. With ``same``
    both sides are the student's: ``ask`` is a pair whose two parts must be equal, and nothing is wanted.
    ``text`` is what people read of it. ``whole`` is the condition it was made of, until it is frozen, and
    ``origin`` the source that ``wanted`` has come from.
    """

    ask: str
    how: How
    text: str
    wanted: Any = None
    source: str = ""
    rules: Rules = field(default_factory=Rules)
    operator: str = ""
    message: str = ""
    same: bool = False
    whole: str = ""
    origin: str = ""

    @property
    def pins(self) -> bool:
        """Whether an answer without knowing what is wanted would have to be guessed among many."""
        if self.same or self.how in ("truth", "compare"):
            return False
        return not (isinstance(self.wanted, dict) and self.wanted.get("t") in ("bool", "none"))


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a test cell, in order: statements to run, or a question; ``hidden`` from students or not.

    ``idle`` statements only give a name to a value of the teacher's own.
    """

    do: str = ""
    question: Question | None = None
    hidden: bool = False
    idle: bool = False


def dump_steps(steps: Sequence[Step]) -> str:
    """Steps as they are stored. Sorted keys: equal steps make equal text."""
    return json.dumps(
        {"v": VERSION, "steps": [_step(step) for step in steps]}, sort_keys=True, separators=(",", ":")
    )


def load_steps(stored: str | None) -> tuple[Step, ...]:
    """Steps from the stored form; none for a cell of plain asserts. Raises ValueError for another version."""
    if not stored:
        return ()
    data = json.loads(stored)
    if data.get("v") != VERSION:
        raise ValueError(f"checks of version {data.get('v')!r}, this reads {VERSION}")
    return tuple(_read(step) for step in data["steps"])


def asked(steps: Sequence[Step], *, hidden: bool = True) -> tuple[tuple[Check, Question | None], ...]:
    """The sandbox's checks with the question behind each; statements at the end are a check of their own.

    Without ``hidden`` only what stands in the students' own copy.
    """
    return tuple(_asked(steps, hidden))


def checks_of(stored: str | None, *, hidden: bool = True) -> tuple[Check, ...]:
    """All that enters the sandbox of a test cell's stored form; nothing for a cell of plain asserts."""
    return tuple(check for check, _ in asked(load_steps(stored), hidden=hidden))


def _asked(steps: Sequence[Step], hidden: bool) -> Iterator[tuple[Check, Question | None]]:
    todo: list[str] = []
    for number, step in enumerate(steps):
        question = step.question
        if step.hidden and not hidden:
            continue
        if question is None:
            todo.append(step.do)
            continue
        capture = _CAPTURES.get(question.how, "value")
        yield Check(str(number), question.ask, "\n".join(todo), capture), question
        todo = []
    if todo:
        yield Check("end", "None", "\n".join(todo)), None


def _step(step: Step) -> dict[str, Any]:
    hidden = {"hidden": True} if step.hidden else {}
    if step.question is None:
        return {"do": step.do, **hidden}
    return {**_question(step.question), **hidden}


def _question(question: Question) -> dict[str, Any]:
    kept: dict[str, Any] = {"ask": question.ask, "how": question.how, "text": question.text}
    optional = {"wanted": question.wanted, "op": question.operator, "message": question.message}
    optional |= {"same": question.same, "rules": _rules(question.rules)}
    return kept | {key: value for key, value in optional.items() if value}


def _rules(rules: Rules) -> dict[str, Any]:
    usual = Rules()
    names = ("rel", "abs", "form", "strict", "order", "dtype")
    return {name: getattr(rules, name) for name in names if getattr(rules, name) != getattr(usual, name)}


def _read(step: dict[str, Any]) -> Step:
    hidden = bool(step.get("hidden"))
    if "ask" not in step:
        return Step(do=step["do"], hidden=hidden)
    question = Question(
        step["ask"],
        step["how"],
        step["text"],
        wanted=step.get("wanted"),
        rules=replace(Rules(), **step.get("rules", {})),
        operator=step.get("op", ""),
        message=step.get("message", ""),
        same=bool(step.get("same")),
    )
    return Step(question=question, hidden=hidden)
