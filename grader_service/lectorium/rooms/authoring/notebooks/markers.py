"""The lines that begin and end solutions, hidden tests and mark schemes (nbgrader's words)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["SOLUTION", "HIDDEN TESTS", "MARK SCHEME"]

KINDS: tuple[Kind, ...] = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")

COVERED = "# These tests are hidden. They run when you submit."
"""What stands in a test cell of which students see nothing."""

_MARKERS = tuple(f"{edge} {kind}" for kind in KINDS for edge in ("BEGIN", "END"))
_LOOKS_LIKE_A_MARKER = re.compile(
    r"^\s*(?:#+|//+|<!--)\s*((?:BEGIN|END|BEGINN|START|STOP)\b.{0,24}?)\W*$", re.IGNORECASE
)
_CLOSE = 0.8


@dataclass(frozen=True, slots=True)
class Region:
    """The lines between a BEGIN and an END, without the two; ``first_line`` counts from 0 in the cell."""

    kind: Kind
    first_line: int
    lines: tuple[str, ...]


def regions(source: str, kind: Kind) -> list[Region]:
    """The regions of a cell whose markers are balanced; nothing for one that isn't closed."""
    found: list[Region] = []
    start: int | None = None
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if f"BEGIN {kind}" in line:
            start = number + 1
        elif f"END {kind}" in line and start is not None:
            found.append(Region(kind, start, tuple(lines[start:number])))
            start = None
    return found


def without(source: str, kind: Kind) -> str:
    """The source without the regions of this kind and their markers."""
    kept: list[str] = []
    inside = False
    for line in source.split("\n"):
        if f"BEGIN {kind}" in line:
            inside = True
        elif f"END {kind}" in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def unbalanced(source: str, kind: Kind) -> str | None:
    """What is wrong with the markers of this kind, as the end of a sentence; None when they pair up."""
    inside = False
    for line in source.split("\n"):
        if f"BEGIN {kind}" in line:
            if inside:
                return f"begins “BEGIN {kind}” twice without an END between"
            inside = True
        elif f"END {kind}" in line:
            if not inside:
                return f"has “END {kind}” without a BEGIN before it"
            inside = False
    return f"has “BEGIN {kind}” but no “END {kind}” after it" if inside else None


def misspelt(source: str) -> Iterator[tuple[str, str]]:
    """Comment lines that are almost a marker, each with the marker that was probably meant."""
    for line in source.split("\n"):
        match = _LOOKS_LIKE_A_MARKER.match(line)
        if match is None or any(marker in line for marker in _MARKERS):
            continue
        words = " ".join(match.group(1).upper().split())
        best = max(_MARKERS, key=lambda marker: SequenceMatcher(None, marker, words).ratio())
        if SequenceMatcher(None, best, words).ratio() >= _CLOSE:
            yield line.strip(), best
