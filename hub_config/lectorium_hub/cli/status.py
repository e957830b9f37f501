"""`lectorium status`."""

import json
from datetime import UTC, datetime
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from lectorium_hub.cli.common import Exit, console, finish, home_option
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.state import StackStatus, current_status

COLORS = {"running": "green", "done": "green", "failed": "red", "unresponsive": "red", "stopped": "dim"}
CODES = {"running": Exit.OK, "degraded": Exit.DEGRADED, "stopped": Exit.STOPPED}


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def status(home: Home, as_json: bool) -> None:
    """Say whether it runs, and how each part is.

    Exit code 0: everything runs; 3: something doesn't, or not yet; 4: it isn't running.
    """
    now = current_status(home)
    if as_json:
        click.echo(json.dumps(summary(now), indent=2))
    else:
        _print(home, now)
    finish(CODES[overall(now)])


def overall(now: StackStatus) -> str:
    """One of running, stopped and degraded."""
    if now.state in {"running", "stopped"}:
        return now.state
    return "stopped" if now.state == "failed" else "degraded"


def summary(now: StackStatus) -> dict[str, Any]:
    """What programs get; `detail` is finer than `state`."""
    parts = [
        {
            "name": part.name,
            "kind": part.kind,
            "state": part.state,
            "pid": part.pid,
            "restarts": part.restarts,
            "seconds": part.seconds,
            "ready_at": part.ready_at,
            "message": part.message,
        }
        for part in now.parts
    ]
    return {
        "state": overall(now),
        "detail": now.state,
        "url": now.url if now.parts else None,
        "pid": now.pid,
        "usable_seconds": now.usable_seconds,
        "ready_seconds": now.ready_seconds,
        "problem": list(now.problem) if now.problem else None,
        "parts": parts,
    }


def _print(home: Home, now: StackStatus) -> None:
    if overall(now) == "stopped":
        console.print(f"Lectorium isn't running  [dim]({home.path})[/]")
        for sentence in now.problem or ():
            console.print(f"  {escape(sentence)}")
        return
    since = datetime.fromtimestamp(now.started_at or 0, UTC).astimezone()
    console.print(f"Lectorium is {now.state}: [bold]{now.url}[/]  [dim]since {since:%Y-%m-%d %H:%M}[/]")
    table = Table("Part", "State", "Process", "Ready after", "Restarts", "Says", box=None, header_style="dim")
    for part in now.parts:
        color = COLORS.get(part.state, "yellow")
        seconds = f"{part.seconds:.1f} s" if part.seconds is not None else ""
        pid = str(part.pid or "")
        state = f"[{color}]{part.state}[/]"
        table.add_row(part.name, state, pid, seconds, str(part.restarts or ""), escape(part.message or ""))
    console.print(table)
