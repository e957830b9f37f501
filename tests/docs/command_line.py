"""The page of the command line, from the commands themselves.

``python -m tests.docs.command_line > docs/reference/command-line.md``
"""

import inspect
import sys
from collections.abc import Iterator

import click

from lectorium_hub.cli.main import main

HEAD = """\
# The command line

<!-- Made by `python -m tests.docs.command_line`; change the commands, not this page. -->
"""


def commands(group: click.Group = main, before: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name, groups before what is in them."""
    context = click.Context(group, info_name="lectorium")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        path = (*before, name)
        yield " ".join(path), command
        if isinstance(command, click.Group):
            yield from commands(command, path)


def page() -> str:
    """The page in Markdown."""
    sections = [_section(name, command) for name, command in commands()]
    return "\n".join([HEAD, _text(main), "", _epilog(), "", *sections])


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"lectorium {name}")
    usage = " ".join(["lectorium", name, *command.collect_usage_pieces(context)])
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [row for each in options if (row := _row(each, context))]
    table = ["", "| option | meaning |", "|---|---|", *rows] if rows else []
    return "\n".join([f"## lectorium {name}", "", f"    {usage}", "", _text(command), *table, ""])


def _text(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "")


def _epilog() -> str:
    return (main.epilog or "").strip("\b\n") + "."


def _row(option: click.Option, context: click.Context) -> str | None:
    record = option.get_help_record(context)
    if record is None:
        return None
    names, meaning = (part.replace("|", r"\|") for part in record)
    return f"| `{names}` | {' '.join(meaning.split())} |"


if __name__ == "__main__":
    sys.stdout.write(page())
