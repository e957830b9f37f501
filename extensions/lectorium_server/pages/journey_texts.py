"""What a journey's steps are called on its page, and how they are drawn: a shape and words for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lectorium.rooms.home import api as home
from lectorium_server.pages.texts import counted

SHAPES = {
    "opened": "▷",
    "closed": "◁",
    "save": "│",
    "hint": "★",
    "question": "◆",
    "code_run": "✕",
    "test_run": "●",
    "submission": "■",
}
MISSED = {"test_run": "○", "submission": "□"}
"""Where some tests failed."""
ASKED = {
    "chat": "Asked the tutor",
    "explain": "Had an error explained",
    "hint": "Asked for a hint",
}
TELLS = {
    "queued": "waiting",
    "processing": "being graded",
    "error": "couldn’t be graded, our fault",
    "superseded": "given up for a newer run",
    "held": "result not returned yet",
}
ANSWERED = {
    "asked": "no answer yet",
    "answering": "no answer yet",
    "failed": "no answer came",
    "stopped": "stopped",
}
GUARDED = {"rewritten": "turned into a hint", "withheld": "answer withheld"}
"""What a list says of an answer that the output check has changed."""
HELD = {
    "reference": "it holds nearly a known solution.",
    "language": "it solves the task in another language, which isn’t run here.",
    "touches": "at “Concepts only” no code of the task is shown, and no change to the student’s.",
    "unsure": "it couldn’t be made sure that it doesn’t solve the task.",
}
"""Why an answer was held back, where no test said so."""
SHOWN = {
    "all": "Everything",
    "steps": "Without saves",
    "runs": "Tests",
    "talk": "Conversation",
}
VERDICTS = {
    "good": "Good",
    "wrong": "Wrong",
    "gave_away": "Gave the solution away",
    "unhelpful": "Didn’t help",
}
WANTED = {
    "to_review": "Not reviewed by you",
    "rated_down": "Rated down",
    "withheld": "Withheld",
    "rewritten": "Turned into a hint",
    "reviewed": "Reviewed by you",
    "all": "All",
}
WHOM = {"stuck": "Stuck", "asking": "Asking the tutor", "all": "Everybody at work"}
ORDERS = {"since": "Stuck the longest", "questions": "Most questions", "last": "Latest"}
FATES = {"same": "as before", "changed": "changed", "added": "new", "removed": "taken out"}
PAUSE = timedelta(minutes=10)
"""A longer time between two steps is told."""


@dataclass(frozen=True)
class Entry:
    """A step in the list with its time; before it a new day, or how long nothing happened."""

    step: home.Step
    time: str
    day: str
    pause: str


def entries(steps: Sequence[home.Step], zone: str) -> list[Entry]:
    """The steps of a page with the days and the pauses between them, as clocks in the zone say."""
    found: list[Entry] = []
    last: datetime | None = None
    for step in steps:
        local = step.at.astimezone(ZoneInfo(zone))
        is_new = last is None or last.date() != local.date()
        day = f"{local:%A}, {local.day} {local:%B %Y}" if is_new else ""
        rest = "" if last is None or is_new else pause(local - last)
        found.append(Entry(step, f"{local:%H:%M}", day, rest))
        last = local
    return found


def pause(time: timedelta) -> str:
    """A long time without a step, such as "2 hours later"; empty for a short one."""
    if time < PAUSE:
        return ""
    minutes = int(time.total_seconds() // 60)
    for size, name in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            many = minutes // size
            return f"{many} {name}{'' if many == 1 else 's'} later"
    return ""


def shape(step: home.Step) -> str:
    """A step's sign: empty where some tests failed."""
    return MISSED.get(step.kind, SHAPES[step.kind]) if missed(step) else SHAPES[step.kind]


def said(step: home.Step) -> str:
    """A step in words, such as "Ran tests: 3 of 5 passed"."""
    if step.kind == "question":
        more = GUARDED.get(step.guarding or "") or ANSWERED.get(step.state or "")
        return _with(ASKED[step.about or "chat"], more)
    if step.kind in {"test_run", "submission"}:
        words = "Ran tests" if step.kind == "test_run" else f"Handed in, attempt {step.number}"
        tests = f"{step.passed} of {step.total} passed" if step.total else ""
        return _with(words, TELLS.get(step.state or "") or tests)
    return {
        "opened": "Began to work",
        "closed": "Stopped working",
        "save": "Saved",
        "hint": f"Took hint {step.number}",
        "code_run": "Ran code",
    }[step.kind]


def since(view: home.StepView) -> str:
    """What a step's code is compared with, such as "since the question"."""
    step = view.since.step
    if step is None:
        return "since the save before"
    return {
        "hint": f"since hint {step.number}",
        "question": "since the question",
        "code_run": "since code was run",
        "test_run": "since the test run",
    }.get(step.kind, f"since attempt {step.number}")


def missed(step: home.Step) -> bool:
    """Whether some tests failed."""
    return step.total is not None and (step.passed or 0) < step.total


def found(journey: home.Journey) -> str:
    """How much there is of a journey, in words; what was asked of the tutor as a hint is no question here."""
    many = journey.counts
    questions = many["question"] - journey.asked_hints
    names = [
        *((many["save"], "save"), (many["code_run"], "code run"), (many["test_run"], "test run")),
        *((many["submission"], "submission"), (questions, "question")),
        *((journey.asked_hints, "tutor’s hint"), (many["hint"], "hint")),
    ]
    return counted(names)


def _with(words: str, more: str | None) -> str:
    return f"{words}: {more}" if more else words


def judged(notes: Mapping[str, Any]) -> str:
    """What the check found in what the model had said, truly: tests are told where some were run."""
    note = notes.get("draft")
    if note is None:
        is_late = notes.get("instead") is not None
        return "Held back: nobody could judge it in time." if is_late else "It ended before it was judged."
    tests = f"{note['passed']} of {note['of']} tests"
    if not note["solves"]:
        return _harmless(note, tests)
    return f"Held back: {HELD.get(note['reason'], f'code in it passes {tests}.')}"


def _harmless(note: Mapping[str, Any], tests: str) -> str:
    """Tests are told of programs that passed some: of a notebook's cells it isn't kept how many did."""
    if not note["tried"]:
        return "Nothing in it was tried."
    tried = f"Code in it was tried {counted([(note['tried'], 'time')])}"
    return f"{tried}: {tests} passed." if note["passed"] else f"{tried}, and doesn’t solve the task."


FILTERS: dict[str, Any] = {
    "step_shape": shape,
    "step_said": said,
    "step_since": since,
    "step_missed": missed,
    "journey_found": found,
    "judged_words": judged,
}
GLOBALS: dict[str, Any] = {
    "verdict_words": VERDICTS,
    "fate_words": FATES,
    "asked_words": ASKED,
    "guarded_words": GUARDED,
}
