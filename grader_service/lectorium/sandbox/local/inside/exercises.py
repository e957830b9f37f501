"""What programs do first with a library, done beforehand in the zygote.

Much of a library is made when it is first used: tables of types, functions adapted to what they are
called with, modules imported late. What the zygote has made, no test has to make. Nothing here draws
random numbers, warns, or changes a setting.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from typing import Any, Final

_TIMES: Final = 10  # the interpreter adapts a function after some calls


def run() -> None:
    """Those of the modules that are there."""
    for name, exercise in _EXERCISES.items():
        module = sys.modules.get(name)
        if module is not None:
            with contextlib.suppress(Exception):  # another version; then it is only colder
                for _ in range(_TIMES):
                    exercise(module)


def _numpy(np: Any) -> None:
    row = np.arange(6)
    table = row.reshape(2, 3) * 2.0 + np.ones((2, 3))
    table.sum(axis=0), table.mean(), table.max(), table.T @ table, row[row > 2], row[1:3]
    np.array([[1, 2], [3, 4]]), np.zeros(3), np.linspace(0, 1, 3), np.where(row > 2, row, 0)
    np.sqrt(table), np.allclose(table, table), np.concatenate([row, row]), np.argsort(row), np.unique(row)
    str(table), str(row), float(row.sum()), row.tolist(), np.dot(row, row)


def _pandas(pd: Any) -> None:
    table = pd.DataFrame({"name": ["a", "b", "a"], "number": [1, 2, 3], "part": [0.5, 1.5, 2.5]})
    table["sum"] = table["number"] + table["part"]
    table[table["number"] > 1], table.loc[0, "name"], table.iloc[0], table.head(2), table.shape
    table.groupby("name")["number"].sum().to_dict(), table.groupby("name").agg({"part": "mean"})
    table.sort_values("number", ascending=False).reset_index(drop=True), table.drop(columns=["part"])
    table.merge(pd.DataFrame({"name": ["a", "b"], "more": [1, 2]}), on="name"), table["name"].value_counts()
    table["number"].mean(), table["number"].apply(str), table["name"].str.upper(), table.isna().sum()
    table.to_dict("records"), pd.Series([1, 2, 3]).max(), str(table), table.describe()
    pd.read_csv(io.StringIO("x,y\n1,a\n2,b\n")), pd.concat([table, table]), pd.to_datetime(["2020-01-01"])
    for _ in table.itertuples():
        pass


_EXERCISES: Final[dict[str, Callable[[Any], None]]] = {"numpy": _numpy, "pandas": _pandas}
