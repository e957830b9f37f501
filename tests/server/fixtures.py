"""Fixtures around the running service: import them in a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lectorium.kit.database import Database
from lectorium.storage import open_store
from tests.server.exams import end_all_exams
from tests.server.hub import SmallHub, running_hub
from tests.server.service import CLIENTS, RunningService, close_clients, running_service, running_valkey
from tests.server.world import World, build_world
from tests.support.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.support.fixtures import __all__ as _supported
from tests.support.postgres import TestServer

__all__ = [*_supported, "hub", "nobody_keeps_a_line", "nobody_sits_on", "service", "service_folder", "world"]  # noqa: PLE0604 # names of fixtures


@pytest.fixture(autouse=True)
def nobody_sits_on() -> Iterator[None]:
    """Who sits an exam can't ask the tutor and can't look back: no test leaves anybody in one."""
    yield
    end_all_exams()


@pytest.fixture(autouse=True)
def nobody_keeps_a_line() -> Iterator[None]:
    """Clients that a test opened end with it: thousands of tests share one process."""
    before = len(CLIENTS)
    yield
    close_clients(before)


@pytest.fixture(scope="session")
def hub() -> Iterator[SmallHub]:
    with running_hub() as hub:
        yield hub


@pytest.fixture(scope="session")
def service_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    (folder / "objects").mkdir()
    return folder


@pytest.fixture(scope="session")
def service(postgres_server: TestServer, hub: SmallHub, service_folder: Path) -> Iterator[RunningService]:
    with running_valkey(service_folder / "home") as redis_url:
        settings = {**postgres_server.urls, "redis_url": redis_url}
        with running_service(service_folder, settings, hub) as service:
            yield service


@pytest.fixture(scope="session")
def world(database: Database, service_folder: Path) -> World:
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))
