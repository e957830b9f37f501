"""Probes: cells that must fail, run beside a test to see whether the kernel still tells the truth.

A heuristic. Code that owns the interpreter can learn to answer; see docs/explanation/fairness.md.
"""

from __future__ import annotations

import ast
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lectorium.sandbox.local.talk import Message

_random: Final = random.SystemRandom()
_EXCUSED: Final = {"MemoryError", "RecursionError", "KeyboardInterrupt", "CancelledError"}
_PASSED: Final = "an assertion that can't hold passed: the kernel doesn't report failures any more"
_EQUALS_ALL: Final = "`{text}` was also true with another value in the place of the expected one"
_OTHERWISE: Final = "an assertion that can't hold failed in another way than it must ({name})"
_PLACES: Final = ((False, True), (True, False), (True, True))
_WEIGHTS: Final = (6, 3, 1)  # a probe after a test that failed is saved


@dataclass(frozen=True, slots=True)
class Probe:
    """A cell that must fail with this message. `copied` is the test's own line that it changes."""

    source: str
    message: str
    copied: str | None = None

    def reason(self, reply: Message | None) -> str | None:
        """Why the kernel can't be believed, by its reply to this probe; None if it can."""
        if reply is None:
            return None
        content = reply["content"]
        if content.get("status") == "ok":
            return _EQUALS_ALL.format(text=self.copied) if self.copied else _PASSED
        name, message = str(content.get("ename"))[:100], content.get("evalue")
        if self.copied or name in _EXCUSED or (name == "AssertionError" and message == self.message):
            return None
        return _OTHERWISE.format(name=name)


def places() -> tuple[bool, bool]:
    """Whether a probe runs before the test, and after: at random, but never neither."""
    return _random.choices(_PLACES, _WEIGHTS)[0]


def make(test: str) -> Probe:
    """A random probe that looks like the test's own asserts: a changed copy of one where that is safe."""
    message = secrets.token_hex(_random.randint(4, 9))
    copies = list(_changed_copies(test, message))
    if copies and _random.random() < 0.5:
        return _random.choice(copies)
    left, right = _random.sample(range(10 ** _random.randint(2, 6)), 2)
    shape = _random.choice(("{0} == {1}", "[{0}, {1}] == [{1}, {0}]", "'{0}' == '{1}'", "{0} in ({1},)"))
    return Probe(f"assert {shape.format(left, right)}, {message!r}", message)


def _changed_copies(test: str, message: str) -> Iterator[Probe]:
    """Copies of `assert name == literal` with another literal: they run none of the student's functions."""
    try:
        statements = ast.parse(test).body
    except (SyntaxError, ValueError, RecursionError):  # cell magic: IPython's to read
        return
    for statement in statements:
        match statement:
            case ast.Assert(
                test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=expected)])
            ) if _only_looks(left):
                text = ast.unparse(left)
                source = f"assert {text} == {_another(expected)!r}, {message!r}"
                yield Probe(source, message, f"{text} == {expected!r}"[:200])


def _only_looks(expression: ast.expr) -> bool:
    """Whether it is a name, or a constant place in one."""
    while isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Constant):
        expression = expression.value
    return isinstance(expression, ast.Name)


def _another(expected: Any) -> Any:
    if isinstance(expected, str):
        return secrets.token_hex(max(2, len(expected) // 2))
    if isinstance(expected, float):
        return _random.uniform(1e6, 1e9)
    return _random.randint(10**6, 10**12)
