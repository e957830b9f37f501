"""All pages."""

from __future__ import annotations

from typing import Any

from lectorium_server.pages import (
    accounts,
    classroom,
    contents,
    dates,
    editing,
    entry,
    grades,
    home,
    item,
    library,
    quality,
    quiz,
    regrades,
    roster,
    structure,
    viewing,
)
from lectorium_server.routing.table import RouteTable

SUBJECTS = (
    home, classroom, grades, roster, entry, dates, regrades, quality, accounts, structure, editing, item,
    library, contents, viewing, quiz,
)  # fmt: skip
PAGES = RouteTable(route for subject in SUBJECTS for route in subject.routes.routes)
BACK: dict[str, Any] = {name: back for subject in SUBJECTS for name, back in subject.routes.back.items()}
