"""Numbers in rows and grids, as numpy compares them."""

from __future__ import annotations

from math import prod
from typing import Any

from lectorium_checks.comparing import EXACT, compare_arrays
from lectorium_checks.kinds import Frame, Other, Rules, shown

_MOST = 1_000_000
"""Values: a row against a column makes a grid, which could be larger than anybody meant."""


def as_array(value: Any) -> Any:
    """What numpy makes of a number or of nested lists of them; None where it isn't one."""
    import numpy as np

    if isinstance(value, (Frame, Other, dict, set, frozenset)) or value is None:
        if not isinstance(value, Frame):
            return None
        value = value.data[0] if value.series else list(zip(*value.data, strict=True))
    try:
        made = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return made if made.dtype.kind in "biufcSUMmO" else None


def all_close(got: Any, wanted: Any, rules: Rules) -> str | None:
    """numpy.allclose (a number stands for a whole array), with the first difference in words."""
    import numpy as np

    ours, theirs = as_array(wanted), as_array(got)
    if theirs is None or ours is None or theirs.dtype.kind in "SU" or ours.dtype.kind in "SU":
        return f"expected {shown(wanted)}, got {shown(got)}"
    try:
        fits = prod(np.broadcast_shapes(theirs.shape, ours.shape)) <= _MOST
    except ValueError:
        fits = False
    if not fits:
        return f"expected an array of shape {ours.shape}, got one of shape {theirs.shape}"
    theirs, ours = np.broadcast_arrays(theirs, ours)
    return compare_arrays(theirs, ours, rules)


def array_equal(got: Any, wanted: Any) -> str | None:
    """numpy.array_equal, with the first difference in words."""
    ours, theirs = as_array(wanted), as_array(got)
    if theirs is None or ours is None:
        return f"expected {shown(wanted)}, got {shown(got)}"
    return compare_arrays(theirs, ours, EXACT)
