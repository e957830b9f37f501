"""All pages."""

from __future__ import annotations

from typing import Any

from lectorium.kit.errors import DomainError
from lectorium_server.pages import (
    accounts,
    assignment_making,
    audit,
    classroom,
    contents,
    dates,
    editing,
    entry,
    erasing,
    exams,
    grades,
    home,
    item,
    journey,
    knowledge,
    library,
    own_data,
    people,
    practice,
    quality,
    questions,
    quiz,
    quiz_making,
    regrades,
    replays,
    research,
    roster,
    settings,
    structure,
    stuck,
    tutor_costs,
    tutor_instructions,
    tutor_models,
    tutor_settings,
    viewing,
)
from lectorium_server.routing.route import PLACE
from lectorium_server.routing.table import RouteTable

SUBJECTS = (
    home, classroom, grades, roster, entry, dates, regrades, quality, accounts, structure, editing, item,
    library, contents, viewing, quiz, audit, exams, settings, people, questions,
    quiz_making, assignment_making, practice, tutor_settings, tutor_costs,
    tutor_models, tutor_instructions, replays,
    journey, stuck, knowledge, own_data, research, erasing,
)  # fmt: skip
PAGES = RouteTable(route for subject in SUBJECTS for route in subject.routes.routes)
BACK: dict[str, Any] = {name: back for subject in SUBJECTS for name, back in subject.routes.back.items()}


def page_of_form(path: str) -> str | None:
    """The address of the page that holds the form sent to an address; None where no form is."""
    try:
        match = PAGES.resolve("POST", path)
    except DomainError:
        return None
    back = BACK.get(match.route.operation_id)
    page = next((route for route in PAGES.routes if route.handler is back), None)
    if page is None:
        return None
    places = [PLACE.match(part) for part in page.segments]
    return "/" + "/".join(
        str(match.values[place[1]]) if place else part
        for place, part in zip(places, page.segments, strict=True)
    )
