"""Values as tagged JSON: written inside the sandbox, read outside.

Never pickle: reading must not run anything. Every value is an object `{"t": tag, …}`; what
has no tag of its own travels as its type's name and a cut repr, and equals nothing.
"""

from __future__ import annotations

import base64
import math
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from lectorium.sandbox.encoding import MAX_BYTES, MAX_DEPTH, MAX_REPR, TooBig, encode, short_repr

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_REPR",
    "Array",
    "Frame",
    "Missing",
    "Opaque",
    "Raised",
    "TooBig",
    "Unreadable",
    "decode",
    "encode",
    "short_repr",
]

_DTYPE: Final = re.compile(r"[<>|=]?([biufcSUMm])(\d{1,9})(\[\w{1,12}\])?")
_CHARACTER_BYTES: Final = 4  # of numpy's text


class Unreadable(ValueError):
    """The JSON is no value that `encode` wrote."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value of a type that isn't carried. Equals no literal."""

    type: str
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Array:
    """A numpy array: dtype string, shape, and its bytes in C order.

    Of dtype `|O` (objects) it has `items` instead of bytes, in the same order.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    items: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        return f"numpy array of {self.dtype}, shape {self.shape}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A pandas frame (or, with `name`, a series): labels and columns of plain values."""

    columns: tuple[Any, ...]
    index: tuple[Any, ...]
    dtypes: tuple[str, ...]
    data: tuple[tuple[Any, ...], ...]
    series: bool = False

    def __repr__(self) -> str:
        what = "series" if self.series else "frame"
        return f"pandas {what}, {len(self.index)} rows, columns {list(self.columns)!r}"


@dataclass(frozen=True, slots=True)
class Missing:
    """What pandas puts in the place of a value that isn't there: `NaT` or `NA`."""

    name: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception object that was returned as a value."""

    type: str
    message: str


def decode(encoded: Any) -> Any:
    """The value that tagged JSON stands for. Raises Unreadable for anything else."""
    try:
        return _decode(encoded, 0)
    except Unreadable:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, MemoryError) as error:
        raise Unreadable(f"no value: {error}") from error


def _decode(encoded: Any, depth: int) -> Any:
    if not isinstance(encoded, dict) or depth > 2 * MAX_DEPTH:
        raise Unreadable("no value")
    tag = encoded["t"]
    if tag in _SCALARS:
        return _SCALARS[tag](encoded)
    if tag in _CONTAINERS:
        return _CONTAINERS[tag](encoded, depth)
    raise Unreadable(f"unknown tag {tag!r}")


def _items(encoded: dict[str, Any], depth: int) -> list[Any]:
    return [_decode(item, depth + 1) for item in encoded["v"]]


def _listed(encoded: Any, depth: int) -> list[Any]:
    """Where only a list is ever written: a range in its place would be written out here."""
    found = _decode(encoded, depth)
    if not isinstance(found, list):
        raise Unreadable("no list")
    return found


def _read_text(encoded: dict[str, Any]) -> str:
    if "b64" in encoded:
        return base64.b64decode(encoded["b64"]).decode("utf-8", "surrogatepass")
    return str(encoded["v"])


def _read_dict(encoded: dict[str, Any], depth: int) -> dict[Any, Any]:
    return {_decode(k, depth + 1): _decode(v, depth + 1) for k, v in encoded["v"]}


def _read_array(encoded: dict[str, Any]) -> Array:
    shape = tuple(int(size) for size in encoded["shape"])
    dtype, data = str(encoded["dtype"]), base64.b64decode(encoded["v"])
    known = _DTYPE.fullmatch(dtype)
    if known is None or min(shape, default=0) < 0:
        raise Unreadable("no array")
    size = int(known[2]) * (_CHARACTER_BYTES if known[1] == "U" else 1)
    if math.prod(shape) * size != len(data):
        raise Unreadable("an array of another size than it says")
    return Array(dtype, shape, data)


def _read_objects(encoded: dict[str, Any], depth: int) -> Array:
    shape = tuple(int(size) for size in encoded["shape"])
    items = tuple(_listed(encoded["v"], depth + 1))
    if min(shape, default=0) < 0 or math.prod(shape) != len(items):
        raise Unreadable("an array of another size than it says")
    return Array("|O", shape, b"", items)


def _read_frame(encoded: dict[str, Any], depth: int) -> Frame:
    return Frame(
        tuple(_listed(encoded["columns"], depth + 1)),
        tuple(_listed(encoded["index"], depth + 1)),
        tuple(str(dtype) for dtype in encoded["dtypes"]),
        tuple(tuple(_listed(part, depth + 1)) for part in encoded["v"]),
        bool(encoded["series"]),
    )


_SCALARS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "none": lambda _: None,
    "bool": lambda e: bool(e["v"]),
    "int": lambda e: int(e["v"], 16),
    "float": lambda e: float(e["v"]),
    "complex": lambda e: complex(float(e["v"][0]), float(e["v"][1])),
    "str": _read_text,
    "bytes": lambda e: base64.b64decode(e["v"]),
    "bytearray": lambda e: bytearray(base64.b64decode(e["v"])),
    "exception": lambda e: Raised(str(e["type"]), str(e["message"])),
    "ndarray": _read_array,
    "decimal": lambda e: Decimal(str(e["v"])),
    "fraction": lambda e: Fraction(*(int(part["v"], 16) for part in e["v"])),
    "datetime": lambda e: datetime.fromisoformat(str(e["v"])),
    "date": lambda e: date.fromisoformat(str(e["v"])),
    "time": lambda e: time.fromisoformat(str(e["v"])),
    "timedelta": lambda e: timedelta(*(int(part) for part in e["v"])),
    "missing": lambda e: Missing(str(e["v"])),
    "object": lambda e: Opaque(str(e["type"]), str(e["repr"])),
    "too_big": lambda e: Opaque(str(e["type"]), f"a {e['type']} that is too big: {e['why']}"),
}
_CONTAINERS: dict[str, Callable[[dict[str, Any], int], Any]] = {
    "list": _items,
    "tuple": lambda e, depth: tuple(_items(e, depth)),
    "set": lambda e, depth: set(_items(e, depth)),
    "frozenset": lambda e, depth: frozenset(_items(e, depth)),
    "dict": _read_dict,
    "deque": lambda e, depth: deque(_items(e, depth)),
    "keys": lambda e, depth: dict.fromkeys(_items(e, depth)).keys(),
    "values": lambda e, depth: dict(enumerate(_items(e, depth))).values(),
    "items": lambda e, depth: dict(_items(e, depth)).items(),
    "range": lambda e, depth: range(*_items(e, depth)),
    "array": _read_objects,
    "frame": _read_frame,
}
