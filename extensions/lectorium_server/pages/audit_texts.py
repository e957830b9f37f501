"""What the audit trail says, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from lectorium.rooms.people.api import AuditEvent
from lectorium_server.pages.audit_words import ACTIONS, ADDED, FIELDS, PARTS, SCORES, TARGETS, UNSAID, VALUES
from lectorium_server.pages.texts import absolute, points

KINDS = {
    "class": "the class itself",
    "research": "the research view",
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
    "tutor": "the tutor",
    "journey": "evaluations of journeys",
    "knowledge": "what the tutor may read",
    "user": "accounts",
    "audit": "this list taken out",
}
"""The first part of an action, and what it is about."""
LONGEST = 200
MOST_LISTED = 4
"""A longer list is summed up."""
NOTHING = "none"
OTHERS = "others"
"""What is kept by ids that have no names, such as runs: it is counted."""
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
STORED = re.compile(r"-?\d+\.\d+")
Names = Mapping[str, str]


def act(event: AuditEvent) -> str:
    """What was done, as the rest of a sentence that begins with who did it."""
    words = {**ACTIONS, **ADDED} if event.before is None else ACTIONS
    return words.get(event.action, event.action)


def of_kind(event: AuditEvent) -> str:
    """What kind of thing it was done to."""
    return TARGETS.get(event.target_type, event.target_type.replace("_", " "))


def changes(event: AuditEvent, names: Names, zone: str = "UTC") -> list[tuple[str, str, str]]:
    """What changed: a name, how it was before, how it is after; ids by their names, moments in the zone.

    What is said of the whole, such as how many, stands before what is said of each.
    """
    before, after = _parts(event.before, names), _parts(event.after, names)
    return [
        (_title(key, names), *_pair(key[-1], before, after, key, names, zone))
        for key in sorted(dict.fromkeys((*before, *after)), key=len)
        if before.get(key) != after.get(key) or key not in before
    ]


def notes(event: AuditEvent, names: Names, zone: str = "UTC") -> list[tuple[str, str]]:
    """What was said besides, such as a reason; nothing of what was left empty."""
    return [
        (_title(key, names), _said(key[-1], value, names, zone))
        for key, value in _parts(event.meta_data, names).items()
        if value not in ("", None)
    ]


def _parts(value: Mapping[str, Any] | None, names: Names) -> dict[tuple[str, ...], Any]:
    return dict(_flat(_ordered(value or {}), names))


def _ordered(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An outline's order as its modules and each one's items; its revision means nothing to people."""
    modules = value.get("modules")
    if not isinstance(modules, list):
        return value
    rest = {key: part for key, part in value.items() if key not in {"modules", "revision"}}
    return {**rest, "modules": [each["id"] for each in modules], **{m["id"]: m["items"] for m in modules}}


def _flat(
    value: Mapping[str, Any], names: Names, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    unknown = [key for key in value if ID.fullmatch(key) and key not in names]
    for key, part in value.items():
        if key in unknown or key in UNSAID:
            continue
        if isinstance(part, dict):
            yield from _flat(part, names, (*above, key))
        else:
            yield (*above, key), part
    if unknown:
        yield (*above, OTHERS), [value[key] for key in unknown]


def _pair(
    field: str,
    before: Mapping[tuple[str, ...], Any],
    after: Mapping[tuple[str, ...], Any],
    key: tuple[str, ...],
    names: Names,
    zone: str,
) -> tuple[str, str]:
    """Both sides in words; empty where there is none.  An order that only turned is said once."""
    old, new = before.get(key), after.get(key)
    if isinstance(old, list) and isinstance(new, list) and len(new) > MOST_LISTED and _turned(old, new):
        return "", f"another order of {len(new)} items"
    sides = [_said(field, part[key], names, zone) if key in part else "" for part in (before, after)]
    return sides[0], sides[1]


def _turned(old: list[Any], new: list[Any]) -> bool:
    return sorted(map(str, old)) == sorted(map(str, new))


def _title(key: tuple[str, ...], names: Names) -> str:
    parts = PARTS.get(key[0], {})
    return " › ".join(parts.get(part) or _word(part, names) for part in key)


def _word(field: str, names: Names) -> str:
    return names.get(field) or FIELDS.get(field) or field.replace("_", " ")


def _said(field: str, value: Any, names: Names, zone: str) -> str:
    text = _list(field, value, names, zone) if isinstance(value, list) else _one(value, names, zone)
    if field in SCORES and STORED.fullmatch(text):
        text = points(Decimal(text))
    text = VALUES.get(field, {}).get(text, text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _list(field: str, value: list[Any], names: Names, zone: str) -> str:
    plain = [each for each in value if not isinstance(each, (dict, list))]
    if field == OTHERS or len(value) > MOST_LISTED or len(plain) < len(value):
        return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
    return ", ".join(_said(field, each, names, zone) for each in value) or NOTHING


def _one(value: Any, names: Names, zone: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    if MOMENT.fullmatch(text):
        return f"{absolute(datetime.fromisoformat(text), zone)}"
    if ID.fullmatch(text):
        return names.get(text, "one that is gone")
    return text or NOTHING


FILTERS = {"act": act, "of_kind": of_kind, "changes": changes, "notes": notes}
