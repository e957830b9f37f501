"""Our sandbox as a lane: one worker's sandbox, one submission after another."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench.engine.cases import CASES
from bench.engine.contender import serve_contender
from lectorium.sandbox import ProgramJob, ProgramTest, open_sandbox

if __name__ == "__main__":
    sandbox = open_sandbox()

    def run(code: str, inputs: Sequence[str]) -> list[str]:
        """What the program prints for each input."""
        tests = [ProgramTest(str(place), "io", given) for place, given in enumerate(inputs)]
        return [seen.stdout for seen in sandbox.run_program(ProgramJob("python", code, tests))]

    try:
        serve_contender(CASES[sys.argv[1]].code, run)
    finally:
        sandbox.close()
