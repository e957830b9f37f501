"""What is said instead of an answer that would give the solution away."""

from __future__ import annotations

from collections.abc import Mapping

from lectorium.llm import Message
from lectorium.rooms.tutor.guard.judging import Reason
from lectorium.rooms.tutor.guard.known import Known
from lectorium.rooms.tutor.guard.sentences import CHANGE, FENCE, pieces_of, split
from lectorium.rooms.tutor.models import HelpLevel

MOST_TOKENS = 120
STEPS = (
    "Ask one question that makes the student look at the right place. Name no line and no change.",
    "Name the concept that is needed and explain it in two sentences. Name no change.",
    "Say which part of the student's code to look at and what to check there. Don't say what to write.",
    "Describe what the program has to do, step by step, in plain words.",
)
INSTRUCTION = (
    "You are a tutor who never gives the solution. Write a hint of two or three sentences to the student. "
    "Write no code, no operators and no corrected line. {step}"
)
CLOSE = "I keep the rest to myself, since it comes too close to the solution."
WHY: Mapping[Reason | None, str] = {
    "touches": "Your teacher lets me explain ideas here, not what to write, so I keep the rest to myself.",
    "unsure": "I can't be sure that the rest leaves the solution to you, so I keep it to myself.",
    None: "Nobody could check in time whether the rest leaves the solution to you, so I keep it to myself.",
}
"""Why the rest isn't said, where it wasn't found to be the solution; None: it was never judged."""
FIXED = (
    (
        "Take a small input, such as an empty one or one with a single element, and go through your code "
        "line by line on paper: where does what you expect part from what happens?"
    ),
    (
        "Think about the idea behind the task before its code: what must be true at each step of your "
        "program, and what at its very end? Compare that with the words of the exercise."
    ),
    (
        "Look at the places where your code decides something: each comparison, where each loop begins and "
        "ends, and what is returned when. Try each with a value right at its border."
    ),
    (
        "Write down in your own words what is done first, what is repeated and until when, what is decided "
        "each time, and what comes out at the end. Then hold your code beside it, step by step."
    ),
)
"""By step: nudge, concept, where to look, the steps in words."""


def step_of(hint_step: int | None, level: HelpLevel) -> int:
    """Which step of the ladder a hint is on, from 0; a plain question gets a nudge."""
    most = 1 if level == "concepts" else len(FIXED) - 1
    return min(max((hint_step or 1) - 1, 0), most)


def fixed_words(step: int, reason: Reason | None) -> str:
    """What can always be said, and why it stands there; ``reason`` is a verdict's, None without one."""
    return f"{WHY.get(reason, CLOSE)} {FIXED[step]}"


def hint_messages(draft: str, step: int, known: Known) -> list[Message]:
    """What the model is asked for a hint: what it said itself, without code and without what to change."""
    own = known.own[0] if known.own else ""
    said = only_prose(draft)
    parts = (
        f"The exercise:\n{known.statement[:1500]}",
        f"The student's code:\n```\n{own[:2500]}\n```" if own else "",
        f"What a colleague noticed:\n{said}" if said else "",
        "Write the hint.",
    )
    user = "\n\n".join(filter(None, parts))
    return [Message("system", INSTRUCTION.format(step=STEPS[step])), Message("user", user)]


def only_prose(draft: str, most: int = 800) -> str:
    """The sentences of a draft that hold no code and tell no change."""
    kept: list[str] = []
    for line in _outside(draft):
        kept += [
            sentence.text.strip()
            for sentence in split(line)
            if not pieces_of(sentence.text) and not CHANGE.search(sentence.text)
        ]
    return " ".join(filter(None, kept))[:most]


def _outside(draft: str) -> list[str]:
    """The lines outside of fences that aren't indented as code is."""
    lines, inside = [], False
    for line in draft.splitlines():
        if FENCE.search(line):
            inside = not inside
        elif not inside and not line.startswith(("    ", "\t")):
            lines.append(line)
    return lines
