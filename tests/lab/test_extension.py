"""JupyterLab takes the built extension: it is found, compatible and switched on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import lectorium_lab


def test_jupyterlab_finds_it_compatible(tmp_path: Path) -> None:
    extensions = tmp_path / "labextensions"
    extensions.mkdir()
    (extensions / lectorium_lab.NAME).symlink_to(lectorium_lab.BUILT)
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "labextension", "list"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"JUPYTER_PATH": str(tmp_path), "NO_COLOR": "1"},
    )

    said = done.stdout + done.stderr
    line = next((line for line in said.splitlines() if line.strip().startswith(lectorium_lab.NAME)), said)
    assert "enabled" in line, said
    assert "OK" in line, said


def test_every_command_with_a_shortcut_or_a_button_exists() -> None:
    source = Path(__file__).parents[2] / "extensions/lectorium_lab"  # not in the wheel
    known = (source / "src/tokens.ts").read_text()
    named = set()
    for schema in (source / "schema").glob("*.json"):
        read = json.loads(schema.read_text())
        named |= {shortcut["command"] for shortcut in read.get("jupyter.lab.shortcuts", ())}
        for items in read.get("jupyter.lab.toolbars", {}).values():
            named |= {item["command"] for item in items}

    assert named
    assert [command for command in sorted(named) if f"'{command}'" not in known] == []


def test_every_shortcut_is_written_down() -> None:
    root = Path(__file__).parents[2]
    schemas = [
        json.loads(path.read_text()) for path in (root / "extensions/lectorium_lab/schema").glob("*.json")
    ]
    shortcuts = [each for schema in schemas for each in schema.get("jupyter.lab.shortcuts", ())]
    page = (root / "docs/reference/keyboard.md").read_text()

    assert shortcuts
    assert [each for each in shortcuts if f"| {'+'.join(each['keys'][0].split())} |" not in page] == []


def test_what_jupyter_is_told_is_where_the_assets_are() -> None:
    (entry,) = lectorium_lab._jupyter_labextension_paths()
    package = json.loads((lectorium_lab.BUILT / "package.json").read_text())

    assert entry == {"src": "labextension", "dest": package["name"]}
    assert (lectorium_lab.BUILT / package["jupyterlab"]["_build"]["load"]).is_file()
