"""The service, running for real once per test session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.hub import SmallHub, running_hub
from tests.server.service import RunningService, running_service, running_valkey
from tests.support.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.support.postgres import TestServer


@pytest.fixture(scope="session")
def hub() -> Iterator[SmallHub]:
    with running_hub() as hub:
        yield hub


@pytest.fixture(scope="session")
def service(
    postgres_server: TestServer, hub: SmallHub, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("service")
    with running_valkey(folder / "home") as redis_url:
        settings = {**postgres_server.urls, "redis_url": redis_url}
        with running_service(folder, settings, hub) as service:
            yield service
