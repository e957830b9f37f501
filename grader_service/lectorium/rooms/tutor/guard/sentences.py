"""Sentences of prose, and what in them may be code or a change told in words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lectorium.rooms.tutor.guard.known import Known, squeezed

FENCE = re.compile(r"`{3,}|~{3,}|<(?:pre|code|script|details)\b", re.IGNORECASE)
TICKED = re.compile(r"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)")
TOKEN = re.compile(r"\S+")
END = re.compile(r"[.!?;:][)\"'”’*_]*(?=\s)")
OPENING, CLOSING = r"[(\[\"'“‘*_>•–—-]*", r"[)\]\"'”’*_]*[.,:;!?…)\"'”’*_]*"
PLAIN = re.compile(
    rf"{OPENING}(?:[A-Za-zÀ-ɏ]{{1,24}}(?:[’'/-][A-Za-zÀ-ɏ]{{1,24}})*|"
    rf"\d+(?:[.,]\d+)*(?:st|nd|rd|th|%)?|&)?{CLOSING}"
    r"|[^\x00-\x7f≤≥≠←→×−÷≔∈∉∧∨¬]+"
)
OPENS_CODE = re.compile(
    r"[ \t>]*(?:[-*+]\s+|\d+[.):|]\s*)?(?:def|for|while|if|elif|else|return|import|from|class|try|except|"
    r"with|print|raise|yield|lambda|let|const|var|function|func|fn|int|void|public|static|async|await|global|"
    r"@@|\+\+\+|---\s\w|>>>)(?![\w’'])"
)
CHANGE = re.compile(
    r"\b(?:chang\w*|replac\w*|us(?:e|ing)|writ(?:e|ing)|insert\w*|add(?:ing)?|swap\w*|remov\w*|delet\w*|"
    r"mov(?:e|ing)|return(?:s|ing)?|instead|rather|should|must|needs?|ought|correct(?:ed)?|fix(?:ed)?|"
    r"modif\w*|turn|set|put|initiali[sz]e|dedent|un?-?indent|append|make|switch|substitut\w*|becomes?)\b",
    re.IGNORECASE,
)
ORDER = re.compile(
    rf"{CHANGE.pattern}|\b(?:let(?!['’]s)|leav\w* (?:\w+ ){{0,3}}?(?:away|out|off)|drop\w*|omit\w*|"
    r"subtract(?:ing)?|multiply(?:ing)?|divid(?:e|ing)|increas(?:e|ing)|decreas(?:e|ing)|increment(?:ing)?|"
    r"decrement(?:ing)?|reduc(?:e|ing)|calling|apply(?:ing)?|shift(?:ing)?|extend(?:ing)?|shorten(?:ing)?|"
    r"indent|pull|push|get rid|eras\w*|exchang\w*|flip|superfluous|needless|unnecessary|too much)\b",
    re.IGNORECASE,
)
"""What tells to change something in so many words that its sentence waits."""
SPOKEN = re.compile(
    r"\b(?:less|greater|smaller|larger|equals?|plus|minus|colon|brackets?|parenthes[ie]s|underscore|outside|"
    r"out|indentation|indented|(?:at|by|from|to|of) (?:one|zero)|one from|to the left|subtract(?:ing)?|"
    r"increas(?:e|ing)|decreas(?:e|ing)|multiply(?:ing)?|divid(?:e|ing))\b",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Za-z_]\w{0,23}")
WORDLIKE = re.compile(r"[A-Za-z_][\w.]{0,23}(?:\(\))?|\d+|[\"'][^\"']{0,12}[\"']|\[\]|\{\}|\(\)")
FREE_PIECES = 6
"""So many names of one's own in a reply say what they mean; more spell a program out."""


@dataclass(frozen=True)
class Sentence:
    """A stretch of a line; ``start`` and ``end`` are places in the whole text."""

    start: int
    end: int
    text: str


def split(text: str, start: int = 0) -> Iterator[Sentence]:
    """The sentences of a line (without its newline); code between ticks has no sentence's end."""
    masked = without_ticked(text)
    begin = 0
    for found in END.finditer(masked):
        yield Sentence(start + begin, start + found.end(), text[begin : found.end()])
        begin = found.end()
    if begin < len(text):
        yield Sentence(start + begin, start + len(text), text[begin:])


def without_ticked(text: str) -> str:
    """The text with all code between ticks made unreadable; it is as long as before."""
    return TICKED.sub(lambda found: "x" * len(found.group()), text)


def first_doubt(text: str) -> int | None:
    """Where in a sentence something begins that may be code or a change; None where nothing does."""
    tokens = (found.start() for found in TOKEN.finditer(text) if not PLAIN.fullmatch(found.group()))
    words = (found.start() for found in (ORDER.search(text), SPOKEN.search(text)) if found)
    return min((*itertools.islice(tokens, 1), *words), default=None)


def is_candidate(text: str, known: Known, *, told: bool) -> bool:
    """Whether a whole sentence must be judged before it is said.

    Code that is the student's own or everybody's, and a name alone, may be said, unless the sentence (or the
    one before it: ``told``) tells to change something.
    """
    pieces = pieces_of(text)
    if told or ORDER.search(text):
        return bool(SPOKEN.search(text)) or len(pieces) > 1 or any(not _is_own_name(p, known) for p in pieces)
    return any(not is_free(piece, known) for piece in pieces)


def _is_own_name(piece: str, known: Known) -> bool:
    bare = piece.strip(".,;:!?()")
    return NAME.fullmatch(bare) is not None and bare in known.squeezed


def pieces_of(text: str) -> list[str]:
    """What in a sentence is written as code: between ticks, and tokens that no prose has."""
    ticked = [found[2].strip() for found in TICKED.finditer(text)]
    rest = TICKED.sub(" ", text)
    return [*ticked, *(found.group() for found in TOKEN.finditer(rest) if not PLAIN.fullmatch(found.group()))]


def is_free(piece: str, known: Known) -> bool:
    """Whether a piece of code gives nothing away by itself."""
    bare = piece.strip(".,;:!?")
    return WORDLIKE.fullmatch(bare) is not None or squeezed(bare) in known.squeezed
