"""A cell's outputs, cut to what is kept and safe to store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lectorium.sandbox.local import memory_files

MAX_RICH_BYTES: Final = 1024 * 1024
MAX_OUTPUTS: Final = 100
_MAX_DEPTH: Final = 250  # a value's is 60, at up to three levels of JSON each
_ENDLESS: Final = 1 << 60
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*m")
_TOO_LARGE: Final = "[output too large to keep]"


def size_of(content: Any) -> int:
    """Roughly how many bytes a message carries; more than fits anywhere where it nests too deeply."""
    size, waiting = 0, [(content, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            return _ENDLESS
        if isinstance(part, str):
            size += len(part)
        elif isinstance(part, Mapping):
            waiting += [(item, depth + 1) for pair in part.items() for item in pair]
        elif isinstance(part, (list, tuple)):
            waiting += [(item, depth + 1) for item in part]
        else:
            size += 8
    return size


def stream(outputs: Iterable[Mapping[str, Any]], name: str, limit: int) -> str:
    """All text of one stream, cut at `limit` bytes."""
    texts = (str(o["text"]) for o in outputs if o["output_type"] == "stream" and o["name"] == name)
    return cut("".join(texts), limit)


def cut(text: str, limit: int) -> str:
    """Text of at most `limit` bytes, on a character border; says so when it was cut."""
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= limit:
        return memory_files.clean_text(data)
    kept = data[:limit].decode("utf-8", "ignore").encode()
    return f"{memory_files.clean_text(kept)}\n[cut here: {len(data)} bytes were printed, {limit} are kept]"


def plain(text: str) -> str:
    """Text without terminal colours."""
    return _ANSI.sub("", text)


def tidy(outputs: Iterable[Mapping[str, Any]], limit: int) -> list[dict[str, Any]]:
    """nbformat outputs, each part within its limit."""
    return [_tidy_one(output, limit) for output in list(outputs)[:MAX_OUTPUTS]]


def _tidy_one(output: Mapping[str, Any], limit: int) -> dict[str, Any]:
    kept: dict[str, Any] = dict(_clean(output))
    if kept["output_type"] == "stream":
        kept["text"] = cut(kept["text"], limit)
    elif kept["output_type"] == "error":
        kept["traceback"] = [cut(line, limit) for line in kept["traceback"][:50]]
        kept["evalue"] = cut(kept["evalue"], limit)
    else:
        kept["data"] = {kind: _part(kind, value, limit) for kind, value in kept["data"].items()}
    return kept


def _part(kind: str, value: Any, limit: int) -> Any:
    if kind == "text/plain":
        return cut(str(value), limit)
    return value if size_of(value) <= MAX_RICH_BYTES else _TOO_LARGE


def _clean(content: Any) -> Any:
    """The same without NULs and lone surrogates, as plain dicts and lists."""
    if isinstance(content, str):
        return memory_files.clean_text(content.encode("utf-8", "backslashreplace"))
    if isinstance(content, Mapping):
        return {_clean(key): _clean(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_clean(item) for item in content]
    return content
