"""What a student must not know is in no answer to them, whatever they ask (I8, I15, I25)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import ACCESS, Scope
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Kind, Route
from tests.server.matrix import CASES
from tests.server.quizzes import quizzed
from tests.server.service import PREFIX, RunningService
from tests.server.test_matrix import send
from tests.server.world import REFERENCE_MARK, SECRET_CALL, SECRET_VALUE, World
from tests.support.quizzes import KEY_MARK

ASKED = [route for route in TABLE.routes if route.method in {"GET", "POST"} and route.kind is not Kind.STREAM]
HOSTS_OWN = (
    "api/contents",
    "api/kernels",
    "api/sessions",
    "api/terminals",
    "api/config/x",
    "files/x",
    "lab",
    "tree",
)


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in ASKED])
def test_i08_no_route_tells_a_student_of_hidden_tests_or_the_solution(
    service: RunningService, world: World, route: Route
) -> None:
    if CASES[route.operation_id].right in {"admin", "teacher"} and route.method == "POST":
        return  # what one sends oneself comes back
    answer = send(service.client(world.login("student1")), route, world)
    for secret in (SECRET_CALL, SECRET_VALUE, REFERENCE_MARK):
        assert secret not in answer.text


@pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in ASKED])
def test_i08_no_route_tells_a_student_of_a_quizs_key(
    service: RunningService, world: World, route: Route
) -> None:
    """Attempts are left, so the key is nobody's to know but the staff's."""
    if CASES[route.operation_id].right in {"admin", "teacher"} and route.method == "POST":
        return
    made = quizzed(world)
    places = {
        "item_id": made.item_id,
        "challenge_id": made.challenges["Capital"],
        "class_id": made.school.class_id,
        "version_id": made.versions[3],
        "attempt_id": an_attempt(world),
    }
    here = {name: value for name, value in places.items() if name in route.places}
    answer = send(service.client(world.login("student1")), route, world, places=here)
    assert answer.status_code < 500
    for secret in (KEY_MARK, "21875", '"correct"', "Paris"):
        assert secret not in answer.text + str(answer.headers)


def an_attempt(world: World) -> UUID:
    """student1's attempt on the question whose key is words."""
    with world.database.transaction() as session:
        attempt = submissions.SubmissionAttempt
        found = select(attempt.id).where(attempt.challenge_id == quizzed(world).challenges["Capital"])
        return session.scalars(found.limit(1)).one()


def test_staff_do_see_a_quizs_key(service: RunningService, world: World) -> None:
    version = quizzed(world).versions[3]
    client = service.client(world.login("teacher"))
    assert KEY_MARK in client.get(f"/problem-versions/{version}/notebook").text


def test_staff_do_see_them(service: RunningService, world: World) -> None:
    """The secrets above are really there to be leaked."""
    client = service.client(world.login("teacher"))
    version = client.get(f"/problem-versions/{world.version.id}/notebook").text
    result = client.get(f"/attempts/{world.attempt_id}/result").text
    assert REFERENCE_MARK in version
    assert SECRET_CALL in result
    assert SECRET_VALUE in result


@pytest.mark.parametrize("path", HOSTS_OWN)
def test_nothing_of_the_host_is_offered(service: RunningService, world: World, path: str) -> None:
    client = service.client(world.login("admin"))
    assert client.get(f"{service.url}{PREFIX}/{path}").status_code in {403, 404}


def test_the_process_tells_its_numbers_to_administrators_only(service: RunningService, world: World) -> None:
    address = f"{service.url}{PREFIX}/metrics"
    assert service.client().get(address).status_code == 401
    for name in ("student1", "ta", "teacher", "researcher"):
        assert service.client(world.login(name)).get(address).status_code == 403
    read_only = service.client(world.login("admin"), [ACCESS, Scope.READ.value])
    assert read_only.get(address).json()["code"] == "token_lacks_scope"
    told = service.client(world.login("admin")).get(address)
    assert told.status_code == 200
    assert "process_resident_memory_bytes" in told.text
