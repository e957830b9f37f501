"""The schema comes by migration alone: up from empty, down to empty, and nothing forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from lectorium.migrations import downgrade, upgrade
from lectorium.tables import APPEND_ONLY, metadata
from tests.support.postgres import TestServer, running_postgres


@pytest.fixture(scope="module")
def empty_server() -> Iterator[TestServer]:
    """A server whose database holds no table."""
    with running_postgres(migrated=False) as server:
        yield server


def test_up_down_and_up_again_leaves_what_the_models_say(empty_server: TestServer) -> None:
    owner = empty_server.urls["owner_database_url"]
    engine = create_engine(owner)
    upgrade(owner)
    downgrade(owner, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    upgrade(owner)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        foreign_keys_without_index = connection.execute(text(UNINDEXED)).scalars().all()
    engine.dispose()
    assert foreign_keys_without_index == []


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_i02_append_only_tables_refuse_change_for_every_role(
    postgres_server: TestServer, table: str, statement: str
) -> None:
    column = metadata.tables[table].primary_key.columns.values()[0].name
    for role in ("database_url", "owner_database_url"):
        engine = create_engine(postgres_server.urls[role])
        with engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement.format(table, column, column)))
        engine.dispose()


def test_the_applications_role_makes_no_tables(postgres_server: TestServer) -> None:
    engine = create_engine(postgres_server.urls["database_url"])
    with engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text("CREATE TABLE mine (id int)"))
    engine.dispose()


def test_the_hubs_role_reads_no_work(postgres_server: TestServer) -> None:
    engine = create_engine(postgres_server.urls["hub_people_url"])
    for table in ("solution_history", "submission_attempts", "test_cases", "gradebook_entries"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text(f"SELECT count(*) FROM {table}"))
    engine.dispose()


def test_only_the_clocks_role_can_set_the_clock(postgres_server: TestServer) -> None:
    moments = {}
    for role in ("database_url", "demo_database_url"):
        engine = create_engine(postgres_server.urls[role])
        with engine.begin() as connection:
            connection.execute(text("SELECT set_config('lectorium.now', '2001-01-01T00:00:00+00', true)"))
            moments[role] = connection.scalar(text("SELECT extract(year FROM lectorium_now())::int"))
        engine.dispose()
    assert moments["demo_database_url"] == 2001
    assert moments["database_url"] > 2024


UNINDEXED = """
SELECT c.conrelid::regclass || '.' || string_agg(a.attname, ',')
FROM pg_constraint c
CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, position)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
GROUP BY c.oid, c.conrelid, c.conkey
HAVING NOT EXISTS (
  SELECT 1 FROM pg_index i
  WHERE i.indrelid = c.conrelid
    AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
    AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] <@ c.conkey
)
"""
