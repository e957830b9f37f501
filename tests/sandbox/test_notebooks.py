"""Notebooks through the contract: a real kernel's outputs, and what ends one."""

from __future__ import annotations

import asyncio
import base64
import dataclasses

import pytest

from lectorium.sandbox import NOTEBOOK_LIMITS, NotebookCell, NotebookJob, NotebookOutcome, Sandbox


def run(
    sandbox: Sandbox, *sources: str, files: dict[str, bytes] | None = None, **limits: float
) -> NotebookOutcome:
    cells = [NotebookCell(f"c{place}", source, f"t{place}") for place, source in enumerate(sources)]
    changed = dataclasses.replace(NOTEBOOK_LIMITS, **limits)  # type: ignore[arg-type]
    outcome = sandbox.run_notebook(NotebookJob(cells, files=files or {}, limits=changed))
    assert [(cell.id, cell.test_id) for cell in outcome.cells] == [(c.id, c.test_id) for c in cells]
    return outcome


def test_cells_share_a_kernel_and_a_failure_stops_nothing(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "x = 20", "print(x); x + 1", "assert x == 21, 'not 21'", "x")
    assert [cell.outcome for cell in outcome.cells] == ["ok", "ok", "exception", "ok"]
    assert outcome.cells[1].stdout == "20\n"
    assert [output["output_type"] for output in outcome.cells[1].outputs] == ["stream", "execute_result"]
    assert outcome.cells[2].error == "AssertionError: not 21"
    assert [cell.execution_count for cell in outcome.cells] == [1, 2, 3, 4]
    assert outcome.died is None
    assert outcome.memory_kb > 1000


def test_empty_cells_are_fine(sandbox: Sandbox) -> None:
    assert [cell.outcome for cell in run(sandbox, "", "  \n", "1").cells] == ["ok"] * 3


def test_files_lie_beside_the_notebook(sandbox: Sandbox) -> None:
    code = "import pandas as pd\nprint(pd.read_csv('data/points.csv')['a'].sum(), open('x.bin', 'rb').read())"
    outcome = run(sandbox, code, files={"data/points.csv": b"a\n1\n2\n", "x.bin": b"\x00\xff"})
    assert outcome.cells[0].stdout == "3 b'\\x00\\xff'\n"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", ""])
def test_files_elsewhere_are_refused(sandbox: Sandbox, name: str) -> None:
    with pytest.raises(ValueError, match="beside it"):
        run(sandbox, "1", files={name: b""})


def test_plots_are_pictures(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    [output] = outcome.cells[0].outputs
    assert base64.b64decode(output["data"]["image/png"]).startswith(b"\x89PNG")


RICH = """
from IPython.display import HTML, clear_output, display
handle = display("first", display_id=True)
handle.update("second")
display(HTML("<b>bold</b>"))
"""


def test_displays_are_updated_and_cleared(sandbox: Sandbox) -> None:
    outcome = run(
        sandbox, RICH, "print(1)\nclear_output()\nprint(2)", "import os\n_ = os.system('echo child')"
    )
    assert outcome.cells[0].outputs[0]["data"]["text/plain"] == "'second'"
    assert outcome.cells[0].outputs[1]["data"]["text/html"] == "<b>bold</b>"
    assert outcome.cells[1].stdout == "2\n"
    assert outcome.cells[2].stdout == "child\n"


def test_widgets_work(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider", "slider.value")
    assert "application/vnd.jupyter.widget-view+json" in outcome.cells[0].outputs[0]["data"]
    assert outcome.cells[1].outputs[0]["data"]["text/plain"] == "3"


def test_input_is_refused_in_words(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "input('name?')", "1")
    assert outcome.cells[0].error is not None
    assert outcome.cells[0].error.startswith("StdinNotImplementedError")
    assert outcome.cells[1].outcome == "ok"


def test_a_dead_kernel_fails_what_it_did_not_reach_and_says_why(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "x = 1", "import os\nos.kill(os.getpid(), 11)", "x", "x")
    assert [cell.outcome for cell in outcome.cells] == ["ok", "signal", "skipped", "skipped"]
    assert outcome.died == outcome.cells[3].error == "the kernel crashed (SIGSEGV)"


def test_a_slow_cell_is_interrupted_and_the_rest_runs(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "x = 1", "while True:\n    pass", "x", wall_seconds=5)
    assert [cell.outcome for cell in outcome.cells] == ["ok", "timeout", "ok"]
    assert outcome.cells[1].error == "the cell was still running after 5 s"


def test_output_of_a_cell_is_cut(sandbox: Sandbox) -> None:
    outcome = run(sandbox, "print('ä' * 10_000)", output_bytes=1001)
    assert outcome.cells[0].stdout.startswith("ä" * 500 + "\n[cut here: 20001 bytes")


def test_it_runs_where_an_event_loop_is_running(sandbox: Sandbox) -> None:
    async def inside() -> NotebookOutcome:
        return run(sandbox, "1 + 1")

    assert asyncio.run(inside()).cells[0].outcome == "ok"
