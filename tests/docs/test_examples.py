"""Examples in the papers are read, and where it is cheap run, by the code that they are for."""

import ast
import csv
import importlib
import inspect
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest

from lectorium.rooms.authoring.notebooks.limits import limit_findings
from lectorium.rooms.authoring.programs import tables as test_tables
from lectorium.rooms.authoring.programs.checks import program_findings
from lectorium.rooms.authoring.programs.spec import program_spec, with_ids
from lectorium.rooms.authoring.questions import read_question, read_questions, stored_question
from lectorium.rooms.authoring.tagging import said_by
from lectorium.rooms.courses.row_checks import EMAIL, USERNAME
from lectorium.rooms.courses.rows import REQUIRED
from lectorium.sandbox.local.provisioner import SandboxProvisioner
from lectorium_client import Client
from lectorium_hub.stack.config import load_config
from lectorium_notebooks import Cohort
from lectorium_wire.authoring import ProgramImport
from tests.docs import DOCS, ROOT, Block, blocks

PYTHON = list(blocks("python"))
QUESTION_TYPES = ("single", "multiple", "numeric", "text", "output")
OBJECTS: dict[str, type] = {"client": Client, "cohort": Cohort}


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python_compiles(block: Block) -> None:
    compile(block.text, str(block), "exec")


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_imports_are_there(block: Block) -> None:
    for node in ast.walk(ast.parse(block.text)):
        if isinstance(node, ast.ImportFrom):
            module: ModuleType = importlib.import_module(str(node.module))
            for alias in node.names:
                assert hasattr(module, alias.name), alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                importlib.import_module(alias.name)


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_calls_fit_the_client(block: Block) -> None:
    for node in ast.walk(ast.parse(block.text)):
        if isinstance(node, ast.Call):
            _check_call(node)
        elif isinstance(node, ast.Attribute) and (owner := _owner(node.value)):
            assert hasattr(owner, node.attr), ast.unparse(node)


def _owner(value: ast.expr) -> type | None:
    """What an expression is, as far as our papers name it: `client`, `cohort`, `Client()`."""
    if isinstance(value, ast.Name):
        return OBJECTS.get(value.id)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return {"Client": Client, "Cohort": Cohort}.get(value.func.id)
    return None


def _check_call(node: ast.Call) -> None:
    before: tuple[None, ...] = ()
    if owner := _owner(node):
        function: Any = owner
    elif isinstance(node.func, ast.Attribute) and (owner := _owner(node.func.value)):
        function, before = getattr(owner, node.func.attr), (None,)
    else:
        return
    names = {keyword.arg: None for keyword in node.keywords if keyword.arg}
    signature = inspect.signature(function)
    signature.bind(*before, *node.args, **names)
    assert set(names) <= set(_keywords(function, signature)), ast.unparse(node)


def test_a_wrong_call_would_be_noticed() -> None:
    for wrong in ("client.enroll()", "client.change_enrollment(1, rule='ta')", "Client(adress='x')"):
        with pytest.raises((TypeError, AssertionError)):
            _check_call(ast.parse(wrong, mode="eval").body)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        _check_call(ast.parse("client.gradebok(1)", mode="eval").body)  # type: ignore[arg-type]


def _keywords(function: Any, signature: inspect.Signature) -> Iterator[str]:
    """The keywords that a function takes, those of an unpacked TypedDict among them."""
    for parameter in signature.parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            shape = get_type_hints(function, include_extras=True)[parameter.name].__args__[0]
            yield from get_type_hints(shape)
        else:
            yield parameter.name


@pytest.mark.parametrize("block", list(blocks("toml")), ids=str)
def test_configurations_are_accepted(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(block.text)
    config = load_config(file, {})

    given = set(tomllib.loads(block.text))
    kept = {*config.outside, *config.handed_on, "bind", "port", "public_url", "workers"}
    assert given <= kept


@pytest.mark.parametrize("block", list(blocks("json")), ids=str)
def test_json_is_what_it_says(block: Block) -> None:
    value = json.loads(block.text)
    if isinstance(value, list):
        _check_tests(test_tables.tests_in(block.text, "markdown"), "cpp")
    elif value.get("type") in QUESTION_TYPES:
        assert stored_question(read_question(value).model_dump_json().encode()) == read_question(value)
    elif "lectorium" in value:
        notebook = {"metadata": value, "cells": []}
        assert not list(limit_findings(notebook))
        said_by(json.dumps(notebook).encode())
    elif "argv" in value:
        config = value["metadata"]["kernel_provisioner"]["config"]
        assert set(config) <= set(SandboxProvisioner.class_own_traits(config=True))
    else:
        spec = program_spec(
            ProgramImport.model_validate(value).model_dump(exclude={"place"}, exclude_none=True)
        )
        assert not [found for found in program_findings(spec, {}) if found.level == "error"]


@pytest.mark.parametrize("name", ["how-to/write-a-quiz.md", "reference/questions.md"])
def test_texts_of_questions_are_read(name: str) -> None:
    page = (DOCS / name).read_text()
    [text] = re.findall(r"^````markdown\n(.*?)^````$", page, re.MULTILINE | re.DOTALL)
    types = [each.type for each in read_questions(text)]

    assert types == (["single", "output"] if name.startswith("how-to") else list(QUESTION_TYPES))


def test_tables_of_tests_are_read() -> None:
    page = (DOCS / "how-to/author-programs.md").read_text()
    tables = re.findall(r"((?:^\| (?:name) .*\n)(?:^\|.*\n)+)", page, re.MULTILINE)
    call, pairs = (test_tables.tests_in(table, "markdown") for table in tables)

    _check_tests(call, "python")
    _check_tests(pairs, "cpp")
    assert [test.get("hidden", False) for test in call] == [False, True]


def test_asserts_are_read_as_tests() -> None:
    [source] = [block.text for block in PYTHON if "reverse(" in block.text and "assert" in block.text]
    found = test_tables.tests_in(source, "code")

    _check_tests(found, "python")
    assert [test["hidden"] for test in found] == [False, True]


def _check_tests(tests: list[dict[str, Any]], language: str) -> None:
    solution = "def reverse(text): return text[::-1]" if language == "python" else "int main() {}"
    spec = program_spec(
        {"title": "T", "language": language, "statement": "S", "solution": solution, "tests": with_ids(tests)}
    )
    assert not [found.message for found in program_findings(spec, {}) if found.level == "error"]


@pytest.mark.parametrize("block", list(blocks("csv")), ids=str)
def test_rosters_have_the_columns_that_are_asked_for(block: Block) -> None:
    rows = list(csv.DictReader(io.StringIO(block.text)))

    assert rows
    for row in rows:
        assert set(REQUIRED) <= set(row)
        assert USERNAME.match(row["username"])
        assert EMAIL.match(row["email"])
        assert row["role"] in {"student", "ta", "teacher"}


def test_markers_in_examples_are_spelt_right() -> None:
    from lectorium.rooms.authoring.notebooks.markers import KINDS, misspelt, unbalanced

    for block in PYTHON:
        assert not list(misspelt(block.text)), str(block)
        assert not [kind for kind in KINDS if unbalanced(block.text, kind)], str(block)


def test_the_example_of_a_solution_passes_its_tests() -> None:
    """The function and its tests in the page on notebook problems belong together."""
    sources = [block.text for block in PYTHON if block.paper == ROOT / "docs/how-to/author-notebooks.md"]
    solution = next(text for text in sources if "BEGIN SOLUTION" in text)
    tests = next(text for text in sources if "BEGIN HIDDEN TESTS" in text)
    names: dict[str, Any] = {}

    exec(solution, names)
    exec(tests, names)
