"""The gate: prose goes out as it comes, and what may be code waits for a verdict.

What goes out depends on the text alone, never on how it was cut into pieces: the first place that must be
judged is a property of the whole reply, and nothing at or behind it is let go before `close`. Only the
letters of a reply's first word never wait.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lectorium.rooms.tutor.guard.known import Known
from lectorium.rooms.tutor.guard.sentences import (
    FENCE,
    FREE_PIECES,
    OPENS_CODE,
    ORDER,
    first_doubt,
    is_candidate,
    pieces_of,
    split,
    without_ticked,
)
from lectorium.rooms.tutor.models import HelpLevel

INDENTED = re.compile(r"(?: {4,}|\t| {1,3}\t)\s*\S")
LONGEST_LINE = 1_500
ENDS = re.compile(r"[.!?;:\n]")
MAY_OPEN = re.compile(r"[ \t>]*(?:(?:[-*+@]+|\d+[.):|]?)[ \t]*)?(?:[a-z@+>-][\w@+>-]*)?\Z")
"""The begin of a line of which nobody knows yet whether it is code."""
FREE = re.compile(r"[A-Z][a-z]*")
"""What a reply begins with may be read at once, letter by letter: at most it is the name of a class."""


@dataclass(frozen=True)
class Held:
    """What waits: the whole reply, and how much of it the student has read already."""

    text: str
    shown: int

    @property
    def rest(self) -> str:
        """What the student hasn't read."""
        return self.text[self.shown :]


@dataclass(frozen=True)
class _Said:
    """What harmless lines before have said: whether the last sentence told a change, and all names."""

    told: bool = False
    pieces: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Looked:
    """A line: where the first thing stands that must be judged, and what was said up to there."""

    doubt: int | None
    said: _Said


class Gate:
    """A reply under way.  At level ``open`` everything passes."""

    def __init__(self, level: HelpLevel, known: Known) -> None:
        """``known`` is what may be quoted."""
        self._open = level == "open"
        self._known = known
        self._text = ""
        self._line = 0  # where the line under way begins; all before it is harmless
        self._out = 0
        self._said = _Said()
        self._held: int | None = None
        self._waits = False  # for the end of a sentence in doubt

    @property
    def is_holding(self) -> bool:
        """Whether something waits that must be judged."""
        return self._held is not None

    def feed(self, text: str) -> str:
        """Take what the model said next; returns what may be shown now."""
        before, self._text = self._text[-4:], self._text + text
        if self._open:
            return self._release(len(self._text))
        if self._waits and not ENDS.search(before + text):
            return ""
        self._whole_lines()
        safe = self._held if self._held is not None else self._safe_end()
        return self._release(max(safe, self._free_end()))

    def close(self) -> tuple[str, Held | None]:
        """The reply has ended: what may still be shown, and what must be judged, if anything."""
        if not self._open and self._held is None:
            self._settle(len(self._text))
        shown = self._release(len(self._text) if self._held is None else self._held)
        return shown, None if self._held is None else Held(self._text, self._out)

    def _free_end(self) -> int:
        found = FREE.match(self._text)
        return found.end() if found is not None else 0

    def _release(self, end: int) -> str:
        said = self._text[self._out : max(end, self._out)]
        self._out += len(said)
        return said

    def _whole_lines(self) -> None:
        while self._held is None and (end := self._text.find("\n", self._line)) >= 0:
            self._settle(end)

    def _settle(self, end: int) -> None:
        """A whole line: either something in it is held for good, or it is harmless."""
        self._waits = False
        looked = _look(self._text[self._line : end], self._said, self._known)
        if looked.doubt is not None:
            self._held = self._line + looked.doubt
        else:
            self._line, self._said = min(end + 1, len(self._text)), looked.said

    def _safe_end(self) -> int:
        """How far the line under way may be shown: whole words, up to the first doubt."""
        line = self._text[self._line :]
        if MAY_OPEN.match(line) or OPENS_CODE.match(line) or INDENTED.match(line):
            return self._line
        complete = _cut(line[: len(line) - len(re.split(r"\s", line)[-1])])
        safe = _safe(complete, self._said, self._known)
        self._waits = safe < len(complete)
        return self._line + safe


def _look(line: str, said: _Said, known: Known) -> _Looked:
    """A whole line."""
    if INDENTED.match(line) or (OPENS_CODE.match(line) and pieces_of(line)):
        return _Looked(0, said)
    fence, readable = FENCE.search(line), _cut(line)
    for sentence in split(line):
        if sentence.end > len(readable):
            doubt = first_doubt(readable[sentence.start :])
            return _Looked(len(readable) if doubt is None else sentence.start + doubt, said)
        if fence is not None and fence.start() < sentence.end:
            doubt = first_doubt(sentence.text)
            places = [fence.start()] if doubt is None else [fence.start(), sentence.start + doubt]
            return _Looked(min(places), said)
        looked = _heard(sentence.text, said, known)
        if looked.doubt is not None:
            return _Looked(sentence.start + looked.doubt, said)
        said = looked.said
    return _Looked(None, said)


def _cut(line: str) -> str:
    """Whole words of a line, as far as it is read: nobody writes longer ones, so the rest is held."""
    return line if len(line) <= LONGEST_LINE else line[: line.rfind(" ", 0, LONGEST_LINE) + 1]


def _heard(sentence: str, said: _Said, known: Known) -> _Looked:
    """A whole sentence."""
    doubt, pieces = first_doubt(sentence), said.pieces | set(pieces_of(sentence))
    spelled = len(pieces) > FREE_PIECES
    if doubt is not None and (spelled or is_candidate(sentence, known, told=said.told)):
        return _Looked(doubt, said)
    return _Looked(None, _Said(ORDER.search(sentence) is not None, pieces))


def _safe(complete: str, said: _Said, known: Known) -> int:
    """How much of a line under way (whole words of it) nothing that may follow can call back."""
    ticks = without_ticked(complete).find("`")
    for sentence in split(complete):
        doubt = first_doubt(sentence.text)
        is_open = sentence.end == len(complete) or 0 <= ticks < sentence.end
        looked = _heard(sentence.text, said, known)
        if doubt is not None and (is_open or looked.doubt is not None):
            return sentence.start + doubt
        said = looked.said
    return len(complete)
