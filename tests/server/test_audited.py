"""Whatever staff change by the API leaves an event, which says which class it concerns (I17)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.rooms.people.api import AuditEvent
from lectorium.storage import open_store
from lectorium_server.auth.scopes import Scope
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Route
from tests.server.matrix import CASES
from tests.server.service import RunningService
from tests.server.test_archived import Hooked
from tests.server.test_matrix import send
from tests.server.world import World, build_world

CHANGES_NOTHING = {
    "check_notebook": "tries, and keeps nothing",
    "check_questions": "tries, and keeps nothing",
    **dict.fromkeys(("try_question", "try_class_question", "try_challenge_question"), "only looks"),
    **dict.fromkeys(("order_outline", "reorder_problems", "change_quiz", "change_settings"), "as it was"),
    "add_model": "the service of the tests knows no server of models",
    "retry_replay": "its example is under way",
    "import_enrollments": "its example is a trial",
    "preview_regrade": "planning it left the event; nothing that counts changes",
}
OF_NO_CLASS = {
    *("user", "problem", "problem_version", "challenge", "organization", "knowledge"),
    *("tutor_policy", "tutor_prompt", "tutor_model", "replay"),
}
WRITES = [
    route
    for route in TABLE.routes
    if route.method != "GET"
    and route.scope in {Scope.TEACH, Scope.ADMIN}
    and route.operation_id not in CHANGES_NOTHING
]


@pytest.fixture(scope="module")
def kept(database: Database, service_folder: Path) -> World:
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))


def events(world: World) -> dict[object, AuditEvent]:
    statement = select(AuditEvent).where(AuditEvent.organization_id == world.school.organization_id)
    with world.database.transaction() as session:
        return {event.id: event for event in session.scalars(statement)}


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in WRITES])
def test_i17_it_leaves_an_event(service: RunningService, kept: World, route: Route) -> None:
    case = CASES[route.operation_id]
    usual, before = service.client(kept.login(case.right)), dict[object, AuditEvent]()
    with Hooked(base_url=usual.base_url, headers=usual.headers, timeout=60) as client:
        client.before = lambda: before.update(events(kept))
        answer = send(client, route, kept)
    assert answer.status_code in {route.status, *case.answers}, answer.text
    fresh = [event for id_, event in events(kept).items() if id_ not in before]
    mine = [event for event in fresh if event.authenticated_actor_id == kept.school.users[case.right].id]
    assert mine, "it was changed without a trace"
    assert all(event.actor_name == kept.school.users[case.right].name for event in mine)
    assert not [event.action for event in mine if not event.class_id and event.target_type not in OF_NO_CLASS]
