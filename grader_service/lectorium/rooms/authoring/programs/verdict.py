"""Whether what a program gave is what its test expects; decided outside of the sandbox."""

from __future__ import annotations

import ast
import math

from lectorium.sandbox import Observation
from lectorium.sandbox.values import Unreadable, decode

_RELATIVE, _ABSOLUTE = 1e-9, 1e-12


def passes(kind: str, expected: str, seen: Observation) -> bool:
    """Whether an observation meets the expectation: an equal value (call), or the same printed lines (io)."""
    if seen.outcome != "ok":
        return False
    if kind == "io":
        return not seen.truncated and same_output(expected, seen.stdout)
    try:
        value = decode(seen.value)
    except Unreadable:
        return False
    return same_value(ast.literal_eval(expected.strip()), value)


def same_output(expected: str, printed: str) -> bool:
    """Equal line by line; spaces at the end of a line and empty lines at the end of the text don't matter."""
    return _lines(expected) == _lines(printed)


def same_value(expected: object, given: object) -> bool:
    """Equal by ``==``, with room for rounding in floats, also inside lists, tuples and dicts."""
    if isinstance(expected, float) and _is_number(given):
        return _close(expected, given)
    if isinstance(expected, list | tuple) and type(given) is type(expected):
        assert isinstance(given, list | tuple)
        return len(expected) == len(given) and all(map(same_value, expected, given))
    if isinstance(expected, dict) and isinstance(given, dict):
        return expected.keys() == given.keys() and all(
            same_value(expected[key], given[key]) for key in expected
        )
    return bool(expected == given)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _close(expected: float, given: object) -> bool:
    assert isinstance(given, int | float)
    try:
        return expected == given or math.isclose(expected, given, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    except OverflowError:  # an int beyond all floats
        return False


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]
