"""Answers from the sandbox against what is wanted. Pure, and outside of it: no student's code has a say."""

from __future__ import annotations

import builtins
import operator
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from lectorium.rooms.authoring.notebooks.questions import Question
from lectorium.sandbox import Answer, values
from lectorium_checks.arrays import all_close, array_equal
from lectorium_checks.comparing import difference
from lectorium_checks.kinds import MISSING, Frame, Other, is_array, shown
from lectorium_checks.lines import text_difference

_LONGEST_RANGE: Final = 1_000_000
_WORDS: Final = {
    "<": "less than", "<=": "at most", ">": "more than", ">=": "at least", "!=": "something other than",
    "in": "one of", "not in": "none of", "is": "exactly",
}  # fmt: skip
_HOLDS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne,
    "in": lambda got, wanted: got in wanted, "not in": lambda got, wanted: got not in wanted,
    "contains": lambda got, wanted: wanted in got, "lacks": lambda got, wanted: wanted not in got,
    "is": lambda got, wanted: got is wanted or (type(got) is type(wanted) and got == wanted),
}  # fmt: skip
_EXCEPTIONS: Final = {
    name: [base.__name__ for base in type.mro(kind)[:-1]]
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


def wrong(question: Question, answer: Answer) -> str | None:
    """None where the answer is right; else a sentence that says what should have come, and what came.

    What can't be compared is wrong, too: no answer may stop the one who judges it.
    """
    wanted = None if question.same else plain(values.decode(question.wanted))
    if question.how == "prints":
        found = text_difference(answer.stdout, str(wanted))
        return f"{question.text} prints something else: {found}." if found else None
    try:
        return _wrong(question, _read(answer.value), wanted)
    except values.Unreadable:
        return f"{question.text} gave no value that can be read."
    except Exception:  # noqa: BLE001 - whatever a value makes of the comparison
        return f"{question.text}: its value can't be compared."


def _wrong(question: Question, got: Any, wanted: Any) -> str | None:
    if question.how == "raises":
        return _raised(question, got, wanted)
    return _same(question, got) if question.same else _compare(question, got, wanted)


def shown_value(answer: Answer) -> str | None:
    """What came, for people; None where nothing that can be read did."""
    try:
        return shown(_read(answer.value)) if answer.value is not None else None
    except values.Unreadable:
        return None


def is_carried(encoded: Any) -> bool:
    """Whether a wanted value came through whole: one that is only described can't be compared with."""
    try:
        found = _read(encoded)
    except values.Unreadable:
        return False
    return difference(found, found) is None


def plain(value: Any) -> Any:
    """A carried value as the comparison takes it: arrays as numpy's."""
    if isinstance(value, (list, tuple, deque)):
        return type(value)(plain(item) for item in value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    make = _MADE.get(type(value))
    return make(value) if make else value


def _frame(value: values.Frame) -> Frame:
    data = [[plain(item) for item in column] for column in value.data]
    labels = [plain(label) for label in value.index]
    return Frame(list(map(plain, value.columns)), labels, list(value.dtypes), data, value.series)


def _read(encoded: Any) -> Any:
    """An answer's value. Raises Unreadable, and nothing else, for what was never written so."""
    try:
        return plain(values.decode(encoded))
    except Exception as error:
        raise values.Unreadable(f"no value: {type(error).__name__}") from error


def _array(value: values.Array) -> Any:
    import numpy as np

    if value.dtype == "|O":
        made = np.empty(len(value.items), object)
        for place, item in enumerate(value.items):  # one by one: numpy would look into them all
            made[place] = plain(item)
        return made.reshape(value.shape)
    try:
        return np.frombuffer(value.data, np.dtype(value.dtype)).reshape(value.shape)
    except (TypeError, ValueError):
        return Other("ndarray", "an array that can't be read")


def _compare(question: Question, got: Any, wanted: Any) -> str | None:
    if question.how == "truth":
        should = "should hold" if wanted else "shouldn't hold"
        return (
            None if got is wanted else f"This {should}, but {'does' if got else 'doesn’t'}: {question.text}."
        )
    if question.how == "compare":
        return _operated(question, got, wanted)
    return _unequal(question.text, _differ(question, got, wanted), got, wanted)


def _differ(question: Question, got: Any, wanted: Any) -> str | None:
    if question.how == "array_equal":
        return array_equal(got, wanted)
    if question.how == "array":
        return all_close(got, wanted, question.rules)
    return difference(_alone(got, wanted), wanted, question.rules)


def _alone(got: Any, wanted: Any) -> Any:
    """The one value of an array or a column of one, where a number or a text is wanted: `==` takes it so."""
    if not isinstance(wanted, (int, float, complex, str)):
        return got
    if is_array(got) and got.size == 1:
        return got.ravel().tolist()[0]
    if isinstance(got, Frame) and got.series and len(got.index) == 1:
        return got.data[0][0]
    return got


def _unequal(text: str, found: str | None, got: Any, wanted: Any) -> str | None:
    if found is None:
        return None
    if found == f"expected {shown(wanted)}, got {shown(got)}":
        return f"{text} should be {shown(wanted)}, but is {shown(got)}."
    return f"{text}: {found}."


def _operated(question: Question, got: Any, wanted: Any) -> str | None:
    try:
        holds = bool(_HOLDS[question.operator](_bounded(_alone(got, wanted), wanted), wanted))
    except (TypeError, ValueError, RecursionError, ArithmeticError):
        holds = False
    if holds:
        return None
    if question.operator in ("contains", "lacks"):
        verb = "contain" if question.operator == "contains" else "not contain"
        return f"{question.text} should {verb} {shown(wanted)}, but is {shown(got)}."
    return f"{question.text} should be {_WORDS[question.operator]} {shown(wanted)}, but is {shown(got)}."


def _bounded(got: Any, wanted: Any) -> Any:
    """Python walks through a range for all but an integer. Raises OverflowError for one without an end."""
    if isinstance(got, range) and not isinstance(wanted, int):
        return got if len(got) <= _LONGEST_RANGE else ()
    return got


def _raised(question: Question, names: Any, wanted: Any) -> str | None:
    """By the names of a class and its bases; who claims several of Python's own is none."""
    if not isinstance(names, list) or not names:
        return f"{question.text} should raise {wanted}, but raises nothing."
    if not _is_one(names):
        return f"{question.text} should raise {wanted}, but raises {names[0]}, which is several at once."
    return None if wanted in names else f"{question.text} should raise {wanted}, but raises {names[0]}."


def _is_one(names: list[Any]) -> bool:
    """Whether what follows the first of Python's own exceptions are the bases that it really has."""
    first = next((place for place, name in enumerate(names) if str(name) in _EXCEPTIONS), len(names))
    return names[first:] == _EXCEPTIONS.get(str((names[first:] or [""])[0]))


def _same(question: Question, pair: Any) -> str | None:
    if not isinstance(pair, tuple) or len(pair) != 2:
        return f"{question.text} gave no two values to compare."
    found = _differ(question, pair[0], pair[1])
    return f"{question.text} should be the same: {found}." if found else None


_MADE: Final[dict[type, Callable[[Any], Any]]] = {
    type({}.values()): lambda view: dict(enumerate(map(plain, view))).values(),
    type({}.items()): lambda view: {key: plain(item) for key, item in view}.items(),
    values.Array: _array,
    values.Frame: _frame,
    values.Opaque: lambda value: Other(value.type, value.text),
    values.Missing: lambda value: Other(MISSING, value.name),
    values.Raised: lambda value: Other(value.type, value.message),
}
