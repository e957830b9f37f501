"""All pages."""

from __future__ import annotations

from typing import Any

from lectorium_server.pages import accounts, classroom, entry, grades, home, quality, regrades, roster
from lectorium_server.routing.table import RouteTable

SUBJECTS = (home, classroom, grades, roster, entry, regrades, quality, accounts)
PAGES = RouteTable(route for subject in SUBJECTS for route in subject.routes.routes)
BACK: dict[str, Any] = {name: back for subject in SUBJECTS for name, back in subject.routes.back.items()}
