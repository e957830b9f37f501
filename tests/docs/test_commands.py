"""Commands that the papers tell people to type can be typed."""

import configparser
import importlib.util
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import click
import pytest

from lectorium_hub.cli.main import main
from tests.docs import ROOT, Block, blocks

# What the system brings; only that they are spelt like programs is known here.
OF_THE_SYSTEM = {"apt", "cd", "echo", "git", "sudo", "jupyter", "systemctl"}
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
BASH = list(blocks("bash"))


def words_of(block: Block) -> Iterator[list[str]]:
    """Each command of a block, split into words; pipes and alternatives make several."""
    for line in block.text.replace("\\\n", " ").splitlines():
        shell = re.sub(r"\$\([^)]*\)|\$\w+", "X", line)
        shell = re.sub(r"\s[<>]+ ?\S+", "", shell)
        for part in re.split(r"\|\||&&|\|", shell):
            words = shlex.split(part, comments=True)
            while words and (words[0] == "sudo" or re.fullmatch(r"[A-Z_]+=.*", words[0])):
                words = words[1:]
            if words:
                yield words


def parse(words: list[str]) -> None:
    """Read a line of `lectorium` as click does, without running it; raises `click.UsageError`."""
    command: click.Command = main
    context = click.Context(main, info_name="lectorium")
    while isinstance(command, click.Group):
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, parent=context)
    command.make_context(command.name, words)


@pytest.mark.parametrize("block", BASH, ids=str)
def test_commands_can_be_typed(block: Block) -> None:
    for program, *rest in words_of(block):
        name = PurePosixPath(program).name
        if name == "lectorium":
            parse(rest)
        elif name == "make":
            assert set(rest) <= TARGETS, rest
        elif name == "python":
            _check_python(rest)
        else:
            assert name in OF_THE_SYSTEM, program


def _check_python(words: list[str]) -> None:
    if words[0] == "-m":
        assert importlib.util.find_spec(words[1]) is not None, words
    else:
        assert words[0].endswith(".py")


@pytest.mark.parametrize("block", BASH, ids=str)
def test_bash_reads_them(block: Block) -> None:
    subprocess.run(["bash", "-n", "-c", block.text], check=True, capture_output=True)


def test_a_misspelt_command_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        parse(["up", "--prot", "8000"])
    with pytest.raises(click.UsageError):
        parse(["admin", "create-user", "ada"])


def test_cheap_commands_run(tmp_path: Path) -> None:
    """As the papers say, on a home where nothing runs."""
    for words, code in ((["status", "--json"], 4), (["down"], 0), (["--help"], 0)):
        home = [] if words == ["--help"] else ["--home", str(tmp_path / "none")]
        done = subprocess.run(
            [sys.executable, "-m", "lectorium_hub.cli", *words, *home], capture_output=True, check=False
        )
        assert done.returncode == code, done.stderr


@pytest.mark.parametrize("block", list(blocks("ini")), ids=str)
def test_the_service_starts_what_exists(block: Block) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string(block.text)
    program, *rest = shlex.split(unit["Service"]["ExecStart"])

    assert program.endswith("/lectorium")
    parse(rest)
