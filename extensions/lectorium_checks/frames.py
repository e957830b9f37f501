"""Tables: their columns, their rows, their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from lectorium_checks.kinds import Frame, Rules, count, kind_of, shown

Compare = Callable[[Any, Any, Rules], "str | None"]


def compare_frames(got: Any, wanted: Frame, rules: Rules, ordered: Compare, unordered: Compare) -> str | None:
    """The first difference; lists of values are compared by the two functions given.

    Where order doesn't count, neither do the row labels.
    """
    if not isinstance(got, Frame) or got.series != wanted.series:
        return f"expected {kind_of(wanted)}, got {kind_of(got)}"
    if not wanted.series and (found := _columns(got, wanted, rules)):
        return found
    if len(got.index) != len(wanted.index):
        return f"expected {count(len(wanted.index), 'row')}, got {len(got.index)}"
    mine = got if got.series else _in_order_of(got, wanted.columns)
    if rules.dtype and (found := _types(mine, wanted)):
        return found
    if not rules.order:
        return unordered(_rows(mine), _rows(wanted), rules)
    labels = ordered(list(mine.index), list(wanted.index), replace(rules, rel=0.0, abs=0.0))
    return f"in the row labels, {labels}" if labels else _cells(mine, wanted, rules, ordered)


def _columns(got: Frame, wanted: Frame, rules: Rules) -> str | None:
    missing = [name for name in wanted.columns if name not in got.columns]
    extra = [name for name in got.columns if name not in wanted.columns]
    if missing:
        return f"the column {shown(missing[0])} is missing"
    if extra:
        return f"the column {shown(extra[0])} is too much"
    names, ours = list(got.columns), list(wanted.columns)
    if len(names) != len(ours) or (rules.order and names != ours):
        return f"expected the columns {shown(ours)}, got {shown(names)}"
    return None


def _in_order_of(frame: Frame, columns: Sequence[Any]) -> Frame:
    if list(frame.columns) == list(columns):
        return frame
    places = [list(frame.columns).index(name) for name in columns]
    dtypes, data = [frame.dtypes[place] for place in places], [frame.data[place] for place in places]
    return replace(frame, columns=columns, dtypes=dtypes, data=data)


def _types(got: Frame, wanted: Frame) -> str | None:
    for name, theirs, ours in zip(wanted.columns, got.dtypes, wanted.dtypes, strict=True):
        if theirs != ours:
            where = "" if wanted.series else f"in the column {shown(name)}, "
            return f"{where}expected {ours}, got {theirs}"
    return None


def _cells(got: Frame, wanted: Frame, rules: Rules, ordered: Compare) -> str | None:
    for name, theirs, ours in zip(wanted.columns, got.data, wanted.data, strict=True):
        for row, value, mine in zip(wanted.index, theirs, ours, strict=True):
            found = ordered([value], [mine], rules)
            if found:
                column = "" if wanted.series else f", column {shown(name)}"
                return f"at row {shown(row)}{column}, {found.removeprefix('at index 0, ')}"
    return None


def _rows(frame: Frame) -> list[tuple[Any, ...]]:
    return list(zip(*frame.data, strict=True))
