"""A program problem as its author states it, and reading one from JSON."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import count
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lectorium.rooms.authoring.notebooks.findings import NotebookRefused, refuse
from lectorium.sandbox.languages import PYTHON, language

_SYNONYMS = {"stdin": "input", "stdout": "output"}
_CARRIED = ("language", "hints", "starter", "limits", "support_materials")
_PYTHON_STUB = PYTHON.starter


class TestSpec(BaseModel):
    """One test: ``call`` and ``expected`` (a Python expression and the literal it gives), or ``input`` and
    ``output`` (what the program reads and prints). ``id`` keeps the test's identity from version to version;
    a hidden test is never shown.
    """

    __test__ = False  # not a test of ours, whatever pytest reads into the name
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1, max_length=200)
    name: str | None = None
    call: str | None = None
    expected: str | None = None
    input: str | None = None
    output: str | None = None
    hidden: bool = False
    points: Decimal = Decimal(1)

    @property
    def kind(self) -> Literal["call", "io"]:
        return "call" if self.call is not None else "io"

    @property
    def given(self) -> str:
        """What goes in: the expression, or stdin."""
        return self.call if self.call is not None else self.input or ""

    @property
    def wanted(self) -> str:
        """What should come out: a literal, or stdout."""
        return (self.expected if self.call is not None else self.output) or ""


def _known(name: str) -> str:
    return language(name).name


LongText = Annotated[str, Field(max_length=100_000)]


class ProgramSpec(BaseModel):
    """A program problem: statement, code around the student's, the own solution and the tests.

    ``support_materials`` are texts in Markdown that the tutor may read, and the problem's students.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=300)
    language: Annotated[str, AfterValidator(_known)] = PYTHON.name
    statement: str = ""
    preamble: str = ""
    starter: str = ""
    solution: str = ""
    possible_solutions: tuple[str, ...] = ()
    support_materials: tuple[LongText, ...] = Field(default=(), max_length=50)
    hints: tuple[str, ...] = ()
    tests: tuple[TestSpec, ...] = ()
    limits: dict[str, float] = Field(default_factory=dict)


def program_spec(value: Mapping[str, Any]) -> ProgramSpec:
    """A spec from JSON: our own shape, or an exercise with ``description``, ``tests`` and ``reference``
    programs.

    Raises ``NotebookRefused`` naming the field at fault.
    """
    own = _from_exercise(value) if "reference" in value or "question" in value else dict(value)
    if isinstance(own.get("tests"), list):
        own["tests"] = with_ids(own["tests"])
    try:
        return ProgramSpec.model_validate(own)
    except ValidationError as error:
        raise _refused(error) from error


def with_ids(tests: list[Any], taken: Iterable[str] = ()) -> list[Any]:
    """Tests as fields of ``TestSpec``.

    ``stdin`` and ``stdout`` are other names for input and output. A test without an id is known by what goes
    into it, so that it stays the same test in the next version.
    """
    known = {*taken, *(str(test["id"]) for test in tests if isinstance(test, Mapping) and "id" in test)}
    return [_with_id(test, known) if isinstance(test, Mapping) else test for test in tests]


def _with_id(test: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    named = {_SYNONYMS.get(key, key): value for key, value in test.items() if value is not None}
    if "id" not in named:
        kind = "call" if "call" in named else "io"
        given = str(named.get("call", named.get("input", "")))
        digest = hashlib.sha256(given.encode("utf-8", "replace")).hexdigest()[:10]
        named["id"] = next(name for name in _names(f"{kind}-{digest}") if name not in known)
        known.add(named["id"])
    return named


def _names(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def starter_for(spec: ProgramSpec) -> str:
    """What students start from: the author's starter, else the solution's signatures with empty bodies."""
    if spec.starter.strip():
        return spec.starter
    if spec.language == PYTHON.name:
        return _signatures(spec.solution) or _PYTHON_STUB
    return language(spec.language).starter


def _from_exercise(value: Mapping[str, Any]) -> dict[str, Any]:
    description = str(value.get("description", "")).strip()
    first, _, rest = description.partition("\n")
    programs = [str(item.get("code", "")) for item in value.get("reference", []) if isinstance(item, Mapping)]
    return {
        "title": first.removeprefix("Task:").strip() or f"Question {value.get('question', '')}".strip(),
        "statement": rest.strip() or first,
        "preamble": value.get("preamble", ""),
        "tests": value.get("tests", []),
        "solution": programs[0] if programs else "",
        "possible_solutions": programs[1:],
        **{key: value[key] for key in _CARRIED if key in value},
    }


def _refused(error: ValidationError) -> NotebookRefused:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "the whole"
    return refuse(
        "program_invalid",
        f"This program problem can't be read: at “{field}”, {first['msg'].lower()}. Nothing was published. "
        "Correct that field and import again.",
    )


def _signatures(solution: str) -> str:
    """The functions of a Python program with their docstrings and a stub for a body."""
    try:
        functions = [node for node in ast.parse(solution).body if isinstance(node, ast.FunctionDef)]
    except (SyntaxError, ValueError):
        return ""
    return "\n\n".join(_emptied(function) for function in functions)


def _emptied(function: ast.FunctionDef) -> str:
    head = f"def {function.name}({ast.unparse(function.args)})"
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    docstring = ast.get_docstring(function)
    lines = [f'"""{docstring}"""'] if docstring else []
    body = "\n".join([*lines, *_PYTHON_STUB.strip().split("\n")]).replace("\n", "\n    ")
    return f"{head}{returns}:\n    {body}\n"
