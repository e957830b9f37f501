"""The reference is complete, and says what the code says."""

import re
from typing import get_args

import click
import pytest
from pydantic_core import PydanticUndefined

from lectorium.kit.settings import Settings
from lectorium.rooms.authoring.api import TestStatus
from lectorium.rooms.authoring.notebooks.limits import CEILINGS
from lectorium.rooms.grading.api import JOB, REGRADE_JOB
from lectorium.rooms.home.api import State
from lectorium.sandbox import NOTEBOOK_LIMITS, Limits
from lectorium.wiring import wire
from lectorium.worker.queue import END_EXAMS, HOUSEKEEPING, RECONCILE
from lectorium_hub.cli.common import Exit
from lectorium_hub.stack.config import OUTSIDE, OWN, StackConfig
from lectorium_server.pages.texts import TEST_WORDS
from tests.docs import DOCS, ROOT
from tests.docs.command_line import commands, page

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+)(?: \| ([^|]*))?(?: \|[^\n]*)?\|$", re.MULTILINE)
TOLD = {
    "home": "LECTORIUM_HOME",
    "public_url": "public_url",
    "celery_queues": "LECTORIUM_CELERY_QUEUES",
    "llm_embedded_url": "LECTORIUM_LLM_EMBEDDED_URL",
}


def rows(name: str) -> dict[str, tuple[str, str]]:
    """The rows of a reference page by their first column, without its quotes."""
    text = (DOCS / "reference" / name).read_text()
    return {first.strip("` "): (second.strip(), third.strip()) for first, second, third in ROW.findall(text)}


def test_the_command_line_is_as_the_commands_say() -> None:
    written = (DOCS / "reference/command-line.md").read_text()

    assert written == page(), (
        "make it anew: python -m tests.docs.command_line > docs/reference/command-line.md"
    )


def test_every_command_is_explained_somewhere_else_too() -> None:
    others = "".join(
        path.read_text()
        for path in [ROOT / "README.md", *DOCS.rglob("*.md")]
        if path.name != "command-line.md"
    )
    for name, command in commands():
        assert isinstance(command, click.Group) or f"lectorium {name}" in others, name


def test_every_setting_is_on_the_page() -> None:
    known = rows("settings.md")
    for name in Settings.model_fields:
        assert TOLD.get(name, name) in known, name
    for name in (*OWN, *OUTSIDE):
        assert name in known, name


def test_settings_on_the_page_exist() -> None:
    fields = {*Settings.model_fields, *OWN, *OUTSIDE}
    for name in rows("settings.md"):
        if re.fullmatch(r"[a-z_]+", name) and name not in {"key", "variable"}:
            assert name in fields, name


@pytest.mark.parametrize("name", Settings.model_fields)
def test_defaults_are_as_written(name: str) -> None:
    written, _ = rows("settings.md").get(name, ("", ""))
    default = Settings.model_fields[name].default
    if written.startswith("`") and name not in {*OWN, *OUTSIDE}:
        assert default is not PydanticUndefined
        assert written.strip("`") == str(default)
    elif written == "none":
        assert default == ""


def test_the_stacks_defaults_are_as_written() -> None:
    known, config = rows("settings.md"), StackConfig()

    assert known["bind"][0].strip("`") == config.bind
    assert known["workers"][0].strip("`") == str(config.workers)


def test_every_exit_code_is_on_the_page() -> None:
    assert {int(code) for code in rows("exit-codes.md") if code.isdigit()} == {*map(int, Exit), 2}


def test_states_are_in_our_words() -> None:
    known = rows("words.md")

    assert set(get_args(State)) <= set(known)
    for status in get_args(TestStatus):
        assert known[status][0] == TEST_WORDS[status]


def test_every_event_and_job_is_on_the_page() -> None:
    from lectorium.kit.events import Registry

    text = (DOCS / "reference/events-and-jobs.md").read_text()
    jobs = (JOB, REGRADE_JOB, RECONCILE, HOUSEKEEPING, END_EXAMS)

    for event in wire(Registry()).handlers:
        assert f"`{event.__name__}`" in text
    for name in (*jobs, *Settings.model_fields["celery_queues"].default):
        assert f"`{name}`" in text


def test_the_sandboxs_limits_are_as_written() -> None:
    page = (DOCS / "explanation/grading-isolation.md").read_text()
    program, notebook = Limits(), NOTEBOOK_LIMITS

    assert f"| {program.cpu_seconds:g} s, all tests together {program.total_cpu_seconds:g} s |" in page
    assert f"{notebook.wall_seconds:g} s per cell, {notebook.notebook_seconds:g} s in all |" in page
    assert f"| {program.memory_bytes >> 30} GiB | {notebook.memory_bytes >> 30} GiB |" in page
    assert f"| {program.processes} | {notebook.processes} |" in page
    assert f"{program.disk_bytes >> 20} MiB, {program.files:,} files" in page
    authors = (DOCS / "how-to/author-notebooks.md").read_text()
    assert all(f"`{name}`" in authors for name in CEILINGS)
