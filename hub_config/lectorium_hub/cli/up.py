"""`lectorium up`."""

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import click
from rich.markup import escape
from rich.panel import Panel
from rich.status import Status
from rich.table import Table

from lectorium_hub.cli.common import Exit, console, finish, home_option
from lectorium_hub.stack import control
from lectorium_hub.stack.blueprint import Options
from lectorium_hub.stack.home import Home, find_home
from lectorium_hub.stack.state import PartStatus, StackStatus, current_status

WIDTH = 16


class Progress:
    """Prints a line for each part that is ready, with times, and names what is awaited."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown: set[str] = set()
        self._usable = False
        self._spinner = Status("Starting", console=console)

    def __enter__(self) -> Self:
        self._spinner.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._spinner.stop()

    @property
    def elapsed(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self._begun

    def look(self, status: StackStatus) -> None:
        """Show what is new."""
        for part in status.parts:
            if part.name not in self._shown and part.state in {"running", "done", "failed"}:
                self._shown.add(part.name)
                self._show(part)
        if status.usable_seconds is not None and not self._usable:
            self._usable = True
            console.print(f"[bold green]▸[/] People can log in: {status.url}  [dim]{self.elapsed:5.1f} s[/]")
        awaited = [part.name for part in status.parts if part.state in {"starting", "restarting"}]
        self._spinner.update(f"[dim]Waiting for {', '.join(awaited)}[/]" if awaited else "Starting")

    def _show(self, part: PartStatus) -> None:
        sign = "[red]✗[/]" if part.state == "failed" else "[green]✓[/]"
        took = f"took {part.seconds:.1f} s" if part.seconds is not None else ""
        reason = f"  {escape(part.message)}" if part.state == "failed" and part.message else ""
        console.print(f"{sign} {part.name:<{WIDTH}} [dim]{self.elapsed:5.1f} s  {took}[/]{reason}")


@click.command()
@home_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The public port; 0 takes any free one  [default: the last one, or 8000]",
)
@click.option(
    "--bind", metavar="ADDRESS", help="The address to listen on  [default: 127.0.0.1, this machine only]"
)
@click.option("--foreground", is_flag=True, help="Stay until Ctrl+C, then stop everything.")
@click.option("--no-sample", is_flag=True, help="Don't create the sample course at the first start.")
def up(home: Home, port: int | None, bind: str | None, foreground: bool, no_sample: bool) -> None:
    """Start everything, and print the address.

    Returns when every part answers. Where it runs already, it says so. What was killed or crashed is
    cleaned up first; nothing that was stored is lost.
    """
    status = current_status(home)
    if status.state not in {"stopped", "failed", "stopping"}:
        console.print(f"Lectorium is running already ({status.state}): [bold]{status.url}[/]")
        finish(Exit.OK)
    options = Options(port=port, bind=bind, sample=not no_sample)
    with Progress() as progress:
        supervisor = control.start(home, options, attached=foreground)
        try:
            status = control.follow(home, supervisor, progress.look)
        except KeyboardInterrupt:
            control.stop(home)
            raise
    console.print(_box(home, status, progress.elapsed))
    if foreground:
        _stay(home, supervisor)
    elif status.state == "degraded":
        finish(Exit.DEGRADED)


def _stay(home: Home, supervisor: "subprocess.Popen[bytes]") -> None:
    """Wait for the supervisor, and pass on what should end it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.terminate())
    console.print("[dim]Ctrl+C stops it.[/]")
    code = supervisor.wait()
    console.print(f"Lectorium stopped. Everything is kept in {home.path}.")
    finish(Exit.OK if code == 0 else Exit.FAILED)


def _box(home: Home, status: StackStatus, seconds: float) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row("Address", f"[bold]{status.url}[/]")
    for login in read_logins(home):
        table.add_row(
            f"Sample {login['role']}",
            f"{escape(login['username'])}  [dim]password[/]  {escape(login['password'])}",
        )
    table.add_row("State folder", str(home.path))
    slow = sorted((part for part in status.parts if part.seconds), key=lambda part: -(part.seconds or 0))[:3]
    table.add_row("Slowest", ", ".join(f"{part.name} {part.seconds:.1f} s" for part in slow))
    table.add_row("Stop it", escape(_stopping(home)))
    title = (
        "Lectorium is running" if status.state == "running" else "Lectorium is running, but not everything"
    )
    return Panel(table, title=f"{title} · {seconds:.1f} s", expand=False, border_style="green")


def _stopping(home: Home) -> str:
    """The command that stops this home, wherever it is typed."""
    command = [str(Path(sys.executable).with_name("lectorium")), "down"]
    return shlex.join([*command, *([] if home == find_home(None) else ["--home", str(home.path)])])


def read_logins(home: Home) -> list[dict[str, Any]]:
    """The sample course's logins: role, username, password; none before it was installed."""
    if not home.sample.exists():
        return []
    logins: list[dict[str, Any]] = json.loads(home.sample.read_text())
    return logins
