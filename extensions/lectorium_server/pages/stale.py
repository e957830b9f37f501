"""Two people at one form: what only one of them has typed is kept, and what both have, is asked about.

A form carries, beside its fields, a fingerprint of each as it was shown (``seen``).  What comes back as it
was shown was not touched: it isn't written, whatever somebody else has made of it meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from lectorium.kit.errors import Conflict, Invalid

WORDS = {
    "title": "title",
    "description": "description",
    "body_markdown": "text",
    "release_date": "date of showing",
    "due_date": "due date",
    "custom_points": "points",
    "hint_cost": "price of hints",
    "language": "language",
    "mode": "mode",
    "difficulty": "difficulty",
    "max_attempts": "number of attempts",
    "accept_late": "rule for late work",
    "time_limit_mins": "minutes",
}
LONGEST = 2000
"""A fingerprint of a form has fewer characters."""


class Overtaken(Conflict):
    """Somebody else has changed the same fields; ``untouched`` are those that this person left alone."""

    def __init__(self, fields: list[str], untouched: frozenset[str]) -> None:
        """Name the fields, in the form's order."""
        words = [WORDS.get(name, name) for name in fields]
        said = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
        super().__init__(
            f"Somebody else has changed this {said} meanwhile. Theirs is saved; yours is in the form below. "
            "Compare it with theirs, which stands under it, and save again to replace theirs.",
            code="text_changed",
            field=fields[0],
        )
        self.fields = fields
        self.untouched = untouched


def fingerprint(shown: Mapping[str, str]) -> str:
    """What a form's hidden ``seen`` holds: each field as it is shown, too short to tell anything."""
    return json.dumps({name: _digest(text) for name, text in shown.items()})


def touched(seen: str, typed: Mapping[str, str], stored: Mapping[str, str]) -> set[str]:
    """The fields that this person has changed; all that differ from what is stored where nothing was seen.

    ``stored`` are the texts that the form would show now.  Raises :class:`Overtaken` where somebody else
    has changed one of them, too, and to something else.
    """
    known = _read(seen)
    if known is None:
        return {name for name, text in stored.items() if _digest(typed.get(name, "")) != _digest(text)}
    mine = {
        name for name, digest in known.items() if name in stored and _digest(typed.get(name, "")) != digest
    }
    lost = [
        name
        for name in stored
        if name in mine and _digest(stored[name]) not in {known[name], _digest(typed.get(name, ""))}
    ]
    if lost:
        raise Overtaken(lost, frozenset(stored) - mine)
    return mine


def _read(seen: str) -> dict[str, str] | None:
    if not seen:
        return None
    try:
        known = json.loads(seen)
    except ValueError:
        known = None
    if not isinstance(known, dict) or not all(isinstance(digest, str) for digest in known.values()):
        raise Invalid(
            "The form doesn't say what it was made of. Nothing was changed. Reload the page and try again.",
            field="seen",
        )
    return known


def _digest(text: str) -> str:
    """Browsers send line ends of their own, and spaces around a text mean nothing."""
    plain = text.replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
