"""`lectorium admin`: schools and accounts, without the web."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from lectorium_hub.cli.common import Group, console, home_option
from lectorium_hub.cli.data import require_running
from lectorium_hub.stack.control import parts_running
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.secrets import SecretFolder
from lectorium_hub.stack.state import current_status

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lectorium.rooms.people.api import Role

SHORTEST_PASSWORD = 8
HUB_SECONDS = 60.0
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


@admin.command("remove-login")
@click.argument("login_name")
@click.option("--yes", is_flag=True, help="Don't ask first.")
@home_option
def remove_login(home: Home, login_name: str, yes: bool) -> None:
    """Delete what an erased person LOGIN_NAME left on the Hub, for good.

    Stops their server and deletes their account on the Hub, their folder of notebooks and their server's
    log. Refused while a school has the account, open or closed. Lectorium must be running.
    """
    from lectorium.rooms.people import api as people

    require_running(home)
    with _database(home) as session:
        _require_gone(login_name, taken=people.has_login(session, login_name))
    if not yes:
        click.confirm(f"Delete {login_name} on the Hub, and all files in their folder, for good?", abort=True)
    known = _delete_on_hub(home, login_name)
    console.print(f"Account on the Hub: {'deleted' if known else 'there was none'}.")
    folder, log = home.users / login_name, home.logs / "servers" / f"{login_name}.log"
    there = folder.is_dir()
    if there:
        shutil.rmtree(folder)
    log.unlink(missing_ok=True)
    console.print(f"Folder {folder}: {'deleted' if there else 'there was none'}.")


def _require_gone(login_name: str, *, taken: bool) -> None:
    if Path(login_name).name != login_name or login_name.startswith("."):
        raise StackError(
            f"{login_name!r} can't be a login.", "Nothing has been changed.", "Take it from the page Erased."
        )
    if taken:
        raise StackError(
            f"A school still has the account {login_name}.",
            "Nothing has been changed.",
            "Erase the person first: on the page Accounts, Who asks to be erased.",
        )


def _delete_on_hub(home: Home, login_name: str) -> bool:
    """Delete the Hub's account, which stops its server; False where there is none."""
    import httpx

    token = SecretFolder(home.secrets)["lectorium_supervisor_token"].strip()
    answer = httpx.delete(
        f"{current_status(home).url}/hub/api/users/{quote(login_name, safe='')}",
        headers={"Authorization": f"token {token}"},
        timeout=HUB_SECONDS,
    )
    if answer.status_code not in {204, 404}:
        raise StackError(
            f"The Hub didn't delete {login_name} ({answer.status_code}).",
            "Their folder is untouched.",
            "Their server may still be stopping: try again in a minute, or read lectorium logs hub.",
        )
    return answer.status_code == 204


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
