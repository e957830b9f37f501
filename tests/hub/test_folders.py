"""What is shown beside a student's kernel, and what lies there and mustn't be seen."""

import sys
import tempfile
from pathlib import Path

import lectorium_hub
import lectorium_wire
from lectorium_hub.spawners import folders, homes, profiles
from lectorium_hub.spawners.bubblewrap import Sandbox
from lectorium_hub.spawners.checks import run

HUB = Path(lectorium_hub.__file__).parent
CODE = f"""
import os
print([os.listdir({str(HUB)!r}), os.path.exists({lectorium_wire.__file__!r})])
"""


def test_the_trusted_packages_look_empty_where_a_shown_folder_holds_them() -> None:
    """Installed from a wheel, the hub's package (with the sample course's answers) lies among the shown."""
    shown = (*folders.needed(), HUB.parent)
    assert HUB in folders.trusted(shown)
    assert not any(HUB.is_relative_to(path) for path in folders.trusted(()))
    with tempfile.TemporaryDirectory(prefix="lectorium-folders-", dir="/tmp") as state:
        home = homes.prepare(Path(state) / "users", "ada", own_ids=homes.can_give_ids())
        hidden = (*folders.hidden(), *folders.trusted(shown))
        answer = run(
            Sandbox("ada", home, profiles.SMALL, shown=shown, hidden=hidden), [sys.executable, "-c", CODE]
        )
    assert answer.stdout.strip() == "[[], True]", answer.stderr
