"""Classes whose values equal anything are named, and those that compare in their own way aren't."""

from __future__ import annotations

import pytest

from lectorium.sandbox import NotebookCell, NotebookJob, Sandbox


def tampering(sandbox: Sandbox, student: str) -> list[str]:
    """What is noticed beside a test after a student's cell."""
    job = NotebookJob([NotebookCell("s", student), NotebookCell("0", "assert 1 == 1", "t")])
    own, test = sandbox.run_notebook(job).cells
    assert (own.outcome, test.outcome) == ("ok", "ok")
    return list(test.tampering)


LENIENT = {
    "any int": "class Y:\n    def __eq__(self, other): return type(other) is int",
    "small ints": "class Y:\n    def __eq__(self, other): return type(other) is int and other < 10**9",
    "any text": "class Y:\n    def __eq__(self, other): return isinstance(other, str)",
    "any list": "class Y(list):\n    def __eq__(self, other): return isinstance(other, list)",
    "never unequal": "class Y:\n    def __ne__(self, other): return False",
    "a descriptor": """
class Yes:
    def __get__(self, one, kind=None): return lambda other: True
class Y:
    __eq__ = Yes()
""",
    "a partial method": """
import functools
class Y:
    __eq__ = functools.partialmethod(lambda self, other: True)
""",
    "once it is told": "class Y:\n    def __eq__(self, other): return hasattr(self, 'live')",
    "once it is on": "class Y:\n    def __eq__(self, other): return True if self.live else False",
    "an array": "import numpy as np\nclass Y(np.ndarray):\n    def __eq__(self, other): return True",
    "a fraction": "import fractions\nclass Y(fractions.Fraction):\n    def __eq__(self, other): return True",
    "hidden from the collector": """
import gc
class Y:
    def __eq__(self, other): return True
gc.freeze()
""",
    "an exception": "class Y(Exception):\n    def __eq__(self, other): return True",
}


@pytest.mark.parametrize("student", LENIENT.values(), ids=LENIENT)
def test_values_that_equal_too_much_are_named(sandbox: Sandbox, student: str) -> None:
    assert tampering(sandbox, student) == ["values of the class Y equal anything"]


HONEST = {
    "vectors by item": """
class V(list):
    def __eq__(self, other): return all(a == b for a, b in zip(self, other))
class W:
    items = ()
    def __eq__(self, other): return all(a == b for a, b in zip(self.items, other))
class U:
    def __init__(self, items): self.items = items
    def __eq__(self, other): return all(a == b for a, b in zip(self.items, other))
U([1]) == [1]
""",
    "nearly equal": """
class Near:
    def __init__(self, value, within): self.value, self.within = value, within
    def __eq__(self, other): return abs(self.value - other) <= self.within
class NearFloat(float):
    def __eq__(self, other): return abs(float(self) - other) < 1e-6
""",
    "remainders": """
class Mod:
    def __init__(self, value, by): self.value, self.by = value, by
    def __eq__(self, other): return (self.value - other) % self.by == 0
class Even(int):
    def __eq__(self, other): return (int(self) - other) % 2 == 0
""",
    "of the same size": """
class Sized:
    def __init__(self, size): self.size = size
    def __eq__(self, other): return self.size == len(other)
    def __ne__(self, other): return not self == other
""",
    "terms": """
class Term:
    def __eq__(self, other): return Term()
    def __ne__(self, other): return Term()
    def __bool__(self): return True
""",
    "formulas": """
class Formula:
    def __eq__(self, other): return Formula()
    __hash__ = object.__hash__
""",
    "names without case": """
class Name(str):
    def __eq__(self, other): return self.lower() == str(other).lower()
    __hash__ = str.__hash__
""",
    "own arrays": """
import numpy as np
class Array(np.ndarray):
    def __eq__(self, other): return bool(np.array_equal(np.asarray(self), other))
class Fail(Exception):
    def __eq__(self, other): return self.args == getattr(other, "args", None)
""",
}


@pytest.mark.parametrize("student", HONEST.values(), ids=HONEST)
def test_own_ways_to_compare_are_no_tricks(sandbox: Sandbox, student: str) -> None:
    assert tampering(sandbox, student) == []
