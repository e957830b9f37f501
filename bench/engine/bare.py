"""The bare sandbox on a question's programs: what the pipeline's rate is held against."""

from __future__ import annotations

import sys
import time

from bench.engine.answering import Answer, serve
from bench.engine.question import question
from lectorium.sandbox import ProgramJob, ProgramTest, open_sandbox

if __name__ == "__main__":
    number, lanes = (int(word) for word in sys.argv[1:])
    asked = question()
    tests = [ProgramTest(name, "call", call) for name, call, _ in asked.tests]
    jobs = [ProgramJob("python", code, tests, asked.preamble) for code in asked.programs]
    sandbox = open_sandbox()

    def run(request: Answer) -> Answer:
        """Run this lane's share of the programs `{"count": n}`; nothing is stored or judged."""
        begin = time.perf_counter()
        for job in jobs[: request["count"]][number::lanes]:
            sandbox.run_program(job)
        return {"seconds": time.perf_counter() - begin}

    try:
        serve(run)
    finally:
        sandbox.close()
