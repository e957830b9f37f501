"""The contracts of pyproject.toml hold, and each of them notices what it forbids."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
FOLDERS = ("grader_service", "extensions", "hub_config", "analytics_notebooks")

# contract → [(file of the tree, an import that must not be there)]
FORBIDDEN = {
    "stairs": [
        ("grader_service/lectorium/rooms/people/sneak.py", "import lectorium.rooms.courses.api"),
        ("grader_service/lectorium/rooms/submissions/sneak.py", "from lectorium.rooms.grading import api"),
        # Not even by way of a third one that sees every room.
        ("grader_service/lectorium/rooms/people/sneak.py", "import lectorium.tables"),
    ],
    "doors": [
        ("grader_service/lectorium/rooms/courses/sneak.py", "import lectorium.rooms.people.repository"),
        ("grader_service/lectorium/rooms/courses/sneak.py", "import lectorium.rooms.people.models"),
        ("extensions/lectorium_server/sneak.py", "from lectorium.rooms.people import accounts"),
    ],
    "floors": [
        ("grader_service/lectorium/kit/sneak.py", "import lectorium.rooms.people.api"),
        ("grader_service/lectorium/kit/sneak.py", "import lectorium.storage"),
        ("grader_service/lectorium/storage/sneak.py", "import lectorium.sandbox"),
    ],
    "no-http": [
        ("grader_service/lectorium/kit/sneak.py", "import tornado.web"),
        ("grader_service/lectorium/rooms/people/sneak.py", "def f():\n    import httpx"),
        ("grader_service/lectorium/rooms/people/sneak.py", "import lectorium_wire"),
    ],
    "no-sql": [
        ("extensions/lectorium_server/handlers/sneak.py", "from sqlalchemy import select"),
        ("extensions/lectorium_server/handlers/sneak.py", "import psycopg"),
    ],
    "untrusted": [
        ("extensions/lectorium_proxy/sneak.py", "import lectorium.kit.settings"),
        ("extensions/lectorium_client/sneak.py", "import lectorium_server"),
        ("extensions/lectorium_lab/sneak.py", "import lectorium_hub"),
        ("analytics_notebooks/lectorium_notebooks/sneak.py", "from lectorium.kit import database"),
    ],
    "wire": [("extensions/lectorium_wire/sneak.py", "import lectorium.kit")],
    "checks": [("extensions/lectorium_checks/sneak.py", "import lectorium_wire")],
}
CASES = [(name, *case) for name, cases in FORBIDDEN.items() for case in cases]


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts on the sources of ``tree``, not on what is installed."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", *options],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*FOLDERS, "."])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the Python sources, to be spoiled."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in FOLDERS:
        sources = [path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
        for path in sources:
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "tests" / "architecture").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "architecture" / "doors.py", copy / "tests" / "architecture")
    return copy


def test_every_contract_holds() -> None:
    done = lint(ROOT, "--no-cache")

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_contract_is_tried_below() -> None:
    assert set(FORBIDDEN) == {contract["id"] for contract in CONFIG["contracts"]}


@pytest.mark.parametrize(("contract", "file", "code"), CASES)
def test_a_forbidden_import_is_noticed(tree: Path, contract: str, file: str, code: str) -> None:
    sneak = tree / file
    sneak.write_text(f"{code}\n")
    try:
        done = lint(tree, "--contract", contract)
    finally:
        sneak.unlink()

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout
    assert "sneak" in done.stdout


def test_a_door_is_open(tree: Path) -> None:
    guest = tree / "grader_service/lectorium/rooms/courses/guest.py"
    guest.write_text("from lectorium.rooms.people.api import Actor\n")
    try:
        done = lint(tree, "--contract", "doors", "--contract", "stairs")
    finally:
        guest.unlink()

    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    assert "guest" not in done.stdout


@pytest.mark.parametrize("package", CONFIG["root_packages"])
def test_every_package_of_the_house_is_watched(package: str) -> None:
    assert any((ROOT / folder / package / "__init__.py").is_file() for folder in FOLDERS)


def test_no_package_of_the_house_is_forgotten() -> None:
    found = {
        path.parent.name for folder in FOLDERS for path in (ROOT / folder).glob("lectorium*/__init__.py")
    }

    assert found == set(CONFIG["root_packages"])
