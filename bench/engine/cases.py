"""The programs that all contenders run: each reads a number and prints one."""

from __future__ import annotations

from dataclasses import dataclass

TRIVIAL = """\
def double(number):
    return 2 * number

print(double(int(input())))
"""
NUMPY = """\
import numpy as np

print(int((2 * np.arange(int(input()) + 1)).max()))
"""
PANDAS = """\
import pandas as pd

number = int(input())
table = pd.DataFrame({"key": ["a", "b", "a"], "value": [number, 1, number]})
print(int(table.groupby("key")["value"].sum()["a"]))
"""


@dataclass(frozen=True)
class Case:
    """A program whose output is twice its input; ``preload`` is what it imports."""

    name: str
    code: str
    preload: tuple[str, ...] = ()


CASES = {
    case.name: case
    for case in (
        Case("trivial", TRIVIAL),
        Case("numpy", NUMPY, ("numpy",)),
        Case("pandas", PANDAS, ("numpy", "pandas")),
    )
}
