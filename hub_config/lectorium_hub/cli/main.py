"""The group of all commands."""

import importlib
from importlib import metadata

import click

from lectorium_hub.cli.common import Group
from lectorium_hub.stack.quickly import skip_costly_import

# Where each command lives: only the one that is called is imported.
COMMANDS = {
    "up": "up:up",
    "down": "down:down",
    "status": "status:status",
    "doctor": "doctor:doctor",
    "logs": "logs:logs",
    "migrate": "data:migrate",
    "demo": "data:demo",
    "backup": "data:backup",
    "restore": "data:restore",
    "admin": "admin:admin",
    "tutor": "tutor:tutor",
}

EPILOG = """\b
Exit codes: 0 done · 1 failed · 2 wrong usage · 3 running, but not everything · 4 not running"""


class Lectorium(Group):
    """Lists commands in the order people meet them, and loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"lectorium_hub.cli.{module}"), name)
        return command


def _version() -> str:
    try:
        return metadata.version("lectorium")
    except metadata.PackageNotFoundError:
        return "from the source tree"


@click.group(cls=Lectorium, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), "-V", "--version", prog_name="lectorium")
def main() -> None:
    """Lectorium on this machine: start it, look after it, keep its data safe.

    Everything it stores lies in one folder (--home). `lectorium up` starts it and prints the address.
    """
    skip_costly_import()
