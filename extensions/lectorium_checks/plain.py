"""A live value with numpy's and pandas' own kinds made comparable; other values as they are."""

from __future__ import annotations

import sys
from typing import Any

from lectorium_checks.kinds import Frame


def plain(value: Any) -> Any:
    """Numbers, arrays and tables inside lists, tuples and dicts too; what is unknown stays itself."""
    if isinstance(value, (list, tuple)):
        items = [plain(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    return _numpy(value, sys.modules.get("numpy"), sys.modules.get("pandas"))


def _numpy(value: Any, numpy: Any, pandas: Any) -> Any:
    if numpy is not None and isinstance(value, numpy.generic) and not isinstance(value, numpy.void):
        return value.item()
    if pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series)):
        return _frame(value, isinstance(value, pandas.Series))
    return value


def _frame(value: Any, series: bool) -> Frame:
    columns = [value.name] if series else list(value.columns)
    parts = [value] if series else [value.iloc[:, place] for place in range(len(columns))]
    return Frame(
        columns=[plain(name) for name in columns],
        index=[plain(label) for label in value.index],
        dtypes=[str(part.dtype) for part in parts],
        data=[part.tolist() for part in parts],
        series=series,
    )
