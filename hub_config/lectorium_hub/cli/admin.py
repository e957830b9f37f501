"""`lectorium admin`: schools and accounts, without the web."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from lectorium_hub.cli.common import Group, console, home_option
from lectorium_hub.stack.control import parts_running
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lectorium.rooms.people.api import Role

SHORTEST_PASSWORD = 8
ROLES: "tuple[Role, ...]" = ("student", "teacher", "ta", "admin", "researcher")


@click.group(cls=Group)
def admin() -> None:
    """Schools and accounts. Where nothing runs, Postgres is started for it and stopped again."""


@admin.command("create-organization")
@click.argument("name")
@click.argument("slug")
@home_option
def create_organization(home: Home, name: str, slug: str) -> None:
    """Found a school called NAME, with the short name SLUG."""
    from lectorium.rooms.people import api as people

    with _database(home) as session:
        people.create_organization(session, name, slug)
    console.print(
        f"The school {name} exists now. Its first administrator: lectorium admin create-user --help"
    )


@admin.command("create-user")
@click.argument("username")
@click.option("--organization", required=True, metavar="SLUG", help="The school's short name.")
@click.option("--email", required=True)
@click.option("--name", required=True, help="As other people see it.")
@click.option("--role", type=click.Choice(ROLES), default="student", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@home_option
def create_user(
    home: Home, username: str, organization: str, email: str, name: str, role: "Role", password_stdin: bool
) -> None:
    """Make an account. Without --password-stdin a password is asked for."""
    from lectorium.rooms.people import api as people

    password = _password(password_stdin)
    with _database(home) as session:
        school = session.scalar(people.organization_by_slug(organization))
        if school is None:
            raise StackError(
                f"There is no school with the short name {organization}.",
                "Nothing has been changed.",
                "Found it first: lectorium admin create-organization --help",
            )
        new = people.NewUser(username, email, name, role, password)
        user = people.add_user(session, school.id, new)
        login = user.login_name
    console.print(f"{name} can sign in as [bold]{login}[/].")


@admin.command("set-password")
@click.argument("login_name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@home_option
def set_password(home: Home, login_name: str, password_stdin: bool) -> None:
    """Set the password of the account LOGIN_NAME, and let it sign in again at once."""
    from lectorium.rooms.people import api as people

    password = _password(password_stdin)
    with _database(home) as session:
        people.set_password(session, login_name, password)
    console.print(f"The password of {login_name} is set.")


@contextmanager
def _database(home: Home) -> "Iterator[Session]":
    """One transaction in the home's database, which is started for it where it isn't running."""
    from lectorium.kit.database import Database
    from lectorium.kit.events import Registry
    from lectorium.kit.settings import Settings
    from lectorium.wiring import wire

    home.create()
    with parts_running(home, "migrate"):
        home.enter()
        database = Database(Settings().database_url, events=wire(Registry()), pool_size=1)
        try:
            with database.transaction() as session:
                yield session
        finally:
            database.close()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST_PASSWORD:
        raise StackError(
            f"The password has fewer than {SHORTEST_PASSWORD} characters.",
            "Nothing has been changed.",
            "Choose a longer one.",
        )
    return password
