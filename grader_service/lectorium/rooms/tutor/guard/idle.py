"""Tests that are passed without doing anything: by a constant, or by giving back what was given."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lectorium.rooms.tutor.guard.known import Case


def idly_passed(tests: Sequence[Case]) -> list[frozenset[str]]:
    """For each program that does nothing the tests that it passes."""
    does: dict[tuple[str, object], set[str]] = {}
    for case in tests:
        if case.kind != "call":
            continue
        does.setdefault(("constant", case.expected), set()).add(case.id)
        for position, argument in enumerate(_arguments(case.input)):
            if argument == case.expected:
                does.setdefault(("argument", position), set()).add(case.id)
    return [frozenset(ids) for ids in does.values()]


def _arguments(call: str) -> list[str]:
    """The arguments of a test's call as they stand in an expected value."""
    try:
        node = ast.parse(call.strip(), mode="eval").body
        return [repr(ast.literal_eval(each)) for each in node.args] if isinstance(node, ast.Call) else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
