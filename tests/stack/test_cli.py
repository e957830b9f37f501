"""The command line: its help, its exit codes, and what it says when something is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lectorium_hub.cli.main import COMMANDS
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.state import PartStatus, StackStatus, hold_lock, write_status
from tests.stack.support import lectorium, processes_of, running


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(home: Home, command: str) -> None:
    done = lectorium(home, command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.split("\n\n")[1].split()) >= 5
    assert f"  {command} " in lectorium(home, "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("upp",),
        ("up", "--colour"),
        ("up", "--port", "70000"),
        ("backup",),
        ("demo", "--students", "0"),
        ("admin", "x"),
    ],
)
def test_wrong_usage_is_exit_code_2(home: Home, arguments: tuple[str, ...]) -> None:
    done = lectorium(home, *arguments)
    assert (done.returncode, "Usage:" in done.stderr) == (2, True)


def test_what_is_not_running(home: Home) -> None:
    assert lectorium(home, "status").returncode == 4
    assert json.loads(lectorium(home, "status", "--json").stdout) == {
        "state": "stopped", "detail": "stopped", "url": None, "pid": None, "usable_seconds": None,
        "ready_seconds": None, "problem": None, "parts": [],
    }  # fmt: skip
    assert lectorium(home, "down").stdout == "Lectorium isn't running.\n"
    assert lectorium(home, "demo").returncode == 1
    assert lectorium(home, "logs").returncode == 1
    assert not home.path.exists()


@pytest.mark.parametrize(
    ("state", "part", "code", "overall"),
    [
        ("running", "running", 0, "running"),
        ("starting", "waiting", 3, "degraded"),
        ("degraded", "restarting", 3, "degraded"),
        ("stopping", "stopped", 3, "degraded"),
    ],
)
def test_status_tells_how_it_is(home: Home, state: str, part: str, code: int, overall: str) -> None:
    home.create()
    parts = [PartStatus("hub", "service", part, message="said [this]")]  # type: ignore[arg-type]
    with hold_lock(home):
        write_status(home, StackStatus(state, "http://127.0.0.1:1", 1, 1.0, parts=parts))  # type: ignore[arg-type]
        done = lectorium(home, "status", "--json")
        assert (done.returncode, json.loads(done.stdout)["state"]) == (code, overall)
        assert "said [this]" in lectorium(home, "status").stdout


@pytest.mark.parametrize("left", ["", "{", "[]", '{"parts": []}', '{"parts": [{"colour": 1}], "others": []}'])
def test_a_state_that_another_version_left_is_no_obstacle(home: Home, left: str) -> None:
    home.create()
    home.state.write_text(left)
    assert lectorium(home, "status").returncode == 4


def test_a_problem_at_the_start_is_three_lines_and_stays_to_be_read(home: Home) -> None:
    home.create()
    home.config.write_text("colour = 'blue'")
    done = lectorium(home, "up")
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 3
    assert "doesn't exist: colour" in lines[0]
    assert "colour" in lectorium(home, "status").stdout


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = lectorium(Home(tmp_path / "file" / "home"), "up")
    assert (done.returncode, "can't be made or written" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


ADA = ("create-user", "ada", "--organization=tests", "--email=ada@example.org", "--name=Ada", "--role=admin")


def test_accounts_are_made_without_a_running_stack(home: Home) -> None:
    assert lectorium(home, "admin", "create-organization", "School", "tests").returncode == 0
    assert lectorium(home, "status").returncode == 4
    assert home.postgres.exists()
    assert processes_of(home) == []


def test_accounts(home: Home) -> None:
    with running(home, "migrate"):
        assert account(home, *ADA, password="short")[0] == 1
        assert account(home, *ADA) == (1, "no school with the short name tests")
        assert lectorium(home, "admin", "create-organization", "School", "tests").returncode == 0
        assert account(home, *ADA) == (0, "Ada can sign in as ada.")
        assert account(home, *ADA) == (1, "taken in this school")
        assert account(home, "set-password", "ada") == (0, "The password of ada is set.")
        assert account(home, "set-password", "bob") == (1, "no such account")


SAYINGS = (
    "no school with the short name tests",
    "Ada can sign in as ada.",
    "taken in this school",
    "The password of ada is set.",
    "no such account",
)


def account(home: Home, *arguments: str, password: str = "long-enough") -> tuple[int, str | None]:
    """Call `lectorium admin …`; its exit code, and which of the sayings it said."""
    done = lectorium(home, "admin", *arguments, "--password-stdin", stdin=f"{password}\n")
    return done.returncode, next((text for text in SAYINGS if text in done.stdout + done.stderr), None)


def test_commands_load_only_what_they_need() -> None:
    code = (
        "import sys, lectorium_hub.cli.up; print({'sqlalchemy', 'jupyterhub', 'celery'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
