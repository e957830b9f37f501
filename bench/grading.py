"""The grading engine beside what else there is: programs, notebooks, the whole pipeline, memory.

Everything in one run on the same cores, the contenders in turns. `bench/engine/` has the parts.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.engine import cpu, notebooks, pipeline, programs
from bench.engine.question import question
from bench.engine.stack import standing_still
from bench.engine.students import enroll, set_question
from bench.kit import Bench, console
from tests.support.site import running_site


def measure() -> Bench:
    """Take all figures."""
    bench = Bench("grading")
    console.print(f"CPU is counted by {cpu.way()}.")
    programs.report(bench, programs.measure())
    with running_site() as site, tempfile.TemporaryDirectory() as folder:
        with standing_still(site):
            notebooks.report(bench, *notebooks.measure(site, Path(folder)))
        asked = question()
        students = enroll(site, set_question(site, asked))
        pipeline.report(bench, pipeline.measure(site, asked, students))
        for student in students:
            student.leave()
    return bench


if __name__ == "__main__":
    measure().finish()
