"""What a kernel may say that no kernel would: it does no harm to who listens."""

from __future__ import annotations

import dataclasses

import pytest

from lectorium.sandbox import NOTEBOOK_LIMITS, Check, NotebookCell, NotebookJob, NotebookOutcome, Sandbox
from lectorium.sandbox.local import outputs

PUBLISH = """
kernel = get_ipython().kernel
def publish(kind, content, parent=None):
    parent = kernel.get_parent() if parent is None else parent
    kernel.session.send(kernel.iopub_socket, kind, content, parent=parent)
"""


def run(sandbox: Sandbox, *cells: str | NotebookCell, **limits: float) -> NotebookOutcome:
    made = [
        cell if isinstance(cell, NotebookCell) else NotebookCell(str(place), cell)
        for place, cell in enumerate(cells)
    ]
    changed = dataclasses.replace(NOTEBOOK_LIMITS, **limits)  # type: ignore[arg-type]
    return sandbox.run_notebook(NotebookJob(made, limits=changed))


@pytest.mark.parametrize(
    "message",
    [
        "publish('stream', {})",
        "publish('stream', {'name': 'elsewhere', 'text': 'x'})",
        "publish('stream', {'name': 'stdout', 'text': 7})",
        "publish('display_data', {'data': 3, 'metadata': {}})",
        "publish('display_data', {'data': {'text/plain': 3}, 'metadata': {}})",
        "publish('display_data', {'data': {}, 'metadata': {}, 'transient': []})",
        "publish('execute_result', {'data': {'text/plain': '1'}, 'metadata': {}, 'execution_count': 'x'})",
        "publish('error', {'ename': 'E', 'evalue': 'v', 'traceback': [1]})",
        "publish('update_display_data', {'data': {}})",
        "publish('clear_output', {})",
        "publish('comm_open', {})",
        "publish('comm_msg', {'comm_id': []})",
        "publish('nonsense', {'a': 1})",
        "publish('status', {})",
        "publish('status', {'execution_state': ['idle']})",
        "publish(7, {})",
        "kernel.iopub_socket.send_multipart([b'alone'])",
        "kernel.iopub_socket.send_multipart([b'x', b'<IDS|MSG>', b'', b'1', b'2', b'3', b'4'])",
        "kernel.iopub_socket.send_multipart([b'x', b'<IDS|MSG>', b'', b'[' * 10**5, b'2', b'3', b'4'])",
    ],
)
def test_a_strange_message_is_nothing(sandbox: Sandbox, message: str) -> None:
    seen = run(sandbox, PUBLISH, f"{message}\nprint('after')", "1")
    assert [cell.outcome for cell in seen.cells] == ["ok", "ok", "ok"]
    assert seen.cells[1].stdout.endswith("after\n")


def test_deep_messages_end_their_cell(sandbox: Sandbox) -> None:
    deep = "deep = []\nfor _ in range(300): deep = [deep]\npublish('display_data', {'data': deep})"
    seen = run(sandbox, PUBLISH, deep, "1")
    assert [cell.outcome for cell in seen.cells] == ["ok", "output", "ok"]
    assert outputs.size_of({"a": ["bc", 1, None]}) == 19


def test_a_kernel_that_is_idle_without_a_reply_has_nothing_to_say(sandbox: Sandbox) -> None:
    silent = "async def silent(*_): pass\nkernel.shell_handlers['execute_request'] = silent"
    seen = run(sandbox, PUBLISH, silent, "print(1)", NotebookCell("t", "1", "t"))
    assert [cell.outcome for cell in seen.cells] == ["ok", "ok", "exception", "exception"]
    assert seen.cells[3].error == "error"


def test_who_claims_to_be_done_is_waited_for_by_the_next(sandbox: Sandbox) -> None:
    early = """
import time
kernel.session.send(kernel.shell_stream, "execute_reply", {"status": "ok", "execution_count": 9},
    kernel.get_parent(), ident=kernel._shell_parent_ident.get())
kernel.shell_stream.flush()
publish("status", {"execution_state": "idle"})
time.sleep(1)
done = True
"""
    seen = run(sandbox, PUBLISH, early, "done")
    assert [cell.outcome for cell in seen.cells] == ["ok", "ok", "ok"]
    assert seen.cells[2].outputs[0]["data"] == {"text/plain": "True"}


def test_a_message_without_end_is_not_taken(sandbox: Sandbox) -> None:
    huge = "publish('display_data', {'data': {'text/plain': 'x' * (150 << 20)}, 'metadata': {}})"
    seen = run(sandbox, PUBLISH, huge, wall_seconds=20)
    assert seen.cells[1].outcome not in ("ok", "infra_error")  # some kernels crash over it
    assert sum(len(str(output)) for output in seen.cells[1].outputs) < 1_100_000


def test_the_notebooks_time_holds_for_all_cells(sandbox: Sandbox) -> None:
    check = NotebookCell("c", "", "c", [Check("a", "1")])
    seen = run(sandbox, "import time\ntime.sleep(60)", "1", check, notebook_seconds=3)
    assert [cell.outcome for cell in seen.cells] == ["timeout", "skipped", "skipped"]
    assert seen.died == seen.cells[2].error == "the cells before it used up the notebook's 3 s"


def test_dates_and_numbers_of_a_generator_differ_between_runs(sandbox: Sandbox) -> None:
    """Both kernels are forks of one interpreter that has numpy loaded."""
    source = "import numpy as np, random\nprint(np.random.random(), random.random())"
    first, second = (run(sandbox, source).cells[0].stdout for _ in range(2))
    assert first.split()[0] != second.split()[0]
    assert first.split()[1] != second.split()[1]
