"""Runs Python code in a person's sandbox: ``python -m tests.hub.sandboxed STATE-FOLDER NAME CODE``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from lectorium_hub.spawners import homes, profiles
from lectorium_hub.spawners.bubblewrap import Sandbox
from lectorium_hub.spawners.checks import run

SMALL = replace(profiles.SMALL, memory=1 << 29, processes=100)


def main(folder: str, name: str, code: str) -> int:
    """Run the code and pass on what it said."""
    state = Path(folder)
    home = homes.prepare(state / "users", name, own_ids=homes.can_give_ids())
    answer = run(Sandbox(name, home, SMALL, state=state), [sys.executable, "-P", "-c", code])
    sys.stdout.write(answer.stdout)
    sys.stderr.write(answer.stderr)
    return answer.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
