"""What quizzes say on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.gradebook import api as gradebook
from lectorium_server.pages.markdown import markdown

PARAGRAPH = ("<p>", "</p>")


def inline(text: str) -> Markup:
    """Markdown for a line: one paragraph loses its own mark, so that it stands beside a box to tick."""
    made = markdown(text).strip()
    first, last = PARAGRAPH
    if made.startswith(first) and made.endswith(last) and made.count(first) == 1:
        return Markup(made[len(first) : -len(last)])  # noqa: S704 # cleaned by markdown()
    return Markup(made)  # noqa: S704 # cleaned by markdown()


def clock(moment: datetime, zone: str) -> Markup:
    """A moment of today as the hour, with its zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return Markup('<time datetime="{}">{}<span class="zone"> {}</span></time>').format(
        moment.isoformat(), f"{local:%H:%M}", zone
    )


def answer_text(answer: str | list[str] | None, question: authoring.OpenQuestion) -> str:
    """An answer in words."""
    if not answer:
        return "nothing"
    texts = {option.id: option.text for option in question.options}
    if isinstance(answer, list):
        return ", ".join(texts.get(each, each) for each in answer)
    return texts.get(answer, answer)


def option_texts(question: authoring.OpenQuestion) -> dict[str, str]:
    """The options' texts by id."""
    return {option.id: option.text for option in question.options}


def spread(counts: gradebook.QuestionCounts) -> str:
    """How many were right and wrong, in words; nothing of what there is none."""
    named = (
        (counts.right, "right"),
        (counts.partly, "partly right"),
        (counts.wrong, "not right"),
        (counts.left_open, "left open"),
    )
    students = "1 student" if counts.students == 1 else f"{counts.students} students"
    return f"{students}: " + ", ".join(f"{count} {name}" for count, name in named if count) + "."


FILTERS: dict[str, Any] = {
    "inline": inline,
    "clock": clock,
    "answer_text": answer_text,
    "option_texts": option_texts,
    "spread": spread,
    "as_open": authoring.open_question,
    "right_answer": authoring.key_text,
}
