"""What every command shares: the home, the console, and how errors are shown."""

import enum
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape

from lectorium.kit.errors import DomainError
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home, find_home

P = ParamSpec("P")
R = TypeVar("R")

console = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(enum.IntEnum):
    """Exit codes; 2, wrong usage, is click's own."""

    OK = 0
    FAILED = 1
    DEGRADED = 3
    STOPPED = 4


class Refused(click.ClickException):
    """An error that says what happened, what is safe, and what to do."""

    exit_code = Exit.FAILED

    def __init__(self, error: StackError | DomainError) -> None:
        super().__init__(str(error))
        self._sentences = error.sentences if isinstance(error, StackError) else (error.detail,)

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's signature
        first, *others = map(escape, self._sentences)
        complaints.print("\n  ".join([f"[bold red]✗[/] {first}", *others]))


class Group(click.Group):
    """A group of commands whose expected errors become messages, never tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (StackError, DomainError) as error:
            raise Refused(error) from error


def home_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add --home; the command gets a `Home`."""
    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        callback=_as_home,
        help="The state folder  [default: LECTORIUM_HOME, or lectorium in the user's state folder]",
    )(command)


def _as_home(_context: click.Context, _option: click.Parameter, value: Path | None) -> Home:
    home = find_home(value)
    if home.path.exists() and not os.access(home.path, os.R_OK | os.W_OK | os.X_OK):
        raise StackError(
            f"The state folder {home.path} belongs to somebody else.",
            "Nothing has been changed.",
            "Run this as its owner, or choose another folder with --home.",
        )
    return home


def finish(code: Exit) -> NoReturn:
    """End with an exit code."""
    raise SystemExit(int(code))
