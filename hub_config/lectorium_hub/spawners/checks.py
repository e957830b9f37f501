"""Whether servers can be put into sandboxes here, and what to do if not; `lectorium doctor` asks."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from lectorium_hub.spawners import bubblewrap, homes, profiles
from lectorium_hub.spawners.bubblewrap import Sandbox

SECONDS = 30
# Says who it is and what it may do, and loads what a server needs first.
QUESTION = """
import json, os, tornado
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
open("written", "w").close()
powers = [status[name].strip() for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")]
print(json.dumps({"uid": os.getuid(), "powers": powers}))
"""
PYTHON = (
    "People's servers can't run this Python ({python}): {reason}. Nothing of yours is changed. "
    "Make its folders readable for everybody (chmod -R o+rX FOLDER), or install Python in /usr or /opt."
)
MISSING = "{what}. Nothing of yours is changed. Install {package} with the system's package manager."
NAMESPACES = (
    "People's servers can't be separated from each other here: bubblewrap said “{reason}”. "
    "No server is started unprotected. Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 and "
    "kernel.apparmor_restrict_unprivileged_userns=0), or run Lectorium as root."
)
POWERS = (
    "A person's server would keep privileges that it must not have ({powers}). No server is started. "
    "Please report this with the output of `lectorium doctor`."
)


def problems() -> list[str]:
    """What keeps servers from running in sandboxes, for people; empty when all is well."""
    try:
        with tempfile.TemporaryDirectory(prefix="lectorium-doctor-") as folder:
            return _try(Path(folder))
    except FileNotFoundError as error:
        package = (
            "util-linux" if "bwrap" not in str(error) and "bubblewrap" not in str(error) else "bubblewrap"
        )
        return [MISSING.format(what=str(error).rstrip("."), package=package)]


def _try(folder: Path) -> list[str]:
    own_ids = homes.can_give_ids()
    home = homes.prepare(folder / "users", "doctor", own_ids=own_ids)
    sandbox = Sandbox("doctor", home, profiles.SMALL)
    answer = run(sandbox, [sys.executable, "-P", "-c", QUESTION])
    if answer.returncode == 0:
        return _judge(sandbox, json.loads(answer.stdout))
    reason = (answer.stderr.strip().splitlines() or ["nothing"])[-1]
    if reason.startswith("bwrap:"):
        return [NAMESPACES.format(reason=reason)]
    return [PYTHON.format(python=Path(sys.executable).resolve(), reason=reason)]


def run(sandbox: Sandbox, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a sandbox to its end."""
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
        for file, text in zip(files, (sandbox.passwd(), sandbox.group()), strict=True):
            file.write(text.encode())
            file.seek(0)
        passwd, group = (file.fileno() for file in files)
        words = bubblewrap.arguments(sandbox, passwd=passwd, group=group)
        return subprocess.run(
            [
                bubblewrap.find_bubblewrap(),
                "--die-with-parent",
                *words,
                "--",
                *bubblewrap.inner_command(sandbox, command),
            ],
            env=bubblewrap.environment(sandbox),
            pass_fds=(passwd, group),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def _judge(sandbox: Sandbox, answer: dict[str, object]) -> list[str]:
    powers = answer["powers"]
    rightful = answer["uid"] == sandbox.uid and all(int(power, 16) == 0 for power in powers)  # type: ignore[attr-defined]
    return [] if rightful else [POWERS.format(powers=f"user id {answer['uid']}, {powers}")]
