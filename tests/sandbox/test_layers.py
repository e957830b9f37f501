"""The comparison sees what escapes from a plain process, and that it doesn't from the sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.layers import guard

ROOT = Path(__file__).parents[2]
SEEN_OF_A_PLAIN_PROCESS = {
    "fork_bomb": (" processes", "the grader dies"),  # whichever comes first where much runs
    "disk_fill": ("files stay",),
    "worker_secrets": ("reads the grader's secrets",),
}
# The guard forks, so it is asked from a program that has only one thread.
TRIES = """
import json, sys
from tests.sandbox import cases
from tests.sandbox.layers import findings, guard
asked = [(layer, cases.read(name)) for name in sys.argv[1:] for layer in ("plain", "lectorium")]
reports = [(case, guard.run(layer, case)) for layer, case in asked]
print(json.dumps([[findings.escapes(case, report), report.log] for case, report in reports]))
"""


HIDDEN = [folder for folder in guard.WRITABLE if ROOT.is_relative_to(folder)]


@pytest.mark.slow
@pytest.mark.skipif(bool(HIDDEN), reason="the guard has folders of its own where this checkout lies")
@pytest.mark.skipif(os.geteuid() != 0, reason="the guard around hostile programs is made by root")
def test_what_a_layer_lets_through_is_seen_and_ends_with_its_guard() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TRIES, *SEEN_OF_A_PLAIN_PROCESS],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=170,
    )
    seen = iter(json.loads(ran.stdout))
    for words in SEEN_OF_A_PLAIN_PROCESS.values():
        escapes, log = next(seen)
        told = ", ".join(escapes)
        assert any(each in told for each in words), (told, log)
        escapes, log = next(seen)
        assert escapes == [], log
