"""Classes of a notebook whose values say that they equal anything."""

from __future__ import annotations

import secrets
import types
from collections.abc import Iterator
from typing import Any, Final

from lectorium.sandbox.local.inside.libraries import is_from_library

_BASES: Final = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
_mro = type.mro  # a metaclass has no say


class Strangers:
    """Looks at the classes that have come since it last did, and at those of the notebook again."""

    def __init__(self) -> None:
        self.libraries = _direct()

    def friends_of_all(self) -> Iterator[str]:
        """Names of the classes written here that equal what they have never heard of."""
        for kind in self._with_own_comparison():
            if _equals_strangers(kind):
                yield kind.__name__

    def _with_own_comparison(self) -> Iterator[type]:
        waiting = _direct()
        seen = self.libraries.copy()
        while waiting:
            name, kind = waiting.popitem()
            if name in seen:
                continue
            seen[name] = kind
            own = vars(kind).get("__eq__")
            if type(own) is types.FunctionType and not is_from_library(own):
                yield kind
            if is_from_library(kind):
                self.libraries[name] = kind
            else:
                found: list[type] = type.__subclasses__(kind)
                waiting |= {id(below): below for below in found}


def _direct() -> dict[int, type]:
    """The subclasses of what values are, by id: what hashing one does is up to its metaclass."""
    return {id(kind): kind for base in _BASES for kind in type.__subclasses__(base)}


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
