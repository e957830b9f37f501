"""The checks of ``lectorium_checks``, and numpy's and pandas' own, as questions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from lectorium.rooms.authoring.notebooks.conditions import between, either_side, number
from lectorium.rooms.authoring.notebooks.constants import WRITTEN, Constants
from lectorium.rooms.authoring.notebooks.questions import How, Question
from lectorium.rooms.authoring.notebooks.raising import raises
from lectorium_checks.kinds import Rules

LIBRARY: Final = "lectorium_checks"
_NAMES: Final = ("check_equal", "check_close", "check_raises", "check_prints")
_Maker = Callable[[ast.Call, Constants], "Question | None"]


def library_question(call: ast.Call, constants: Constants) -> Question | None:
    """The question a call of a known check stands for; None for any other call, or one we can't read."""
    name = constants.dotted(call.func)
    maker = _MAKERS.get(name)
    try:
        return maker(call, constants) if maker else None
    except _Unreadable:
        return None


def is_library_call(call: ast.Call) -> bool:
    """Whether it looks like one of our checks, wherever it stands."""
    return isinstance(call.func, ast.Name) and call.func.id in _NAMES


class _Unreadable(Exception):
    """A keyword that isn't written out, or too many arguments."""


def _keywords(call: ast.Call, *known: str) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for keyword in call.keywords:
        value = keyword.value
        is_word = isinstance(value, ast.Constant) and isinstance(value.value, (bool, str))
        found = value.value if is_word and isinstance(value, ast.Constant) else number(value)
        if keyword.arg not in known or found is None:
            raise _Unreadable
        given[keyword.arg] = found
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        raise _Unreadable
    return given


def _said(arguments: list[ast.expr], given: dict[str, Any]) -> str:
    """The message, as the third argument or by name; none where it is computed, for it isn't sent."""
    if not arguments:
        return str(given.pop("message", ""))
    if len(arguments) > 1:
        raise _Unreadable
    said = arguments[0]
    return str(said.value) if isinstance(said, ast.Constant) else ""


def _value(call: ast.Call, constants: Constants, how: How, usual: Rules, *known: str) -> Question:
    given = _keywords(call, "message", *known)
    if len(call.args) < 2:
        raise _Unreadable
    message = _said(call.args[2:], given)
    rules = Rules(**{"rel": usual.rel, "abs": usual.abs, **given})
    got, wanted = call.args[:2]
    if constants.firmness(got) == WRITTEN < constants.firmness(wanted):
        got, wanted = wanted, got  # what is written out needn't be asked
    question = between(got, wanted, how, rules)
    return replace(question, message=message)


def _equal(call: ast.Call, constants: Constants) -> Question:
    return _value(call, constants, "equal", Rules(), "order", "dtype")


def _close(call: ast.Call, constants: Constants) -> Question:
    return _value(call, constants, "close", Rules(1e-6, 1e-9), "rel", "abs", "order")


def _raises(call: ast.Call, _: Constants) -> Question:
    given = _keywords(call, "message")
    if len(call.args) < 2 or not isinstance(call.args[0], ast.Name):
        raise _Unreadable
    return raises(_called(call.args[1:]), call.args[0].id, str(given.get("message", "")))


def _prints(call: ast.Call, _: Constants) -> Question:
    given = _keywords(call, "message")
    if len(call.args) < 2:
        raise _Unreadable
    asked = _called(call.args[1:])
    return replace(between(asked, call.args[0], "prints"), message=str(given.get("message", "")))


def _called(arguments: list[ast.expr]) -> ast.expr:
    """``lambda: f(1)`` or ``f, 1`` as the call itself."""
    function, rest = arguments[0], arguments[1:]
    if isinstance(function, ast.Lambda) and not rest:
        return function.body
    return ast.Call(func=function, args=rest, keywords=[])


def _numpy(rules: Rules, how: How = "array") -> _Maker:
    def make(call: ast.Call, constants: Constants) -> Question:
        given = _keywords(call, "rtol", "atol", "decimal", "err_msg", "verbose")
        if len(call.args) != 2 or "verbose" in given:
            raise _Unreadable
        room = 1.5 * 10.0 ** -given["decimal"] if "decimal" in given else given.get("atol", rules.abs)
        exact = Rules(given.get("rtol", rules.rel), room, rules.form, rules.strict)
        made = either_side(call.args[0], call.args[1], how, constants, exact)
        return replace(made, message=str(given.get("err_msg", "")))

    return make


def _pandas(call: ast.Call, constants: Constants) -> Question:
    given = _keywords(call, "check_dtype")
    if len(call.args) != 2:
        raise _Unreadable
    rules = Rules(rel=1e-5, abs=1e-8, form="sum", dtype=bool(given.get("check_dtype", True)))
    return either_side(call.args[0], call.args[1], "close", constants, rules)


_MAKERS: Final[dict[str, _Maker]] = {
    f"{LIBRARY}.check_equal": _equal,
    f"{LIBRARY}.check_close": _close,
    f"{LIBRARY}.check_raises": _raises,
    f"{LIBRARY}.check_prints": _prints,
    "numpy.testing.assert_allclose": _numpy(Rules(1e-7, 0.0, "sum")),
    "numpy.testing.assert_array_equal": _numpy(Rules()),
    "numpy.testing.assert_equal": _numpy(Rules(), "equal"),
    "numpy.testing.assert_array_almost_equal": _numpy(Rules(0.0, 1.5e-6, "max", strict=True)),
    "numpy.testing.assert_almost_equal": _numpy(Rules(0.0, 1.5e-7, "max", strict=True)),
    "pandas.testing.assert_frame_equal": _pandas,
    "pandas.testing.assert_series_equal": _pandas,
}
