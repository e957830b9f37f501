"""Numbers in rows and grids, as numpy compares them."""

from __future__ import annotations

from collections import deque
from collections.abc import Set as AbstractSet
from collections.abc import ValuesView
from math import prod
from typing import Any

from lectorium_checks.comparing import EXACT, compare_arrays
from lectorium_checks.kinds import Frame, Other, Rules, is_array, shown

_MOST = 1_000_000
"""Values in an array, whatever it is made of: a range of a few bytes could fill the memory."""

_WIDEST = 32 * _MOST
"""Characters in an array of texts: numpy gives to each the room of the longest."""


def as_array(value: Any) -> Any:
    """What numpy makes of a number or of nested lists of them; None where it isn't one, or far too large."""
    import numpy as np

    if isinstance(value, (Other, dict, AbstractSet, ValuesView)) or value is None:
        return None
    try:
        if isinstance(value, Frame):
            value = value.data[0] if value.series else list(zip(*value.data, strict=True))
        length = _length(value)
        if length > _MOST or length * _width(value) > _WIDEST:
            return None
        made = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return made if made.dtype.kind in "biufcSUMmO" else None


def _length(value: Any) -> int:
    """How many values an array of it would have. Raises OverflowError for a range beyond all counting."""
    if isinstance(value, range):
        return len(value)
    if isinstance(value, (list, tuple, deque)):
        return sum(map(_length, value))
    return int(value.size) if is_array(value) else 1


def _width(value: Any) -> int:
    """The longest text among the values, numbers written out."""
    if isinstance(value, (list, tuple, deque)):
        return max(map(_width, value), default=1)
    if isinstance(value, (str, bytes, bytearray)):
        return len(value)
    if is_array(value):
        return int(value.itemsize)
    return value.bit_length() // 3 + 1 if isinstance(value, int) else 1


def _fits(got: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether numpy makes of one shape what is wanted; one number is wanted of each in an array.

    Nothing stands only for nothing: numpy calls an empty array close to every other.
    """
    import numpy as np

    if 0 in (*got, *wanted):
        return got == wanted
    try:
        both = np.broadcast_shapes(got, wanted)
    except (ValueError, RuntimeError):
        return False
    return wanted == () or prod(both) == prod(wanted)


def all_close(got: Any, wanted: Any, rules: Rules) -> str | None:
    """numpy.allclose (a number stands for a whole array), with the first difference in words."""
    import numpy as np

    ours, theirs = as_array(wanted), as_array(got)
    if theirs is None or ours is None or theirs.dtype.kind in "SU" or ours.dtype.kind in "SU":
        return f"expected {shown(wanted)}, got {shown(got)}"
    if not _fits(theirs.shape, ours.shape):
        return f"expected an array of shape {ours.shape}, got one of shape {theirs.shape}"
    theirs, ours = np.broadcast_arrays(theirs, ours)
    return compare_arrays(theirs, ours, rules)


def array_equal(got: Any, wanted: Any) -> str | None:
    """numpy.array_equal, with the first difference in words."""
    ours, theirs = as_array(wanted), as_array(got)
    if theirs is None or ours is None:
        return f"expected {shown(wanted)}, got {shown(got)}"
    return compare_arrays(theirs, ours, EXACT)
