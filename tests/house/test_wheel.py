"""What `pip install` brings: every package, everything the packages read, and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house import HOUSE, ROOT


def run(installed: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the installed wheel comes before anything else of ours."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=installed,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("package", HOUSE)
def test_every_package_can_be_imported(installed: Path, package: str) -> None:
    done = run(installed, "-c", f"import {package}; print({package}.__file__)")

    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == installed / package / "__init__.py"


@pytest.mark.parametrize("package", HOUSE)
def test_types_travel_with_the_package(names: set[str], package: str) -> None:
    assert f"{package}/py.typed" in names


@pytest.mark.parametrize("package", [name for name in HOUSE if name != "lectorium_lab"])
def test_everything_beside_the_code_travels_along(sources: Path, names: set[str], package: str) -> None:
    folder = sources / HOUSE[package]
    files = {f"{package}/{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file()}

    assert files - names == set()


def test_the_built_lab_extension_is_where_jupyterlab_looks(installed: Path) -> None:
    extension = installed / "share/jupyter/labextensions/lectorium-lab"
    package = json.loads((extension / "package.json").read_text())

    assert (extension / package["jupyterlab"]["_build"]["load"]).is_file()
    assert json.loads((extension / "install.json").read_text())["packageName"] == "lectorium"


def test_the_front_ends_sources_stay_at_home(names: set[str]) -> None:
    built = "lectorium_lab/labextension/"
    inside = {name for name in names if name.startswith("lectorium_lab/") and not name.startswith(built)}

    assert {Path(name).suffix for name in inside} <= {".py", ".typed"}


def test_the_proxy_extension_is_switched_on(installed: Path) -> None:
    switches = sorted((installed / "etc/jupyter/jupyter_server_config.d").glob("lectorium*.json"))
    enabled = [json.loads(path.read_text())["ServerApp"]["jpserver_extensions"] for path in switches]

    assert {"lectorium_proxy": True} in enabled


def test_the_sample_course_travels_along(installed: Path) -> None:
    course = installed / "lectorium_hub/course"
    files = {str(path.relative_to(ROOT / "course")) for path in (ROOT / "course").rglob("*.ipynb")}

    assert len(files) >= 4
    assert {str(path.relative_to(course)) for path in course.rglob("*.ipynb")} == files


def test_the_researchers_notebooks_travel_along(installed: Path) -> None:
    assert (installed / "lectorium_notebooks/gallery/class_overview.ipynb").is_file()


def test_the_command_line_answers(installed: Path) -> None:
    done = run(installed, "-c", "import sys; from lectorium_hub.cli import main; sys.exit(main())", "--help")

    assert done.returncode == 0, done.stderr
    for command in ("up", "down", "status", "doctor", "logs", "migrate", "demo", "backup", "restore"):
        assert command in done.stdout


def test_the_command_is_named_lectorium(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "lectorium = lectorium_hub.cli:main" in archive.read(entry_points).decode()


def test_no_tests_caches_or_secrets_travel_along(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    version = next(top for top in tops if top.endswith(".dist-info")).removesuffix(".dist-info")

    assert tops == {*HOUSE, f"{version}.dist-info", f"{version}.data"}
    assert not {
        name for name in names if "__pycache__" in name or ".env" in name or "secret" in Path(name).suffix
    }
