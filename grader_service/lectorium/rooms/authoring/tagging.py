"""What a problem is found by: topics, and how hard it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, get_args

from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring.models import Difficulty
from lectorium.rooms.authoring.notebooks.roles import lectorium

MOST_TOPICS = 10
LONGEST_TOPIC = 40


def normalized(topics: Sequence[str]) -> list[str]:
    """Topics in small letters with single spaces, each once, in the order given.

    Raises :class:`Invalid` for one that is too long, or too many.
    """
    found = list(dict.fromkeys(filter(None, (" ".join(topic.lower().split()) for topic in topics))))
    for topic in found:
        if len(topic) > LONGEST_TOPIC or "," in topic:
            raise Invalid(
                f"“{topic[:LONGEST_TOPIC]}” is no topic: a topic has at most {LONGEST_TOPIC} characters and "
                "no comma. Nothing was changed. Choose a shorter word.",
                field="topics",
            )
    if len(found) > MOST_TOPICS:
        raise Invalid(
            f"These are {len(found)} topics, and a problem has at most {MOST_TOPICS}. Nothing was changed. "
            "Keep those that it would be looked for by.",
            field="topics",
        )
    return found


def said_by(notebook: bytes) -> tuple[list[str], Difficulty]:
    """What a frozen notebook says of itself in ``metadata.lectorium``: ``topics`` and ``difficulty``.

    Raises :class:`Invalid` for what is neither.
    """
    own: dict[str, Any] = lectorium({"metadata": {}, **json.loads(notebook)})  # a question has none
    topics, difficulty = own.get("topics", []), own.get("difficulty", "medium")
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise Invalid(
            "The notebook's `topics` are a list of words. Nothing was published. Correct its metadata.",
            field="notebook",
        )
    if difficulty not in get_args(Difficulty):
        raise Invalid(
            "The notebook's `difficulty` is easy, medium or hard. Nothing was published. Correct that.",
            field="notebook",
        )
    return normalized(topics), difficulty
