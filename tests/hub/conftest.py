from collections.abc import Iterator

import pytest

from lectorium.kit.database import Database
from lectorium.rooms.people import api as people
from lectorium.rooms.people.passwords import hash_password
from tests.hub.running import RunningHub, running_hub
from tests.hub.students import PASSWORD, Student
from tests.support.fixtures import *  # noqa: F403 - the fixtures are what this file offers
from tests.support.people import School, found_school
from tests.support.postgres import TestServer

DEVICES = "pretend:2"
PEOPLE = ("student1", "student2", "student3", "student4")


@pytest.fixture(scope="session")
def hub(postgres_server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """One real Hub behind a real proxy, on the tests' Postgres."""
    with running_hub(tmp_path_factory.mktemp("hub"), postgres_server.urls, gpu_devices=DEVICES) as hub:
        yield hub


@pytest.fixture
def names(school: School) -> dict[str, str]:
    """Login names by short name."""
    return {name: user.login_name for name, user in school.users.items()}


@pytest.fixture(scope="module")
def students(hub: RunningHub, database: Database) -> Iterator[list[Student]]:
    with database.transaction() as session:
        school = found_school(session, students=len(PEOPLE))
        for short in PEOPLE:
            session.get_one(people.User, school.users[short].id).password_hash = hash_password(PASSWORD)
    found = [Student(hub, school.users[short].login_name) for short in PEOPLE]
    yield found
    for student in found:
        if hub.servers(student.browser, student.name):
            student.stop()


@pytest.fixture(scope="module")
def ada(students: list[Student]) -> Student:
    """A student at work: her server runs."""
    students[0].start()
    return students[0]


@pytest.fixture(scope="module")
def bob(students: list[Student]) -> Student:
    """Her neighbour, at work too."""
    students[1].start()
    return students[1]
