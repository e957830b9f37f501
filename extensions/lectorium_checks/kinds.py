"""What is compared: rules, tables, and values of which only a repr is known."""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

SHOWN = 120
MISSING = "missing"
"""The type of what stands in a table for a value that isn't there; such values are the same."""

Form = Literal["max", "sum"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How exact it has to be.

    Two numbers are close where |got - wanted| is at most the larger of ``rel`` times the larger of the
    two and ``abs`` (``form`` "max", math.isclose), or ``abs`` plus ``rel`` times the wanted one ("sum",
    numpy.allclose). ``strict``: less than, not at most. ``order``: whether the order of items and rows
    counts. ``dtype``: whether the types of arrays and columns count.
    """

    rel: float = 0.0
    abs: float = 0.0
    form: Form = "max"
    strict: bool = False
    order: bool = True
    dtype: bool = False


EXACT = Rules()


@dataclass(frozen=True, slots=True)
class Frame:
    """A table (or, with ``series``, a named column) as plain lists."""

    columns: Sequence[Any]
    index: Sequence[Any]
    dtypes: Sequence[str]
    data: Sequence[Sequence[Any]]
    """Column by column."""
    series: bool = False

    def __repr__(self) -> str:
        if self.series:
            return f"a series of {len(self.index)} values"
        return f"a table of {len(self.index)} rows with the columns {', '.join(map(str, self.columns))}"


@dataclass(frozen=True, slots=True)
class Other:
    """A value of another type, of which only its type's name and its repr are known."""

    type: str
    text: str = ""

    def __repr__(self) -> str:
        return self.text


def shown(value: Any) -> str:
    """A short repr that never raises."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - whatever a student's repr raises
        text = f"a {type(value).__name__} whose repr raises {type(error).__name__}"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_array(value: Any) -> bool:
    """Whether it is numpy's; without numpy nothing is."""
    kind = type(value)
    return kind.__name__ == "ndarray" and kind.__module__ == "numpy"


def is_close(got: complex, wanted: complex, rules: Rules) -> bool:
    """Whether two numbers are the same by the rules; not a number is the same as not a number."""
    try:
        if got == wanted:
            return not rules.strict or rules.abs > 0
        return _near(_floating(got), _floating(wanted), rules)
    except (ArithmeticError, TypeError, ValueError):  # beyond every float, or a NaN that signals
        return False


def _floating(number: Any) -> complex:
    """A Decimal or a Fraction as a float, which goes with all the others."""
    return number if isinstance(number, (int, float, complex)) else float(number)


def _near(got: complex, wanted: complex, rules: Rules) -> bool:
    if cmath.isnan(got) or cmath.isnan(wanted):
        return cmath.isnan(got) and cmath.isnan(wanted)
    if cmath.isinf(got) or cmath.isinf(wanted) or not (rules.rel or rules.abs):
        return False
    return _within(abs(got - wanted), abs(wanted), max(abs(wanted), abs(got)), rules)


def _within(apart: float, wanted: float, larger: float, rules: Rules) -> bool:
    is_sum = rules.form == "sum"
    room = rules.abs + rules.rel * wanted if is_sum else max(rules.rel * larger, rules.abs)
    return apart < room if rules.strict else apart <= room


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def kind_of(value: Any) -> str:
    """The kind of a value with its article: what a reader needs where kinds differ."""
    if value is None:
        return "None"
    if isinstance(value, Frame):
        return repr(value)
    if is_array(value):
        return f"an array of shape {value.shape}"
    name = value.type if isinstance(value, Other) else type(value).__name__
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return f"{article} {name}"
