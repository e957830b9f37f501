"""What the audit trail says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lectorium.rooms.people.api import AuditEvent

KINDS = {
    "class": "the class itself",
    "enrollment": "places, roles and exam time",
    "roster": "roster files",
    "label": "sections and labels",
    "module": "modules",
    "outline": "the order of the outline",
    "item": "items and their dates",
    "announcement": "announcements",
    "material": "materials",
    "assignment": "assignments",
    "quiz": "quizzes",
    "challenge": "problems set for students",
    "problem": "problems in the library",
    "override": "exceptions",
    "exam": "exams",
    "grade": "grades",
    "regrade": "regrades",
    "user": "accounts",
    "audit": "this list taken out",
}
"""The first part of an action, and what it is about."""
LONGEST = 200


def changes(event: AuditEvent, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What changed: a name, how it was before, how it is after; ids by their names."""
    before = dict(_flat(event.before or {}, names))
    after = dict(_flat(event.after or {}, names))
    return [
        (key, before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key) or key not in before
    ]


def notes(event: AuditEvent, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said besides, such as a reason."""
    return list(_flat(event.meta_data, names))


def _flat(value: Mapping[str, Any], names: Mapping[str, str], above: str = "") -> Iterator[tuple[str, str]]:
    for key, part in value.items():
        said = names.get(key, key.replace("_", " "))
        name = f"{above} › {said}" if above else said
        if isinstance(part, dict):
            yield from _flat(part, names, name)
        else:
            yield name, _said(part, names)


def _said(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        text = ", ".join(_said(each, names) for each in value) or "none"
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif value is None:
        text = "none"
    else:
        text = names.get(str(value), str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
