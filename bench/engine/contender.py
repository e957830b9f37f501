"""What every lane that runs programs does: submissions, one after another, for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bench.engine.answering import Answer, serve

Run = Callable[[str, Sequence[str]], list[str]]
"""From a program and the inputs of its tests to what each printed."""


def serve_contender(code: str, run: Run) -> None:
    """Answer ``{"tests": n, "seconds": s}`` with how many tests were run in how many seconds."""

    def work(question: Answer) -> Answer:
        begin = time.perf_counter()
        inputs = [str(number) for number in range(question["tests"])]
        expected = [f"{2 * number}\n" for number in range(question["tests"])]
        done = 0
        while time.perf_counter() - begin < question["seconds"] or not done:
            printed = run(code, inputs)
            if printed != expected:
                raise AssertionError(f"{printed} instead of {expected}")
            done += len(inputs)
        return {"tests": done, "seconds": time.perf_counter() - begin}

    serve(work)
