from collections.abc import Iterator

import pytest

from tests.hub.running import RunningHub, running_hub
from tests.support.fixtures import *  # noqa: F403 - the fixtures are what this file offers
from tests.support.people import School
from tests.support.postgres import TestServer

DEVICES = "pretend:2"


@pytest.fixture(scope="session")
def hub(postgres_server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """One real Hub behind a real proxy, on the tests' Postgres."""
    with running_hub(tmp_path_factory.mktemp("hub"), postgres_server.urls, gpu_devices=DEVICES) as hub:
        yield hub


@pytest.fixture
def names(school: School) -> dict[str, str]:
    """Login names by short name."""
    return {name: user.login_name for name, user in school.users.items()}
