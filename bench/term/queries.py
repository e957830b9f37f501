"""How many statements a page sends to the database."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from uuid import UUID

from lectorium.platform import Platform
from lectorium.rooms.people.api import Actor
from lectorium_server.auth.person import Person
from lectorium_server.pages.run import run_page
from lectorium_server.pages.table import PAGES
from lectorium_server.routing.table import Match
from lectorium_server.services import Services
from tests.support.statements import counting


def count(platform: Platform, actor: Actor, name: str, page: str, places: Mapping[str, UUID]) -> int:
    """The statements of one page by its operation's name, asked for in this process."""
    route = next(each for each in PAGES.routes if each.operation_id == page)
    with closing(Services(platform)) as services, counting(services.database.engine) as statements:
        run_page(services, Match(route, dict(places)), Person(actor, name, frozenset()), {}, {})
    return len(statements)
