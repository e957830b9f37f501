"""Numbers as people type them, compared exactly: decimals, never binary fractions."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST: Final = 100
_EXACT: Final = decimal.Context(prec=4000, traps=[decimal.Inexact, decimal.InvalidOperation])
"""Wide enough for sums and products of any two numbers that can be typed; nothing is ever rounded."""
_SIGNS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})


class NotANumber(ValueError):
    """The text is no decimal number."""


def number(text: str) -> Decimal:
    """A decimal number with a point or a comma, and an exponent where one is wanted.

    Raises :class:`NotANumber`, also for nan, infinities, and more than 100 characters.  A comma is the
    decimal sign wherever it stands: there are no signs between thousands.
    """
    plain = text.translate(_SIGNS).strip()
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        raise NotANumber("it is no number such as 3.14, -0,5 or 6.02e23")
    return Decimal(plain.replace(",", "."))


def normal(text: str) -> str:
    """The number as Python writes it; raises :class:`NotANumber`."""
    return str(number(text))


def not_negative(text: str) -> str:
    """The same for a number from 0 up."""
    if number(text) < 0:
        raise NotANumber("it must not be below 0")
    return normal(text)


def percent(text: str) -> str:
    """A percentage as a share, exactly; raises :class:`NotANumber`."""
    with decimal.localcontext(_EXACT):
        return str(number(text) / 100)


def without_units(text: str, units: str) -> str:
    """An answer without the units behind it, if those are the question's."""
    plain = text.strip()
    if units and plain.endswith(units) and len(plain) > len(units):
        return plain[: -len(units)].rstrip()
    return plain


def close(got: Decimal, wanted: Decimal, absolute: Decimal, relative: Decimal) -> bool:
    """Whether a number is within the larger of the two tolerances; exactly at its edge is within."""
    with decimal.localcontext(_EXACT):
        return abs(got - wanted) <= max(absolute, relative * abs(wanted))
