"""Whether two values are the same, and where they first differ, in words.

Used twice: in a student's kernel, when a test cell is run by hand, and by the grader, outside of the
sandbox, on values that came out of it. Standard library only.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from numbers import Number
from typing import Any

from lectorium_checks.frames import compare_frames
from lectorium_checks.kinds import (
    MISSING,
    SHOWN,
    Frame,
    Other,
    Rules,
    count,
    is_array,
    is_close,
    kind_of,
    shown,
)

EXACT = Rules()

_MANY = 400
"""More items than this are sorted, not searched, where their order doesn't count."""


def difference(got: Any, wanted: Any, rules: Rules = EXACT) -> str | None:
    """None where the values are the same by these rules; else where they first differ, and how.

    Not a number equals not a number. The kinds of containers count (a list is no tuple), those of
    numbers don't (4 is 4.0).
    """
    try:
        return _differ(got, wanted, rules)
    except RecursionError:
        return "it is nested too deeply to be compared"


def _differ(got: Any, wanted: Any, rules: Rules) -> str | None:
    for fits, compare in _KINDS:
        if fits(wanted):
            return compare(got, wanted, rules)
    return None if type(got) is type(wanted) and got == wanted else _plainly(got, wanted)


def _plainly(got: Any, wanted: Any) -> str:
    ours, theirs = shown(wanted), shown(got)
    if ours == theirs:
        return f"expected {ours} ({type(wanted).__name__}), got {theirs} ({type(got).__name__})"
    return f"expected {ours}, got {theirs}"


def _is_number(value: Any) -> bool:
    return isinstance(value, Number)  # Decimal and Fraction among them


def _numbers(got: Any, wanted: Any, rules: Rules) -> str | None:
    return None if _is_number(got) and is_close(got, wanted, rules) else _plainly(got, wanted)


def _texts(got: Any, wanted: Any, _: Rules) -> str | None:
    if type(got) is not type(wanted):
        return _plainly(got, wanted)
    if got == wanted:
        return None
    if max(len(wanted), len(got)) <= SHOWN:
        return _plainly(got, wanted)
    pairs = zip(got, wanted, strict=False)
    shorter = min(len(got), len(wanted))
    at = next((place for place, pair in enumerate(pairs) if pair[0] != pair[1]), shorter)
    return (
        f"from character {at + 1} on, expected {shown(wanted[at : at + 40])}, got {shown(got[at : at + 40])}"
    )


def _sequences(got: Any, wanted: Any, rules: Rules) -> str | None:
    if type(got) is not type(wanted):
        return f"expected {kind_of(wanted)}, got {kind_of(got)}"
    if not rules.order:
        return compare_items(got, wanted, rules)
    for place, (theirs, ours) in enumerate(zip(got, wanted, strict=False)):
        found = _differ(theirs, ours, rules)
        if found:
            return f"at index {place}, {found}"
    if len(got) == len(wanted):
        return None
    missing = f"; missing: {shown(wanted[len(got)])}" if len(got) < len(wanted) else ""
    return f"expected {count(len(wanted), 'item')}, got {len(got)}{missing}"


def compare_items(got: Sequence[Any], wanted: Sequence[Any], rules: Rules) -> str | None:
    """Each wanted item has one of its own among what was got, in any order."""
    try:
        if Counter(got) == Counter(wanted):
            return None
    except TypeError:  # lists and such can't be counted
        pass
    if max(len(got), len(wanted)) > _MANY:
        return _sequences(_sorted(got), _sorted(wanted), Rules(rules.rel, rules.abs, rules.form))
    left = list(got)
    for item in wanted:
        place = next((i for i, each in enumerate(left) if _differ(each, item, rules) is None), None)
        if place is None:
            return f"{shown(item)} is missing"
        del left[place]
    return f"{shown(left[0])} is too much" if left else None


def _sets(got: Any, wanted: Any, rules: Rules) -> str | None:
    if not isinstance(got, AbstractSet):  # a dict's keys are one
        return f"expected {kind_of(wanted)}, got {kind_of(got)}"
    return compare_items(_sorted(got), _sorted(wanted), rules)


def _sorted(items: Any) -> list[Any]:
    numbers = all(isinstance(item, (int, float)) for item in items)
    return sorted(items) if numbers else sorted(items, key=lambda item: (type(item).__name__, repr(item)))


def _mappings(got: Any, wanted: Any, rules: Rules) -> str | None:
    if not isinstance(got, dict):
        return f"expected a dict, got {kind_of(got)}"
    for key, value in wanted.items():
        if key not in got:
            return f"the key {shown(key)} is missing"
        found = _differ(got[key], value, rules)
        if found:
            return f"at key {shown(key)}, {found}"
    extra = next((key for key in got if key not in wanted), None)
    return f"the key {shown(extra)} is too much" if len(got) > len(wanted) else None


def compare_arrays(got: Any, wanted: Any, rules: Rules) -> str | None:
    """Shapes, then value by value."""
    if not is_array(got):
        return f"expected an array, got {kind_of(got)}"
    if got.shape != wanted.shape:
        return f"expected an array of shape {wanted.shape}, got one of shape {got.shape}"
    if rules.dtype and got.dtype != wanted.dtype:
        return f"expected an array of {wanted.dtype}, got one of {got.dtype}"
    if not rules.order:
        return compare_items(got.tolist(), wanted.tolist(), rules)
    pairs = zip(got.ravel().tolist(), wanted.ravel().tolist(), strict=True)
    for flat, (theirs, ours) in enumerate(pairs):
        found = _differ(theirs, ours, rules)
        if found:
            return f"at index {_place(flat, wanted.shape)}, {found}" if wanted.shape else found
    return None


def _place(flat: int, shape: tuple[int, ...]) -> str:
    places: list[str] = []
    for size in reversed(shape):
        places.append(str(flat % size))
        flat //= size
    return ", ".join(reversed(places))


def _tables(got: Any, wanted: Frame, rules: Rules) -> str | None:
    return compare_frames(got, wanted, rules, _sequences, compare_items)


def _others(got: Any, wanted: Other, _: Rules) -> str | None:
    same = isinstance(got, Other) and got == wanted and wanted.type == MISSING
    return None if same else f"expected {shown(wanted)}, got {shown(got)}"


_KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Any, Rules], str | None]], ...] = (
    (_is_number, _numbers),
    (lambda wanted: isinstance(wanted, (str, bytes, bytearray)), _texts),
    (lambda wanted: isinstance(wanted, (list, tuple, deque)), _sequences),
    (lambda wanted: isinstance(wanted, AbstractSet), _sets),
    (lambda wanted: isinstance(wanted, Mapping), _mappings),
    (is_array, compare_arrays),
    (lambda wanted: isinstance(wanted, Frame), _tables),
    (lambda wanted: isinstance(wanted, Other), _others),
)
