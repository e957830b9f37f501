"""`lectorium migrate`, `demo`, `backup` and `restore`."""

import time
from collections.abc import Callable
from pathlib import Path

import click

from lectorium_hub.cli.common import console, home_option
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.state import current_status


def sayer() -> Callable[[str], None]:
    """Prints what is done, each with the time since the beginning."""
    begun = time.monotonic()

    def say(text: str) -> None:
        console.print(f"[green]✓[/] {text}  [dim]{time.monotonic() - begun:.1f} s[/]")

    return say


def require_running(home: Home) -> None:
    """Raise `StackError` unless people can log in now."""
    if current_status(home).state not in {"running", "degraded"}:
        raise StackError(
            f"Lectorium isn't running ({home.path}).",
            "Nothing has been changed.",
            "Start it first: lectorium up",
        )


@click.command()
@home_option
def migrate(home: Home) -> None:
    """Bring the database to the newest version.

    `lectorium up` does this too. Where nothing runs, Postgres is started for it and stopped again.
    """
    from lectorium_hub.stack.control import parts_running
    from lectorium_hub.stack.steps import migrate as upgrade

    say = sayer()
    home.create()
    with parts_running(home, "roles"):
        home.enter()
        upgrade()
    say("The database has the newest version")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def backup(home: Home, file: Path) -> None:
    """Write everything that can't be made again into FILE (.tar.zst or .tar.gz).

    That is both databases, all objects and people's files. It can be done while Lectorium runs. The
    file holds people's data and two keys: keep it safe.
    """
    from lectorium_hub.stack.backup import back_up

    say = sayer()
    back_up(home, file, say)
    say(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Where the state folder isn't empty, move it aside first.")
@home_option
def restore(home: Home, file: Path, force: bool) -> None:
    """Fill an empty state folder from the backup FILE.

    The file is checked first. Where restoring fails, everything is as it was before.
    """
    from lectorium_hub.stack.restore import restore as fill

    say = sayer()
    aside = fill(home, file, say, force=force)
    say("Restored")
    if aside is not None and aside.exists():
        console.print(f"What was there before lies in {aside}.")
    console.print("Start it: [bold]lectorium up[/]")


@click.command()
@click.option("--students", type=click.IntRange(1, 500), default=30, show_default=True, help="How many.")
@home_option
def demo(home: Home, students: int) -> None:
    """Bring a sample class to life, with weeks of graded work.

    Every attempt is really run. Lectorium must be running.
    """
    require_running(home)
    from lectorium.kit.settings import Settings
    from lectorium_hub import sample

    home.enter()
    say = sayer()
    sample.populate(Settings(), students=students, say=say)
    say("The class is there")
