"""The roles and databases that Lectorium needs, made in a Postgres where we are an administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

DOMAIN = "lectorium"
HUB = "lectorium_hub"
OWNER, APP, DEMO, CLOCK = "lectorium_owner", "lectorium_app", "lectorium_demo", "lectorium_clock"

# Setting → (role, database, which secret is the role's password)
ROLES = {
    "owner_database_url": (OWNER, DOMAIN, "owner_password"),
    "database_url": (APP, DOMAIN, "app_password"),
    "demo_database_url": (DEMO, DOMAIN, "demo_password"),
    "hub_people_url": (HUB, DOMAIN, "hub_password"),
    "hub_database_url": (HUB, HUB, "hub_password"),
}


@dataclass(frozen=True)
class Server:
    """A Postgres server that we administer; `admin_url` names an administrator with its password."""

    admin_url: str
    passwords: Mapping[str, str]

    def urls(self) -> dict[str, str]:
        """The setting names of every role with their SQLAlchemy URLs."""
        return {
            setting: as_role(self.admin_url, role, self.passwords[role], database)
            for setting, (role, database, _) in ROLES.items()
        }


def as_role(admin_url: str, role: str, password: str, database: str) -> str:
    """The administrator's URL, turned into the one that SQLAlchemy uses for a role and database."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    account = f"{role}:{quote(password, safe='')}@{host}"
    return urlunsplit(("postgresql+psycopg", account, f"/{database}", parts.query, ""))


def plain(url: str) -> str:
    """A SQLAlchemy URL as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


async def provision(server: Server) -> None:
    """Make what is missing, and set what may have changed; running it again changes nothing.

    Raises:
        psycopg.Error: the server refused, or isn't there.
    """
    connection = await psycopg.AsyncConnection.connect(plain(server.admin_url), autocommit=True)
    async with connection:
        await _make_roles(connection, server.passwords)
        for database, owner in ((DOMAIN, OWNER), (HUB, HUB)):
            await _make_database(connection, database, owner)
    connection = await psycopg.AsyncConnection.connect(
        plain(server.admin_url), dbname=DOMAIN, autocommit=True
    )
    async with connection:
        # By the administrator: in some packages pgvector isn't marked as one that an owner may create.
        await connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        for role in (APP, HUB, CLOCK):
            await _run(connection, "GRANT USAGE ON SCHEMA public TO {}", role)


async def _make_roles(connection: psycopg.AsyncConnection, passwords: Mapping[str, str]) -> None:
    for role in (OWNER, APP, DEMO, HUB, CLOCK):
        if not await _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            await _run(connection, "CREATE ROLE {} NOLOGIN", role)
        if role in passwords:
            # Only the verifier travels, so that no log can ever hold the password.
            verifier = connection.pgconn.encrypt_password(
                passwords[role].encode(), role.encode(), b"scram-sha-256"
            ).decode()
            statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
            await connection.execute(statement.format(sql.Identifier(role), sql.Literal(verifier)))
    for group in (APP, CLOCK):
        await _run(connection, "GRANT {} TO {}", group, DEMO)


async def _make_database(connection: psycopg.AsyncConnection, database: str, owner: str) -> None:
    if not await _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database):
        await _run(connection, "GRANT {} TO CURRENT_USER", owner)
        await _run(connection, "CREATE DATABASE {} OWNER {}", database, owner)
    await _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    if database == DOMAIN:
        for role in (APP, DEMO, HUB):
            await _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, role)


async def _exists(connection: psycopg.AsyncConnection, query: LiteralString, name: str) -> bool:
    cursor = await connection.execute(query, (name,))
    return await cursor.fetchone() is not None


async def _run(connection: psycopg.AsyncConnection, statement: LiteralString, *names: str) -> None:
    identifiers = (sql.Identifier(name) for name in names)
    await connection.execute(sql.SQL(statement).format(*identifiers))
