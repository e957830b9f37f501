"""One notebook's run: connect, execute the cells, see what each of them did."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from typing import Any, Final

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from nbclient.client import NotebookClient
from nbclient.exceptions import DeadKernelError

from lectorium.sandbox.contract import CellObservation, NotebookCell, NotebookJob, NotebookOutcome, Outcome
from lectorium.sandbox.local import outputs
from lectorium.sandbox.local.provisioner import SandboxProvisioner, manager
from lectorium.sandbox.local.zygotes import ZygoteLost

_READY_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 3.0
_LAST_OUTPUT_SECONDS: Final = 0.2
_KEPT_BYTES: Final = 1024 * 1024
_FLOOD_BYTES: Final = 8 * 1024 * 1024
_DEATHS: Final[dict[str, tuple[Outcome, str]]] = {
    "memory": ("memory", "the notebook used more than {megabytes:.0f} MB of memory"),
    "cpu": ("timeout", "the notebook used up its computing time"),
    "wall": ("timeout", "the notebook ran longer than {seconds:g} s"),
    "output": ("output", "the notebook printed without end"),
    "lost": ("infra_error", "the sandbox ended"),
}


class _Client(NotebookClient):
    """nbclient, with a limit on what one cell may print."""

    def start_cell(self) -> None:
        """Forget the cell before."""
        self.printed = 0
        self.reply: dict[str, Any] | None = None
        self.flooded = asyncio.Event()

    def keep_reply(self, *, cell: Any, execute_reply: dict[str, Any], **_: Any) -> None:
        """nbclient's hook after each cell: the kernel's word on how it ended."""
        self.reply = execute_reply
        cell["execution_count"] = execute_reply["content"].get("execution_count")

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Keep an output, unless the cell has printed too much already."""
        if msg["msg_type"] not in ("status", "execute_input"):
            kept = max(0, _KEPT_BYTES - self.printed)
            self.printed += outputs.size_of(msg["content"])
            if self.printed > _FLOOD_BYTES:
                self.flooded.set()
            if msg["msg_type"] == "stream":
                msg["content"]["text"] = msg["content"]["text"][:kept]
            elif self.printed > _FLOOD_BYTES:
                return None
        return super().process_message(msg, cell, cell_index)


class NotebookRun:
    """Runs one job over one supervisor's socket. Use once."""

    def __init__(self, job: NotebookJob, link: socket.socket) -> None:
        self.job = job
        self.link = link
        self.died: str | None = None
        self.deadline = 0.0

    async def execute(self) -> NotebookOutcome:
        """Run all cells; always one observation for each."""
        started = time.monotonic()
        self.deadline = started + self.job.limits.notebook_seconds
        kernel = manager()
        await kernel.start_kernel(link=self.link, files=dict(self.job.files))
        assert isinstance(kernel.provisioner, SandboxProvisioner)
        self.provisioner = kernel.provisioner
        self.client = kernel.client()
        try:
            await self._connect()
            seen = await self._run_cells(kernel)
        finally:
            self.client.stop_channels()
            report = await self._end(kernel)
        return NotebookOutcome(
            seen,
            wall_ms=round((time.monotonic() - started) * 1000),
            cpu_ms=report["cpu_ms"],
            memory_kb=report["memory_kb"],
            died=self.died,
        )

    async def _connect(self) -> None:
        self.client.start_channels(stdin=False, hb=False, control=False)
        self.client.allow_stdin = False
        loop = asyncio.get_running_loop()
        self.ended = asyncio.Event()
        loop.add_reader(self.link, self._hear)
        await _until_ready(self.client, self.provisioner)
        loop.remove_reader(self.link)
        self.provisioner.lock()
        loop.add_reader(self.link, self._hear)

    def _hear(self) -> None:
        if self.provisioner.hear():
            asyncio.get_running_loop().remove_reader(self.link)
            self.ended.set()

    async def _end(self, kernel: AsyncKernelManager) -> dict[str, Any]:
        asyncio.get_running_loop().remove_reader(self.link)
        await self.provisioner.kill()
        await self.provisioner.wait()
        await kernel.cleanup_resources()
        assert self.provisioner.report is not None
        return self.provisioner.report

    async def _run_cells(self, kernel: AsyncKernelManager) -> list[CellObservation]:
        runner = _Client(_notebook(self.job), km=kernel, allow_errors=True, timeout=None)
        runner.kc = self.client
        runner.on_cell_executed = runner.keep_reply
        return [await self._cell(runner, place, cell) for place, cell in enumerate(self.job.cells)]

    async def _cell(self, runner: _Client, place: int, cell: NotebookCell) -> CellObservation:
        if self.died is not None:
            return CellObservation(cell.id, cell.test_id, "skipped", error=self.died)
        started = time.monotonic()
        runner.start_cell()
        left = self.deadline - started
        if left <= 0:
            self.died = f"the cells before it used up the notebook's {self.job.limits.notebook_seconds:g} s"
            return CellObservation(cell.id, cell.test_id, "skipped", error=self.died)
        trouble = await self._execute(runner, place, min(left, self.job.limits.wall_seconds))
        return self._observe(runner, place, cell, trouble, started)

    async def _execute(self, runner: _Client, place: int, seconds: float) -> tuple[Outcome, str] | None:
        """Run one cell. What ended it, if anything did but itself."""
        task = asyncio.create_task(runner.async_execute_cell(runner.nb.cells[place], place))
        died = asyncio.create_task(self.ended.wait())
        flood = asyncio.create_task(runner.flooded.wait())
        done, _ = await asyncio.wait({task, died, flood}, timeout=seconds, return_when="FIRST_COMPLETED")
        try:
            if task in done:
                return None
            if died in done:
                return await self._bury(runner, task)
            if flood in done:
                return await self._stop(runner, task, "output", "the cell printed without end")
            return await self._stop(
                runner, task, "timeout", f"the cell was still running after {seconds:.0f} s"
            )
        finally:
            for helper in (died, flood):
                helper.cancel()
            await _settle(task)

    async def _stop(
        self, runner: _Client, task: asyncio.Task[Any], outcome: Outcome, why: str
    ) -> tuple[Outcome, str]:
        """Interrupt a cell; where that doesn't help, end the kernel."""
        await self.provisioner.send_signal(signal.SIGINT)
        died = asyncio.create_task(self.ended.wait())
        await asyncio.wait({task, died}, timeout=_GRACE_SECONDS, return_when="FIRST_COMPLETED")
        died.cancel()
        if not task.done():
            self.died = f"{why} and didn't stop when it was interrupted"
            await self.provisioner.kill()
            _give_up(runner, task)
        return outcome, why

    async def _bury(self, runner: _Client, task: asyncio.Task[Any]) -> tuple[Outcome, str]:
        """The kernel died: take what it had said, and name the reason."""
        await asyncio.wait({task}, timeout=_LAST_OUTPUT_SECONDS)
        _give_up(runner, task)
        report = self.provisioner.report or {}
        outcome, self.died = self._explain(report)
        return outcome, self.died

    def _explain(self, report: dict[str, Any]) -> tuple[Outcome, str]:
        reason, status = report.get("reason"), int(report.get("status", 0))
        limits = self.job.limits
        if reason in _DEATHS:
            outcome, text = _DEATHS[reason]
            megabytes = limits.memory_bytes / 1e6
            return outcome, text.format(megabytes=megabytes, seconds=limits.notebook_seconds)
        if status < 0:
            number = -status
            name = signal.Signals(number).name if number in signal.valid_signals() else str(number)
            return "signal", f"the kernel crashed ({name})"
        return "exception", "the notebook ended its own kernel"

    def _observe(
        self,
        runner: _Client,
        place: int,
        cell: NotebookCell,
        trouble: tuple[Outcome, str] | None,
        started: float,
    ) -> CellObservation:
        executed = runner.nb.cells[place]
        limit = self.job.limits.output_bytes
        outcome, error = trouble or _judge(runner.reply)
        return CellObservation(
            cell.id,
            cell.test_id,
            outcome,
            stdout=outputs.stream(executed.outputs, "stdout", limit),
            stderr=outputs.stream(executed.outputs, "stderr", limit),
            error=error,
            outputs=outputs.tidy(executed.outputs, limit),
            execution_count=executed.execution_count,
            wall_ms=round((time.monotonic() - started) * 1000),
        )


def _judge(reply: dict[str, Any] | None) -> tuple[Outcome, str | None]:
    """What the kernel said about a cell that ended by itself."""
    content = (reply or {}).get("content", {"status": "ok"})
    if content.get("status") == "ok":
        return "ok", None
    name = str(content.get("ename", "error"))
    message = outputs.cut(outputs.plain(f"{name}: {content.get('evalue', '')}".rstrip(": ")), 2000)
    return ("memory" if name == "MemoryError" else "exception"), message


def _notebook(job: NotebookJob) -> nbformat.NotebookNode:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "source": cell.source, "metadata": {}, "outputs": [], "execution_count": None}
        for cell in job.cells
    ]
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    return nbformat.from_dict(content)  # type: ignore[no-untyped-call, no-any-return]


def _give_up(runner: _Client, task: asyncio.Task[Any]) -> None:
    """End the wait for a cell that will never answer, nbclient's own way."""
    waiting = runner.task_poll_for_reply
    if waiting is not None and not task.done():
        waiting.cancel()


async def _settle(task: asyncio.Task[Any]) -> None:
    with contextlib.suppress(DeadKernelError):
        await task


async def _until_ready(client: AsyncKernelClient, provisioner: SandboxProvisioner) -> None:
    """Wait for answers on both channels. (jupyter_client's own wait idles 0.2 s on top.)"""
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        asked = client.kernel_info()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await _answer(client.shell_channel, asked, "kernel_info_reply")
            async with asyncio.timeout(0.2):
                await _answer(client.iopub_channel, asked, "status")
            return
        if await provisioner.poll() is not None:
            break
    raise ZygoteLost(f"the kernel didn't start: {provisioner.last_words()}")


async def _answer(channel: Any, asked: str, kind: str) -> None:
    while True:
        message = await channel.get_msg(timeout=None)
        if message["parent_header"].get("msg_id") == asked and message["msg_type"] == kind:
            return
