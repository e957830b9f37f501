"""What is read from a file: its words, each with the place where they stand."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

PlaceKind = Literal["page", "slide", "cell", "line", "paragraph"]

MOST_CHARACTERS = 2_000_000
MOST_PLACES = 5_000
MOST_UNPACKED = 60_000_000
"""Bytes that an Office document or a notebook may hold once unpacked."""
LONGEST_HEADING = 200
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
WRAPPED = re.compile("-?\ufffe\\s*")
"""How PDFium marks a word that was divided at a line's end."""


class Unreadable(Exception):
    """Why a file gives no words, in words for who uploaded it."""


class Part(NamedTuple):
    """Words at one place: a page, a slide, a cell, or lines beginning at ``number``; all count from 1."""

    kind: PlaceKind
    number: int
    heading: str
    text: str


class Reading:
    """Collects parts up to the limits; ``remarks`` tell an author what was left out."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.remarks: list[str] = []
        self._left = MOST_CHARACTERS

    def add(self, kind: PlaceKind, number: int, heading: str, text: str) -> bool:
        """Keep words, if there are any; False where no more are taken."""
        kept = clean(text)
        if not kept.strip():
            return True
        if len(self.parts) >= MOST_PLACES or self._left <= 0:
            remark = f"It is long: what comes after {kind} {self.parts[-1].number} wasn't read."
            if remark not in self.remarks:
                self.remarks.append(remark)
            return False
        self.parts.append(Part(kind, number, first_line(heading), kept[: self._left]))
        self._left -= len(kept)
        return True


def clean(text: str) -> str:
    """Text as Postgres and people can read it: without control characters and halves of characters."""
    return NOT_TEXT.sub("", WRAPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def first_line(text: str) -> str:
    """A heading in one short line."""
    return " ".join(clean(text).split())[:LONGEST_HEADING]
