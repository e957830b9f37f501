"""From what is known to what is sent: fenced, and cut to the model's memory, the least important first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lectorium.llm import Message
from lectorium.rooms.tutor.citations import Source
from lectorium.rooms.tutor.context import Exercise, Turn, VisibleResult, Work

BYTES_PER_TOKEN = 3
"""Fewer than there are: so the estimate is on the safe side, for code and for languages with accents."""
OVERHEAD = 12
"""Tokens that a message's frame costs."""
LEAST = 60
"""A piece shorter than this many tokens says nothing."""
FENCE = re.compile(r"<\s*(/?)\s*data", re.IGNORECASE)
CUT = "\n[… cut …]\n"


@dataclass(frozen=True)
class Piece:
    """Something to send; ``share`` is how much of the memory it may take, ``tail`` which end matters."""

    name: str
    text: str
    share: float
    tail: bool = False


def tokens(text: str) -> int:
    """About how many tokens a text is."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def compose(
    instruction: str,
    question: str,
    exercise: Exercise,
    work: Work,
    sources: Sequence[Source] = (),
    *,
    memory: int,
) -> list[Message]:
    """The conversation to be continued, within ``memory`` tokens (an estimate on the safe side).

    Kept at any price are instruction and question; then, while they fit: code, error, statement, tests,
    earlier turns from the newest, sources from the best, support materials, possible solutions.
    """
    asked = _cut(question, memory // 4, tail=False)
    left = memory - tokens(instruction) - tokens(asked) - 4 * OVERHEAD
    fitted: dict[str, str] = {}
    for piece in _pieces(exercise, work):
        fitted[piece.name], left = _fit(piece, left, memory)
    turns, left = _fit_turns(work.turns, left)
    found, left = _fit_sources(sources, left)
    for piece in _background(exercise):
        fitted[piece.name], left = _fit(piece, left, memory)
    background = [fitted["statement"], fitted["materials"], fitted["solutions"]]
    system = "\n\n".join([instruction, *filter(None, background)])
    user = "\n\n".join([*found, *filter(None, (fitted["code"], fitted["error"], fitted["tests"])), asked])
    said = [message for turn in turns for message in _messages(turn)]
    return [Message("system", system), *said, Message("user", user)]


def fence(kind: str, text: str, **about: str) -> str:
    """A text as data: nothing in it can end the fence."""
    words = "".join(f' {name}="{_word(value)}"' for name, value in about.items() if value)
    inert = FENCE.sub(r"(\1data", text).strip()
    return f'<data kind="{kind}"{words}>\n{inert}\n</data>'


def _pieces(exercise: Exercise, work: Work) -> list[Piece]:
    return [
        Piece("code", work.code, 0.4),
        Piece("error", work.error, 0.2, tail=True),
        Piece("statement", exercise.statement, 0.35),
        Piece("tests", tests_text(work.results), 0.15),
    ]


def _background(exercise: Exercise) -> list[Piece]:
    return [
        Piece("materials", "\n\n".join(exercise.support_materials), 0.3),
        Piece("solutions", "\n\n".join(exercise.possible_solutions), 0.2),
    ]


def tests_text(results: Sequence[VisibleResult]) -> str:
    """A line or some for each test, those that failed first."""
    lines = []
    for each in sorted(results, key=lambda result: result.status == "pass"):
        if each.status == "pass":
            lines.append(f"passed: {each.name}")
            continue
        details = (("called", each.called), ("expected", each.expected), ("got", each.got))
        said = [f"{name}: {value}" for name, value in (*details, ("says", each.message)) if value]
        lines.append(f"not passed: {each.name} ({'; '.join(said)})" if said else f"not passed: {each.name}")
    return "\n".join(lines)


_KINDS = {
    "code": "the student's code",
    "error": "the error the student sees",
    "statement": "the exercise",
    "tests": "the tests of the student's last run",
    "materials": "the teacher's notes for you",
    "solutions": "ways that solve it, never to be told",
}


def _fit(piece: Piece, left: int, memory: int) -> tuple[str, int]:
    """A piece as far as it fits, fenced; and what is left then."""
    room = min(left, int(memory * piece.share)) - OVERHEAD
    if not piece.text.strip() or room < LEAST:
        return "", left
    fenced = fence(_KINDS[piece.name], _cut(piece.text, room, tail=piece.tail))
    return fenced, left - tokens(fenced)


def _fit_turns(turns: Sequence[Turn], left: int) -> tuple[list[Turn], int]:
    """The newest turns that fit into half of what is left."""
    kept: list[Turn] = []
    room = left // 2
    for turn in reversed(turns):
        cost = tokens(turn.question) + tokens(turn.answer) + 2 * OVERHEAD
        if cost > room:
            break
        kept.insert(0, turn)
        room, left = room - cost, left - cost
    return kept, left


def _fit_sources(sources: Sequence[Source], left: int) -> tuple[list[str], int]:
    """The best sources that fit, each whole."""
    kept = []
    for source in sources:
        fenced = fence(
            "source", source.text, number=str(source.number), title=source.title, place=source.place
        )
        if tokens(fenced) > left - LEAST:
            continue
        kept.append(fenced)
        left -= tokens(fenced)
    return kept, left


def _messages(turn: Turn) -> tuple[Message, Message]:
    return Message("user", turn.question), Message("assistant", turn.answer)


def _cut(text: str, room: int, *, tail: bool) -> str:
    """The beginning of a text, or its end, on a character's boundary."""
    data = text.encode()
    most = max(0, room * BYTES_PER_TOKEN)
    if len(data) <= most:
        return text
    most = max(0, most - len(CUT.encode()))
    if tail:
        return CUT + data[len(data) - most :].decode(errors="ignore")
    return data[:most].decode(errors="ignore") + CUT


def _word(value: str) -> str:
    return " ".join(value.replace('"', "'").replace("<", "(").replace(">", ")").split())[:120]
