"""Functions that a notebook runs after each cell: a clock is one, and so is what wipes off a failure."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Final

from lectorium.sandbox.local.inside.libraries import is_from_library

_REACHES: Final = frozenset(
    {"error_in_exec", "error_before_exec", "info", "raw_cell", "__dict__", "__class__", "__setattr__"}
    | {"setattr", "delattr", "vars", "getattr", "exec", "eval", "compile", "globals", "__import__"}
    | {"_getframe", "currentframe", "f_back", "stack", "gc", "ctypes", "In", "_ih", "history_manager"}
    | {"get_ipython", "register", "unregister"}
)
"""Names by which a function can get at a cell's text, its result, or the machinery."""


def is_late(event: str, hook: Any) -> bool:
    """Whether it only runs after a cell, and reaches nothing that decides whether a test passed."""
    if not event.startswith("post_"):
        return False
    function = hook.__func__ if type(hook) is types.MethodType else hook
    return type(function) is types.FunctionType and not _words(function) & _REACHES


def _words(function: types.FunctionType) -> set[str]:
    """Names and texts in its code, and in that of the notebook's own functions which it calls."""
    words: set[str] = set()
    waiting, seen = [function], {id(function)}
    while waiting:
        known = waiting.pop()
        found = {word for code in _codes(known.__code__) for word in (*code.co_names, *_texts(code))}
        words |= found
        named = [known.__globals__.get(word) for word in found]
        for other in (*named, *_enclosed(known)):
            if type(other) is types.FunctionType and id(other) not in seen and not is_from_library(other):
                seen.add(id(other))
                waiting.append(other)
    return words


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _texts(code: types.CodeType) -> Iterator[str]:
    return (constant for constant in code.co_consts if isinstance(constant, str))


def _enclosed(function: types.FunctionType) -> Iterator[Any]:
    """What a closure holds."""
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not set yet
            continue
