"""A Postgres of the tests' own, in a temporary folder, with the product's roles and rights."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lectorium.migrations import upgrade
from lectorium_hub.stack import postgres
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.ports import find_free
from lectorium_hub.stack.provision import Server, plain, provision
from lectorium_hub.stack.secrets import SecretFolder

START_SECONDS = 60
ROLES = {"lectorium_owner": "owner", "lectorium_app": "app", "lectorium_demo": "demo", "lectorium_hub": "hub"}


@dataclass(frozen=True)
class TestServer:
    """A running server: the administrator's URL, and one URL per setting name."""

    __test__ = False
    admin_url: str
    urls: dict[str, str]


@contextmanager
def running_postgres(*, migrated: bool = True) -> Iterator[TestServer]:
    """Start a server, make roles and databases, migrate, and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="lectorium-pg-"))
    home = Home(folder)
    home.create()
    secrets = SecretFolder(home.secrets)
    secrets.generate()
    port = find_free()
    postgres.initialize(home, secrets)
    postgres.configure(home, port)
    _be_quick(home)
    log = (folder / "log").open("wb")
    process = subprocess.Popen(postgres.server_command(home), stdout=log, stderr=log, cwd="/")
    try:
        yield _prepare(port, secrets, migrated=migrated)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(port: int, secrets: SecretFolder, *, migrated: bool) -> TestServer:
    admin = f"postgresql://postgres:{secrets['postgres_password']}@127.0.0.1:{port}/postgres"
    _wait_for(admin)
    server = Server(admin, {role: secrets[f"{name}_password"] for role, name in ROLES.items()})
    asyncio.run(provision(server))
    if migrated:
        upgrade(server.urls()["owner_database_url"])
    return TestServer(plain(admin), server.urls())


def _be_quick(home: Home) -> None:
    """Tests don't outlive a power cut: no waiting for the disk."""
    with (home.postgres / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")


def _wait_for(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(plain(url), connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
