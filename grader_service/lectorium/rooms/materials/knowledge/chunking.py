"""Cutting what was read into chunks of about a thousand characters, at sentences and paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lectorium.rooms.materials.knowledge.extraction.parts import Part

CHARACTERS = 1_000


def chunks_of(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, the long ones in pieces; each piece of a text knows in which line it begins."""
    from semchunk.semchunk import chunk

    for part in parts:
        cut: Any = chunk(part.text, CHARACTERS, len, memoize=False, offsets=True)
        for piece, (begin, _) in zip(*cut, strict=True):
            if piece.strip():
                yield part._replace(number=part.number + _lines_before(part, begin), text=piece.strip("\n"))


def _lines_before(part: Part, begin: int) -> int:
    return part.text.count("\n", 0, begin) if part.kind in {"line", "paragraph"} else 0
