"""What a check says."""

import subprocess
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]
TRIAL_SECONDS = 20


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do where it isn't well."""

    name: str
    level: Level
    message: str
    action: str = ""


def graded(name: str, level: Level, message: str, action: str) -> Finding:
    """A finding whose action is only worth saying where not all is well."""
    return Finding(name, level, message, "" if level == "ok" else action)


def attempt(command: list[str]) -> str | None:
    """Run a program that should succeed; None where it does, else what it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TRIAL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit status {done.returncode}"
