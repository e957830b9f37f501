"""Alembic's environment: one connection, one transaction, then the rights of the other roles."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from lectorium.migrations.rights import grant_rights
from lectorium.tables import metadata

LOCK = 7_305_411_902
"""Two starts at once take turns: an advisory lock."""


def run() -> None:
    """Run what was asked for, online."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
        context.run_migrations()
        grant_rights(connection)
    engine.dispose()


run()
