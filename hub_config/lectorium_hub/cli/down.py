"""`lectorium down`."""

import asyncio
import time

import click

from lectorium_hub.cli.common import Exit, console, finish, home_option
from lectorium_hub.stack import control
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.supervisor import end_leftovers


@click.command()
@home_option
def down(home: Home) -> None:
    """Stop everything, people's servers too.

    Stored data stay in the state folder. Where nothing runs, what a crash may have left is cleaned up.
    """
    begun = time.monotonic()
    with console.status("[dim]Stopping[/]"):
        stopped = control.stop(home)
        left = asyncio.run(end_leftovers(home)) if home.path.exists() else 0
    if stopped:
        console.print(f"Lectorium stopped  [dim]{time.monotonic() - begun:.1f} s[/]")
    elif left:
        console.print(f"Lectorium wasn't running; {left} processes that it had left behind were ended.")
    else:
        console.print("Lectorium isn't running.")
    finish(Exit.OK)
