"""All pages."""

from __future__ import annotations

from typing import Any

from lectorium_server.pages import (
    accounts,
    audit,
    classroom,
    contents,
    dates,
    editing,
    entry,
    exams,
    grades,
    home,
    item,
    library,
    people,
    quality,
    questions,
    quiz,
    quiz_making,
    regrades,
    roster,
    settings,
    structure,
    viewing,
)
from lectorium_server.routing.table import RouteTable

SUBJECTS = (
    home, classroom, grades, roster, entry, dates, regrades, quality, accounts, structure, editing, item,
    library, contents, viewing, quiz, audit, exams, settings, people, questions,
    quiz_making,
)  # fmt: skip
PAGES = RouteTable(route for subject in SUBJECTS for route in subject.routes.routes)
BACK: dict[str, Any] = {name: back for subject in SUBJECTS for name, back in subject.routes.back.items()}
