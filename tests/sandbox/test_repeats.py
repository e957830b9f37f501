"""When the sandbox itself fails, a run is repeated, and everybody can see that it was."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lectorium.sandbox import Limits, NotebookCell, NotebookJob, ProgramJob, ProgramTest
from lectorium.sandbox.local import LocalSandbox, preloads
from tests.sandbox import leftovers

PATIENT = Limits(cpu_seconds=60, wall_seconds=120, total_cpu_seconds=200)
SLOW = ProgramJob(
    "python", "import time\ntime.sleep(3)\nprint(1)", [ProgramTest("t", "io", "")], limits=PATIENT
)


@contextmanager
def killing(times: int) -> Iterator[None]:
    """Kill the sandbox's processes, as often as a run is under way."""
    over = threading.Event()
    known = {process.pid for process in leftovers.of_the_sandbox()}

    def kill() -> None:
        for _ in range(times):
            while not over.is_set():
                found = [process for process in leftovers.of_the_sandbox() if process.pid not in known]
                if len(found) >= 4:  # launcher, zygote, supervisor, test
                    break
                time.sleep(0.02)
            if not over.is_set():
                known.update(process.pid for process in found)
                os.kill(min(process.pid for process in found), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def own() -> Iterator[LocalSandbox]:
    """A sandbox with nothing warm yet."""
    sandbox = LocalSandbox(sys.executable)
    if problems := sandbox.problems():
        pytest.skip(f"this machine can't confine code: {problems}")
    sandbox.close()
    yield sandbox
    sandbox.close()


def test_a_run_whose_interpreter_is_killed_is_repeated_visibly(
    own: LocalSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), killing(1):
        [seen] = own.run_program(SLOW)
    assert (seen.outcome, seen.stdout, seen.repeats) == ("ok", "1\n", 1)
    assert own.repeats == 1
    [record] = caplog.records
    assert "attempt=1 of 2" in record.getMessage()
    assert "reason=" in record.getMessage()


def test_what_fails_twice_is_our_error(own: LocalSandbox) -> None:
    with killing(2):
        [seen] = own.run_program(SLOW)
    assert (seen.outcome, seen.repeats, own.repeats) == ("infra_error", 1, 1)


def test_a_run_that_nobody_disturbs_says_nothing(own: LocalSandbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        [seen] = own.run_program(ProgramJob("python", "print(1)", [ProgramTest("t", "io", "")]))
    assert (seen.repeats, caplog.records) == (0, [])


def test_a_notebook_is_repeated_too(own: LocalSandbox) -> None:
    with killing(1):
        outcome = own.run_notebook(NotebookJob([NotebookCell("c", "import time\ntime.sleep(4)\nprint(1)")]))
    assert (outcome.cells[0].outcome, outcome.cells[0].stdout, outcome.repeats) == ("ok", "1\n", 1)


def test_what_is_kept_warm_is_a_setting(own: LocalSandbox) -> None:
    families = preloads.parse("numpy, json=json.tool+json")
    job = ProgramJob("python", "import json\nfrom numpy import array", [])
    assert preloads.of_program(job, families)[len(preloads.BARE) :] == ("numpy", "json.tool", "json")
    assert preloads.of_program(job, preloads.parse("none")) == preloads.BARE
    warm = LocalSandbox(sys.executable, families="json=json.tool")
    code = "import sys\nprint('json.tool' in sys.modules)"
    try:
        for source, wanted in ((code, "False\n"), (f"import json\n{code}", "True\n")):
            [seen] = warm.run_program(ProgramJob("python", source, [ProgramTest("t", "io", "")]))
            assert seen.stdout == wanted
    finally:
        warm.close()


@pytest.mark.parametrize("text", ["numpy;pandas", "a.b", "x=", "x=1", "numpy, numpy", "=numpy", "a=b+"])
def test_what_cannot_be_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write packages .* pandas=numpy\+pandas"):
        preloads.parse(text)


def test_what_cannot_be_kept_warm_is_named_and_runs_anyway(caplog: pytest.LogCaptureFixture) -> None:
    sandbox = LocalSandbox(sys.executable, families="json=json+nowhere.to_be_found")
    try:
        with caplog.at_level(logging.WARNING):
            [seen] = sandbox.run_program(
                ProgramJob("python", "import json\nprint(json.dumps(1))", [ProgramTest("t", "io", "")])
            )
    finally:
        sandbox.close()
    assert (seen.outcome, seen.stdout) == ("ok", "1\n")
    assert "nowhere.to_be_found" in caplog.text
