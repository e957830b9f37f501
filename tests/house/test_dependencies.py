"""What the code imports is declared, what is declared is pinned, and the pins are what is tested."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import HOUSE, ROOT


@pytest.fixture(scope="module")
def declared(wheel: Path) -> list[Requirement]:
    """Every requirement of the wheel, extras included."""
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    return [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]


@pytest.fixture(scope="module")
def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    requirements = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==\S+", line) for line in requirements), "only name==version"
    return dict(line.split("==") for line in requirements)


def of_extra(requirement: Requirement, *extras: str) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def needed(requirements: list[Requirement]) -> Iterator[str]:
    """The names of all installed packages that these requirements bring, directly or not."""
    waiting, seen = list(requirements), set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        key = (name, *sorted(requirement.extras))
        if key in seen or not of_extra(requirement, ""):
            continue
        seen.add(key)
        yield name
        for line in distribution(name).requires or []:
            inner = Requirement(line)
            if of_extra(inner, "", *requirement.extras):
                inner.marker = None
                waiting.append(inner)


def test_all_we_depend_on_is_pinned_at_the_installed_version(
    declared: list[Requirement], pins: dict[str, str]
) -> None:
    roots = [one for one in declared if of_extra(one, "", "test", "bench")]
    for one in roots:
        one.marker = None
    names = set(needed(roots))

    assert len(names) > 100
    installed = {name: distribution(name).version.partition("+")[0] for name in names}  # 2.13.0+cpu
    assert installed == {name: pins.get(name) for name in names}


def test_the_pins_are_within_the_declared_bounds(declared: list[Requirement], pins: dict[str, str]) -> None:
    outside = [str(one) for one in declared if pins[canonicalize_name(one.name)] not in one.specifier]

    assert outside == []


def test_every_dependency_has_a_lower_bound(declared: list[Requirement]) -> None:
    assert [str(one) for one in declared if ">=" not in str(one.specifier)] == []


def imported() -> dict[str, str]:
    """The top-level name of each foreign module that our code imports, and one file that does."""
    found: dict[str, str] = {}
    for folder in HOUSE.values():
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" not in path.parts:
                found |= dict.fromkeys(imports_of(path), str(path.relative_to(ROOT)))
    ours = {*HOUSE, *sys.stdlib_module_names}
    return {name: file for name, file in found.items() if name not in ours}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_all_we_import_is_declared(declared: list[Requirement]) -> None:
    names = {
        canonicalize_name(one.name) for one in declared if not of_extra(one, "test") or of_extra(one, "")
    }
    providers = packages_distributions()
    undeclared = {
        module: file
        for module, file in imported().items()
        if module in providers and not {canonicalize_name(name) for name in providers[module]} & names
    }

    assert undeclared == {}


def test_python_is_the_declared_one(wheel: Path) -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())

    assert metadata["Requires-Python"] == f">={tools['mypy']['python_version']}"
    assert tools["ruff"]["target-version"] == f"py{tools['mypy']['python_version'].replace('.', '')}"


def test_the_lists_of_packages_agree() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]

    assert set(tools["importlinter"]["root_packages"]) == set(HOUSE)
