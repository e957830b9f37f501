"""Fixtures around the running service: import them in a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lectorium.kit.database import Database
from tests.server.hub import SmallHub, running_hub
from tests.server.service import RunningService, running_service, running_valkey
from tests.server.world import World, build_world
from tests.support.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.support.fixtures import __all__ as _supported
from tests.support.postgres import TestServer

__all__ = [*_supported, "hub", "service", "world"]  # noqa: PLE0604 # names of fixtures


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


@pytest.fixture(scope="session")
def world(database: Database) -> World:
    return build_world(database)
