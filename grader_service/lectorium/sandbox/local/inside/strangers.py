"""Classes of a notebook whose values say that they equal anything."""

from __future__ import annotations

import secrets
import types
from collections.abc import Iterator
from typing import Any, Final

from lectorium.sandbox.local.inside.libraries import is_from_library

_BASES: Final = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
_subclasses, _mro = type.__subclasses__, type.mro  # a metaclass has no say


def friends_of_all() -> Iterator[str]:
    """Names of the classes written here that equal what they have never heard of."""
    for kind in _with_own_comparison():
        if _equals_strangers(kind):
            yield kind.__name__


def _with_own_comparison() -> Iterator[type]:
    waiting = [kind for base in _BASES for kind in _subclasses(base)]
    seen: set[int] = set()
    while waiting:
        kind = waiting.pop()
        own = vars(kind).get("__eq__")
        if type(own) is types.FunctionType and not is_from_library(own) and id(kind) not in seen:
            yield kind
        if kind.__module__ == "__main__" and id(kind) not in seen:
            waiting += _subclasses(kind)
        seen.add(id(kind))


def _equals_strangers(kind: type) -> bool:
    """Whether a bare instance of it equals random values of several types."""
    made: Any = next(base for base in _mro(kind) if base in _BASES)
    try:
        bare = made.__new__(kind)
    except Exception:
        return False
    number = secrets.randbits(60)
    return any(_says_yes(bare, stranger) for stranger in (number, number / 7, str(number), [number]))


def _says_yes(one: Any, other: Any) -> bool:
    try:
        return (one == other) is True
    except Exception:
        return False
