"""The writing half of tagged JSON: runs in the student's interpreter.

Standard library only. A type's own methods are asked, never those of a student's subclass.
"""

from __future__ import annotations

import base64
import sys
from collections import deque
from typing import Any

MAX_BYTES = 256 * 1024
MAX_DEPTH = 60
MAX_REPR = 500
_LONG_BITS = 13_000  # Python refuses to write out integers a little longer than that


class TooBig(ValueError):
    """The value doesn't fit in what is carried."""


def encode(value: object, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Tagged JSON of a value. Too big or too deep becomes the tag `too_big`; never raises it."""
    try:
        return _Encoder(max_bytes).encode(value, 0)
    except TooBig as error:
        return {"t": "too_big", "type": type(value).__name__, "why": str(error)}


def _is_plain_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _text(text: str) -> dict[str, Any]:
    text = str.__str__(text)
    if _is_plain_text(text):
        return {"t": "str", "v": text}
    return {"t": "str", "b64": _b64(text.encode("utf-8", "surrogatepass"))}


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def short_repr(value: object) -> str:
    """A cut repr that never raises, clean enough to store."""
    if type(value) is int and value.bit_length() > _LONG_BITS:
        return f"an integer of about {round(value.bit_length() * 0.30103)} digits"
    try:
        text = str.__str__(repr(value))
    except BaseException as error:  # noqa: BLE001 (a student's __repr__ raises what it likes)
        text = f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    text = text if len(text) <= MAX_REPR else text[:MAX_REPR] + "…"
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode("utf-8")


# Any: each type's own method takes only its own instances.
_SEQUENCES: tuple[tuple[Any, str], ...] = (
    (list, "list"),
    (tuple, "tuple"),
    (set, "set"),
    (frozenset, "frozenset"),
    (deque, "deque"),
    (type({}.keys()), "keys"),
    (type({}.values()), "values"),
    (type({}.items()), "items"),
)


class _Encoder:
    """Spends a budget of bytes while it walks, so that nothing large is ever built."""

    def __init__(self, budget: int) -> None:
        self.budget = budget

    def spend(self, size: int) -> None:
        self.budget -= size
        if self.budget < 0:
            raise TooBig("it takes more room than is carried")

    def encode(self, value: Any, depth: int) -> dict[str, Any]:
        if depth > MAX_DEPTH:
            raise TooBig("it is nested too deeply, or holds itself")
        self.spend(16)
        return self._scalar(value) or self._container(value, depth) or self._foreign(value, depth)

    def _scalar(self, value: Any) -> dict[str, Any] | None:
        if value is None:
            return {"t": "none"}
        if value is True or value is False:
            return {"t": "bool", "v": value}
        if isinstance(value, int):
            self.spend(int.bit_length(value) // 4)
            return {"t": "int", "v": hex(int.__index__(value))}
        if isinstance(value, float):
            return {"t": "float", "v": float.__repr__(value)}
        if isinstance(value, complex):
            return {"t": "complex", "v": [float.__repr__(value.real), float.__repr__(value.imag)]}
        return self._bytes_like(value)

    def _bytes_like(self, value: Any) -> dict[str, Any] | None:
        if isinstance(value, str):
            self.spend(str.__len__(value))
            return _text(value)
        if isinstance(value, (bytes, bytearray)):
            self.spend(len(value))
            tag = "bytes" if isinstance(value, bytes) else "bytearray"
            return {"t": tag, "v": _b64(bytes(value))}
        return None

    def _container(self, value: Any, depth: int) -> dict[str, Any] | None:
        for kind, tag in _SEQUENCES:
            if isinstance(value, kind):
                items = kind.__iter__(value)  # the type's own: a subclass has no say
                return {"t": tag, "v": [self.encode(item, depth + 1) for item in items]}
        if isinstance(value, dict):
            pairs = dict.items(value)
            encoded = [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in pairs]
            return {"t": "dict", "v": encoded}
        if isinstance(value, range):
            ends = [value.start, value.stop, value.step]
            return {"t": "range", "v": [self.encode(end, depth + 1) for end in ends]}
        return None

    def _foreign(self, value: Any, depth: int) -> dict[str, Any]:
        if isinstance(value, BaseException):
            return {"t": "exception", "type": type(value).__name__, "message": short_repr(value)}
        return (
            self._numpy(value, sys.modules.get("numpy"), depth)
            or self._pandas(value, sys.modules.get("pandas"), depth)
            or self._number(value)
            or self._time(value)
            or {"t": "object", "type": type(value).__name__, "repr": short_repr(value)}
        )

    def _numpy(self, value: Any, numpy: Any, depth: int) -> dict[str, Any] | None:
        if numpy is None:
            return None
        if isinstance(value, numpy.generic) and not isinstance(value, numpy.void):
            item = value.item()
            if isinstance(item, numpy.generic):  # Python has no number as wide
                item = complex(item) if value.dtype.kind == "c" else float(item)
            return self.encode(item, depth + 1)
        if not isinstance(value, numpy.ndarray):
            return None
        if value.dtype.kind not in "biufcSUMm":
            items = value.ravel().tolist()
            return {"t": "array", "shape": list(value.shape), "v": self.encode(items, depth + 1)}
        self.spend(value.nbytes * 4 // 3)
        return {
            "t": "ndarray",
            "dtype": value.dtype.str,
            "shape": list(value.shape),
            "v": _b64(value.tobytes()),
        }

    def _pandas(self, value: Any, pandas: Any, depth: int) -> dict[str, Any] | None:
        if pandas is None:
            return None
        if value is pandas.NaT or value is pandas.NA:
            return {"t": "missing", "v": "NaT" if value is pandas.NaT else "NA"}
        if isinstance(value, pandas.Index):
            value = value.to_series(index=range(len(value)))
        if not isinstance(value, (pandas.DataFrame, pandas.Series)):
            return None
        series = isinstance(value, pandas.Series)
        columns = [value.name] if series else list(value.columns)
        parts = [value] if series else [value.iloc[:, i] for i in range(len(columns))]
        return {
            "t": "frame",
            "series": series,
            "columns": self.encode(columns, depth + 1),
            "index": self.encode(list(value.index), depth + 1),
            "dtypes": [str(part.dtype) for part in parts],
            "v": [self.encode(part.tolist(), depth + 1) for part in parts],
        }

    def _number(self, value: Any) -> dict[str, Any] | None:
        decimal, fractions = sys.modules.get("decimal"), sys.modules.get("fractions")
        if decimal is not None and isinstance(value, decimal.Decimal):
            text = decimal.Decimal.__str__(value)
            self.spend(len(text))
            return {"t": "decimal", "v": text}
        if fractions is not None and isinstance(value, fractions.Fraction):
            return {"t": "fraction", "v": [self._scalar(value.numerator), self._scalar(value.denominator)]}
        return None

    def _time(self, value: Any) -> dict[str, Any] | None:
        datetime = sys.modules.get("datetime")
        if datetime is None:
            return None
        for tag in ("datetime", "date", "time"):  # a datetime is a date
            kind = getattr(datetime, tag)
            if isinstance(value, kind):
                return {"t": tag, "v": kind.isoformat(value)}
        if isinstance(value, datetime.timedelta):
            return {"t": "timedelta", "v": [value.days, value.seconds, value.microseconds]}
        return None
