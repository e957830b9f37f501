"""Every form of the pages, sent by the neighbour and by the wrong one; all that is wrong is who sends it."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import func, select

from lectorium.rooms.people import api as people
from lectorium_server.pages.table import PAGES
from lectorium_server.routing.route import Route
from tests.server.service import RunningService
from tests.server.test_pages import address, each, page_client
from tests.server.world import World

FORMS = [route for route in PAGES.routes if route.method == "POST"]
WRONG = {
    "content:edit": "ta",
    "class copier": "ta",
    "knowledge": "ta",
    "class teacher": "ta",
    "regrader": "ta",
    "data:view": "student1",
    "data:grade": "student1",
    "student": "stranger",
    "solver": "stranger",
    "author": "student1",
    "staff": "student1",
    "maker": "student1",
    "replayer": "student1",
    "admin": "teacher",
}
"""Who comes nearest to a rule without meeting it."""
OF_ANYBODY = {"anyone"}
SAID_NOTHING = ("help_level", "model_id", "prompt_alias", "solutions_in_context", "daily_limit")
TYPED = {
    "starts_on": "2031-01-01",
    "due_date": "2031-01-01T12:00",
    "email": "new@example.org",
    "seen": json.dumps(dict.fromkeys(SAID_NOTHING)),
}
"""What a field takes that isn't any text."""


def filled(world: World, model: type[BaseModel] | None) -> dict[str, str]:
    """A form with everything in it that must be there."""
    fields = model.model_fields if model else {}
    return {
        name: TYPED.get(name) or _value(world, name, field)
        for name, field in fields.items()
        if field.is_required() or name == "do"
    }


def _value(world: World, name: str, field: FieldInfo) -> str:
    kinds = [each for each in (field.annotation, *get_args(field.annotation)) if each is not type(None)]
    for kind in kinds:
        if get_origin(kind) is Literal:
            return str(get_args(kind)[0])
        if kind is UUID:
            return str(_ids(world).get(name, world.school.class_id))
        if kind is int:
            return "1"
    return "something"


def _ids(world: World) -> dict[str, Any]:
    return {
        "class_id": world.school.class_id,
        "student_id": world.student_id,
        "module_id": world.school.module_id,
        "version_id": world.version.id,
        "to_version_id": world.version.id,
        "challenge_id": world.challenge_id,
    }


def changes(world: World) -> int:
    """How much was ever changed in either school, as the audit has it."""
    schools = (world.school.organization_id, world.neighbours.organization_id)
    with world.database.transaction() as session:
        counted = select(func.count()).where(people.AuditEvent.organization_id.in_(schools))
        return session.scalar(counted) or 0


def assert_refused(
    service: RunningService, world: World, route: Route, login: str, statuses: set[int]
) -> None:
    """It is refused with one of the statuses, and nothing was changed."""
    path, form = address(route, world), filled(world, route.body)
    before = changes(world)
    answer = page_client(service, login).post(path, data=form)
    assert answer.status_code in statuses, (answer.status_code, alert(answer.text))
    assert changes(world) == before


def test_every_rule_has_somebody_who_does_not_meet_it() -> None:
    assert {route.rule.name for route in FORMS} - OF_ANYBODY == set(WRONG)


@each([route for route in FORMS if route.places])
def test_k1_the_neighbour_can_send_nothing(service: RunningService, world: World, route: Route) -> None:
    assert_refused(service, world, route, world.neighbours.users["admin"].login_name, {404})


@each([route for route in FORMS if route.rule.name not in OF_ANYBODY])
def test_the_wrong_one_can_send_nothing(service: RunningService, world: World, route: Route) -> None:
    assert_refused(service, world, route, world.login(WRONG[route.rule.name]), {403, 404})


def alert(page: str) -> str:
    """What the page says went wrong."""
    found = re.search(r"role=\"alert\"[^>]*>(.*?)</div>", page, re.DOTALL)
    return found[1] if found else page[-500:]
