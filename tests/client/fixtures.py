"""The service with a worker that grades, and clients of it: import them in a conftest.py."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lectorium_client import Client
from tests.server.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.server.fixtures import __all__ as _supported
from tests.server.hub import SmallHub
from tests.server.service import RunningService, running_service, running_valkey
from tests.server.world import World
from tests.support.postgres import TestServer

__all__ = [*_supported, "client_of", "redis_url", "worker"]  # noqa: PLE0604 # names of fixtures
As = Callable[..., Client]


@pytest.fixture(scope="session")
def redis_url(service_folder: Path) -> Iterator[str]:
    with running_valkey(service_folder / "home") as url:
        yield url


@pytest.fixture(scope="session")  # type: ignore[no-redef] # the same, on a queue that the worker knows
def service(
    postgres_server: TestServer, redis_url: str, hub: SmallHub, service_folder: Path
) -> Iterator[RunningService]:
    settings = {**postgres_server.urls, "redis_url": redis_url}
    with running_service(service_folder, settings, hub) as service:
        yield service


@pytest.fixture(scope="session")
def worker(postgres_server: TestServer, redis_url: str, service_folder: Path) -> Iterator[None]:
    """A Celery worker, as the stack starts it."""
    environment = {
        **os.environ,
        "LECTORIUM_DATABASE_URL": postgres_server.urls["database_url"],
        "LECTORIUM_REDIS_URL": redis_url,
        "LECTORIUM_OBJECTS_URL": f"folder://{service_folder / 'objects'}",
    }
    command = [sys.executable, "-m", "celery", "--app=lectorium.worker.app", "worker", "--pool=threads"]
    command += ["--concurrency=1", "--queues=submit,run,regrade", "--without-gossip", "--without-mingle"]
    with (
        (service_folder / "worker.log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=service_folder) as process,
    ):
        try:
            yield
        finally:
            process.terminate()


@pytest.fixture
def client_of(service: RunningService, world: World) -> Iterator[As]:
    """A client of somebody of the school, by short name."""
    opened: list[Client] = []

    def client_of(name: str, scopes: list[str] | None = None) -> Client:
        opened.append(Client(service.api, service.hub.token(world.login(name), scopes)))
        return opened[-1]

    yield client_of
    for client in opened:
        client.close()
