"""What a line of a roster can't mean, in words for who brings it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lectorium.rooms.courses.enrollments import LEAST_TIME, MOST_TIME
from lectorium.rooms.courses.labels import LONGEST
from lectorium.rooms.courses.models import DEFAULT_ACCESS, StudentLabel
from lectorium.rooms.courses.rows import NO_SECTION, Row

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,62}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
UNREADABLE = re.compile("[\x00-\x1f\x7f\ufffd]")
LONGEST_NAME, LONGEST_EMAIL = 200, 254


def problem_of(row: Row, labels: Mapping[str, StudentLabel], *, may_place: bool) -> str | None:
    """Why a line is refused whoever it names; ``labels`` are the class's by small name.

    ``may_place``: whether who brings it decides about roles.
    """
    return (
        _writing_problem(row)
        or _person_problem(row)
        or _role_problem(row, may_place=may_place)
        or _section_problem(row, labels)
        or _time_problem(row)
    )


def _writing_problem(row: Row) -> str | None:
    if row.spills:
        return "It has more cells than the first line. Put a cell that holds a separator in quotation marks."
    if any(UNREADABLE.search(cell) for cell in (row.email, row.name, row.section or "")):
        return "A letter in this line can't be read. Save the file as UTF-8."
    return None


def _person_problem(row: Row) -> str | None:
    if not USERNAME.match(row.username):
        return (
            "A username has 1 to 63 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit."
        )
    if not EMAIL.match(row.email) or len(row.email) > LONGEST_EMAIL:
        return "This isn't an e-mail address."
    if not row.name:
        return "The name is missing."
    return f"A name has at most {LONGEST_NAME} letters." if len(row.name) > LONGEST_NAME else None


def _role_problem(row: Row, *, may_place: bool) -> str | None:
    if row.role not in DEFAULT_ACCESS:
        return "The role is student, assistant (or ta) or teacher."
    if row.role != "student" and not may_place:
        return "Only the class's teachers may add staff."
    return None


def _section_problem(row: Row, labels: Mapping[str, StudentLabel]) -> str | None:
    if row.section in {None, NO_SECTION}:
        return None
    if row.role != "student":
        return "Only students stand in a section. Leave the cell of staff empty."
    known = labels.get(str(row.section).lower())
    if known is not None and known.kind != "section":
        return f"“{known.name}” is a label of this class and no section."
    if known is None and len(str(row.section)) > LONGEST:
        return f"A section's name has at most {LONGEST} letters."
    return None


def _time_problem(row: Row) -> str | None:
    try:
        multiplier = row.multiplier
    except ValueError:
        multiplier = LEAST_TIME - 1
    if multiplier is not None and not LEAST_TIME <= multiplier <= MOST_TIME:
        return f"The time_multiplier is a number from {LEAST_TIME} to {MOST_TIME}: 1.25 is a quarter more."
    return None
