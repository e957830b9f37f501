"""`lectorium logs`."""

import time
from pathlib import Path

import click
from rich.markup import escape

from lectorium_hub.cli.common import console, home_option
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.logs import tail

LOOK_SECONDS = 0.25
WIDTH = 14


class Follower:
    """Reads what is added to one log, also after the log was emptied because it had grown too large."""

    def __init__(self, log: Path) -> None:
        self.name = log.stem
        self._log = log
        self._position = log.stat().st_size if log.exists() else 0

    def new_lines(self) -> list[str]:
        """The lines that came since the last call."""
        if not self._log.exists():
            return []
        with self._log.open("rb") as file:
            if self._log.stat().st_size < self._position:
                self._position = 0
            file.seek(self._position)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._position += len(whole)
        return whole.decode(errors="replace").splitlines()


@click.command()
@click.argument("part", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on printing what is added, until Ctrl+C.")
@click.option("-n", "--lines", default=20, show_default=True, help="How many lines of each log.")
@home_option
def logs(home: Home, part: str | None, follow: bool, lines: int) -> None:
    """Print the logs of PART, or of every part."""
    chosen = find_logs(home, part)
    for log in chosen:
        show(log.stem, tail(log, lines), named=part is None)
    followers = [Follower(log) for log in chosen]
    while follow:
        for follower in followers:
            show(follower.name, follower.new_lines(), named=part is None)
        time.sleep(LOOK_SECONDS)


def find_logs(home: Home, part: str | None) -> list[Path]:
    """The logs that were asked for; raise `StackError` where there are none."""
    existing = sorted(home.logs.glob("*.log")) if home.logs.exists() else []
    if part is None and existing:
        return existing
    if part is not None and home.log(part) in existing:
        return [home.log(part)]
    names = ", ".join(log.stem for log in existing) or "none yet"
    raise StackError(
        f"There is no log of {part}." if part else f"There are no logs in {home.path}.",
        f"These exist: {names}.",
        "Name one of them, or start Lectorium first: lectorium up",
    )


def show(name: str, lines: list[str], *, named: bool) -> None:
    """Print lines as they are, each after its part's name where several parts are mixed."""
    for line in lines:
        prefix = f"[cyan]{name:<{WIDTH}}[/] " if named else ""
        console.print(f"{prefix}{escape(line)}")
