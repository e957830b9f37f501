"""Fixtures: import them in a conftest.py (``from tests.support.fixtures import *``)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium.kit.events import Registry
from tests.support.people import School, found_school
from tests.support.postgres import TestServer, running_postgres

__all__ = ["database", "demo_database", "postgres_server", "school", "session"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[TestServer]:
    """One migrated Postgres for the whole test session."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def database(postgres_server: TestServer) -> Iterator[Database]:
    """The application's database; what a test commits stays, so each test founds its own school."""
    from lectorium.wiring import wire  # the wiring sees every room: only when a database is wanted

    database = Database(postgres_server.urls["database_url"], events=wire(Registry()), pool_size=20)
    yield database
    database.close()


@pytest.fixture(scope="session")
def demo_database(postgres_server: TestServer) -> Iterator[Database]:
    """The database as the role that may set the clock."""
    from lectorium.wiring import wire

    database = Database(postgres_server.urls["demo_database_url"], events=wire(Registry()), pool_size=20)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that is rolled back."""
    with database.engine.connect() as connection, connection.begin() as outer:
        session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        session.info["events"] = database.events
        yield session
        session.close()
        outer.rollback()


@pytest.fixture
def school(database: Database) -> School:
    """A fresh school, committed, with an admin, two teachers, a researcher and students."""
    with database.transaction() as session:
        return found_school(session)
