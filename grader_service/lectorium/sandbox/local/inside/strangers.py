"""Classes of a notebook whose values say that they equal anything."""

from __future__ import annotations

import contextlib
import gc
import random
import secrets
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from lectorium.sandbox.local.inside.libraries import is_from_library

_NUMBERS: Final = (int, float, complex)
_FILLED: Final = (str, bytes, list, tuple, dict, set, frozenset)
_STOCK: Final = (types.WrapperDescriptorType, types.MethodDescriptorType, types.NoneType)
_mro = type.mro  # a metaclass has no say
_set = object.__setattr__
_random: Final = random.SystemRandom()
_objects, _is_subclass = gc.get_objects, issubclass


class Strangers:
    """Looks at the classes that have come since it last did, and at those of the notebook again."""

    def __init__(self) -> None:
        self.libraries = {id(kind): kind for kind in _all_classes()}
        self.known: type | None = None
        """A class that came with the kernel: where the collector knows it, it knows all that came later."""

    def start(self) -> None:
        """In a kernel, whose zygote's own objects the collector doesn't look at any more."""
        self.known = type("Known", (), {})

    def friends_of_all(self) -> Iterator[str]:
        """Names of the classes written here that equal what they have never heard of."""
        for kind in self._with_own_comparison():
            if _equals_strangers(kind):
                yield kind.__name__

    def _with_own_comparison(self) -> Iterator[type]:
        for kind in self._classes():
            if id(kind) in self.libraries:
                continue
            library = is_from_library(kind)
            own = (vars(kind).get("__eq__"), vars(kind).get("__ne__"))
            if any(_is_written_here(one, library) for one in own):
                yield kind
            elif library:
                self.libraries[id(kind)] = kind

    def _classes(self) -> Iterable[type]:
        """At least those that came since the start. To walk through all would copy a page for each."""
        found = [thing for thing in _objects() if _is_subclass(type(thing), type)]
        return found if any(kind is self.known for kind in found) else _all_classes()


def _all_classes() -> Iterator[type]:
    """Every class there is, by id: what hashing one does is up to its metaclass."""
    waiting: list[type] = [object]
    seen = {id(object)}
    while waiting:
        found: list[type] = type.__subclasses__(waiting.pop())
        for below in found:
            if id(below) not in seen:
                seen.add(id(below))
                waiting.append(below)
                yield below


def _is_written_here(comparison: Any, library: bool) -> bool:
    """Whether it is a notebook's: a function, or whatever else can stand in a class for one."""
    if isinstance(comparison, _STOCK):
        return False
    if type(comparison) is types.FunctionType:
        return not is_from_library(comparison)
    return not library


def _equals_strangers(kind: type) -> bool:
    """Whether a made-up instance of it equals values that it can't know."""
    made = _instance(kind)
    if made is None:
        return False
    _pretend(made, kind)
    if any(_all_equal(made, numbers) for numbers in _numbers()):
        return True
    text, items = (_all_equal(made, others) for others in (_texts(), _lists()))
    if issubclass(kind, _FILLED):
        return text or items
    # With nothing in it, a collection equals the items of any other, item for item; and so what has some.
    return text != items or (text and _all_equal(made, (None, object(), 0.5)))


def _instance(kind: type) -> Any:
    """A value of it that was never initialized; with something in it where its base says how."""
    for base in _mro(kind):
        arguments: Sequence[tuple[Any, ...]] = ((), ((3,),))
        if base in _NUMBERS:
            arguments = ((secrets.randbits(40),), ())
        elif base in _FILLED:
            arguments = ((_filling(base),), ())
        elif not is_from_library(base):
            continue
        for given in arguments:
            with contextlib.suppress(Exception):
                return _filled(base.__new__(kind, *given), base)
    return None


def _filling(base: type) -> Any:
    text = secrets.token_hex(20)
    if base is bytes:
        return text.encode()
    return text if base is str else dict.fromkeys(text) if base is dict else list(text)


def _filled(made: Any, base: type) -> Any:
    fill: dict[type, Callable[..., Any]] = {list: list.extend, dict: dict.update, set: set.update}
    if base in fill:
        fill[base](made, _filling(base))
    return made


def _pretend(made: Any, kind: type) -> None:
    """Give it the attributes that its comparison asks for: texts, which nothing equals by chance."""
    for name in ("__eq__", "__ne__"):
        comparison = vars(kind).get(name)
        if type(comparison) is not types.FunctionType:
            continue
        code = comparison.__code__
        for word in (*code.co_names, *code.co_consts):
            if isinstance(word, str) and word.isidentifier() and not word.startswith("__"):
                with contextlib.suppress(Exception):
                    if not hasattr(made, word):
                        _set(made, word, secrets.token_hex(19))


def _numbers() -> Iterator[list[Any]]:
    """In a row, so that no remainder is common to all; and of several sizes."""
    for least in (_random.randrange(5, 80), _random.randrange(10**3, 10**6), secrets.randbits(60)):
        yield [least + step for step in range(8)]
    yield [_random.uniform(1e3, 1e6) for _ in range(4)]


def _texts() -> list[Any]:
    return [secrets.token_hex(length) for length in (4, 20, 30)]


def _lists() -> list[Any]:
    return [[secrets.randbits(60) for _ in range(length)] for length in (1, 5, 40)]


def _all_equal(one: Any, others: Sequence[Any]) -> bool:
    return all(_says_yes(one, other) for other in others)


def _says_yes(one: Any, other: Any) -> bool:
    try:
        return (one == other) is True or (_has_own_unequal(type(one)) and (one != other) is False)
    except Exception:
        return False


def _has_own_unequal(kind: type) -> bool:
    """Python's own makes a bool of whatever `==` gives; a class of formulas gives formulas."""
    return any(not isinstance(vars(base).get("__ne__"), _STOCK) for base in _mro(kind))
