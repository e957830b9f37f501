"""Whether what a program gave is what its test expects; decided outside of the sandbox."""

from __future__ import annotations

import ast

from lectorium.sandbox import Observation
from lectorium.sandbox.values import Unreadable, decode


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
    """Equal by ``==``, so 0 equals False. Both are plain values: no student's ``__eq__`` has a say."""
    try:
        return bool(expected == given)
    except RecursionError:
        return False


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]
