"""One notebook's run: connect, execute the cells, see what each of them did."""

from __future__ import annotations

import dataclasses
import signal
import socket
import time
from collections.abc import Mapping
from typing import Any, Final

from lectorium.sandbox.contract import CellObservation, NotebookCell, NotebookJob, NotebookOutcome, Outcome
from lectorium.sandbox.local import outputs, probes
from lectorium.sandbox.local.answers import Answers, reasons, request
from lectorium.sandbox.local.inside import questions, tricks
from lectorium.sandbox.local.kernels import Kernel
from lectorium.sandbox.local.screen import Flood, Screen
from lectorium.sandbox.local.talk import Deaf, Exchange, KernelEnded, Message, Talk, TimeUp

_GRACE_SECONDS: Final = 3.0
_DEATHS: Final[dict[str, tuple[Outcome, str]]] = {
    "memory": ("memory", "the notebook used more than {megabytes:.0f} MB of memory"),
    "cpu": ("timeout", "the notebook used up its computing time"),
    "wall": ("timeout", "the notebook ran longer than {seconds:g} s"),
    "output": ("output", "the notebook printed without end"),
    "lost": ("infra_error", "the sandbox ended"),
}
_EXECUTE: Final = {
    "silent": False,
    "store_history": True,
    "user_expressions": {},
    "allow_stdin": False,
    "stop_on_error": False,
}
Trouble = tuple[Outcome, str]


class NotebookRun:
    """Runs one job over one supervisor's socket. Use once. Raises ZygoteLost and the link's errors."""

    def __init__(self, job: NotebookJob, link: socket.socket) -> None:
        self.job = job
        self.kernel = Kernel(link, job.files)
        self.died: str | None = None
        self.looked = False
        """Whether the kernel was looked into since a cell ran."""
        self.deadline = 0.0

    def execute(self) -> NotebookOutcome:
        """Run all cells; always one observation for each."""
        started = time.monotonic()
        self.deadline = started + self.job.limits.notebook_seconds
        try:
            seen = self._run_cells()
            self.kernel.end()
            report = self.kernel.wait()
        finally:
            self.kernel.close()
        return NotebookOutcome(
            seen,
            wall_ms=round((time.monotonic() - started) * 1000),
            cpu_ms=report["cpu_ms"],
            memory_kb=report["memory_kb"],
            died=self.died,
        )

    def _run_cells(self) -> list[CellObservation]:
        self.talk = Talk(self.kernel, self.kernel.start())
        try:
            self.talk.connect()
            self.screen = Screen((cell.source for cell in self.job.cells), self.talk.client)
            tests = (place for place, cell in enumerate(self.job.cells) if cell.test_id is not None)
            first_test = next(tests, len(self.job.cells))
            seen = [self._cell(*item) for item in enumerate(self.job.cells[:first_test])]
            # From here on nothing changes in what is shown of the cells before: a test may be hidden.
            seen = [self._as_updated(*item) for item in enumerate(seen)] if self.screen.updated else seen
            later = enumerate(self.job.cells[first_test:], first_test)
            return [*seen, *(self._cell(*item) for item in later)]
        finally:
            self.talk.close()

    def _cell(self, place: int, cell: NotebookCell) -> CellObservation:
        started = time.monotonic()
        if self.died is None and started >= self.deadline:
            self.died = f"the cells before it used up the notebook's {self.job.limits.notebook_seconds:g} s"
        if self.died is not None:
            return CellObservation(cell.id, cell.test_id, "skipped", error=self.died)
        self.screen.turn_to(place)
        if cell.checks:
            return self._ask(cell, started)
        if cell.test_id is not None:
            return self._test(cell, started)
        outcome, error = self._execute(cell.source)
        return self._observe(cell, outcome, error, started)

    def _as_updated(self, place: int, seen: CellObservation) -> CellObservation:
        """With what later cells have put in the place of its displays."""
        shown = self.screen.nb.cells[place]
        return dataclasses.replace(seen, outputs=outputs.tidy(shown.outputs, self.job.limits.output_bytes))

    def _ask(self, cell: NotebookCell, started: float) -> CellObservation:
        """A cell of checks: one request, one answer for each."""
        answers = Answers(cell.checks, self.job.limits.output_bytes)

        def hear(message: Message) -> None:
            if not answers.hear(message):
                self.screen.hear(message)

        exchange = self.talk.ask(questions.REQUEST, request(cell.checks), hear)
        trouble = self._follow(exchange)
        answers.hear_tricks(exchange.reply)
        outcome, error = trouble or ("ok", None)
        seen = self._observe(cell, outcome, error, started)
        return dataclasses.replace(seen, answers=answers.read(trouble), tampering=answers.tampering)

    def _test(self, cell: NotebookCell, started: float) -> CellObservation:
        """A test of asserts: looked at before and after, and with a probe that must fail."""
        before, after = probes.places()
        tampering = [] if self.looked and not before else self._suspect(cell, before)
        if self.died is not None:
            return CellObservation(cell.id, cell.test_id, "skipped", error=self.died, tampering=tampering)
        outcome, error = self._execute(cell.source)
        seen = self._observe(cell, outcome, error, started)
        if outcome == "ok" and self.died is None:
            tampering += self._suspect(cell, after)
            self.looked = True
        return dataclasses.replace(seen, tampering=list(dict.fromkeys(tampering)))

    def _suspect(self, cell: NotebookCell, with_probe: bool) -> list[str]:
        """Why a kernel can't be believed: what a probe and a look inside show."""
        found: list[str] = []
        if with_probe:
            probe = probes.make(cell.source)
            exchange = self.talk.ask("execute_request", {"code": probe.source, **_EXECUTE}, _ignore)
            if self._follow(exchange) is None:
                found += filter(None, [probe.reason(exchange.reply)])
        if self.died is None:
            exchange = self.talk.ask(tricks.REQUEST, {"forget": with_probe}, _ignore)
            if self._follow(exchange) is None:
                found += reasons(exchange.reply)
        return found

    def _execute(self, source: str) -> tuple[Outcome, str | None]:
        """Run one cell: how it ended, and the error's last line or what ended it."""
        if not source.strip():
            return "ok", None
        self.looked = False
        exchange = self.talk.ask("execute_request", {"code": source, **_EXECUTE}, self.screen.hear)
        trouble = self._follow(exchange)
        if exchange.reply is not None:
            self.screen.count(exchange.reply["content"].get("execution_count"))
        return trouble or _judge(exchange.reply)

    def _follow(self, exchange: Exchange) -> Trouble | None:
        """Hear a request to its end. What ended it, if anything did but itself."""
        seconds = min(self.job.limits.wall_seconds, self.deadline - time.monotonic())
        try:
            self.talk.follow(exchange, seconds)
        except Deaf:
            return self._stop(exchange, "output", "the cell showed far too much at once")
        except TimeUp:
            return self._stop(exchange, "timeout", f"the cell was still running after {seconds:.0f} s")
        except Flood:
            return self._stop(exchange, "output", "the cell printed without end")
        except KernelEnded:
            return self._bury()
        return None

    def _stop(self, exchange: Exchange, outcome: Outcome, why: str) -> Trouble:
        """Interrupt a cell; where that doesn't help, end the kernel."""
        self.kernel.interrupt()
        try:
            self.talk.follow(exchange, _GRACE_SECONDS)
        except (TimeUp, Flood, KernelEnded):
            self.died = f"{why} and didn't stop when it was interrupted"
            self.kernel.end()
        return outcome, why

    def _bury(self) -> Trouble:
        """The kernel died: name the reason."""
        assert self.kernel.report is not None
        outcome, self.died = _explain(self.kernel.report, self.job)
        return outcome, self.died

    def _observe(
        self, cell: NotebookCell, outcome: Outcome, error: str | None, started: float
    ) -> CellObservation:
        shown, limit = self.screen.cell, self.job.limits.output_bytes
        return CellObservation(
            cell.id,
            cell.test_id,
            outcome,
            stdout=outputs.stream(shown.outputs, "stdout", limit),
            stderr=outputs.stream(shown.outputs, "stderr", limit),
            error=error,
            outputs=outputs.tidy(shown.outputs, limit),
            execution_count=shown.execution_count,
            wall_ms=round((time.monotonic() - started) * 1000),
        )


def _ignore(message: Message) -> None:
    """Nothing that a probe or a look prints is kept."""


def _explain(report: Mapping[str, Any], job: NotebookJob) -> Trouble:
    """Why a kernel ended that nobody had asked to."""
    reason, status = report.get("reason"), int(report.get("status", 0))
    if reason in _DEATHS:
        outcome, text = _DEATHS[reason]
        megabytes = job.limits.memory_bytes / 1e6
        return outcome, text.format(megabytes=megabytes, seconds=job.limits.notebook_seconds)
    if status < 0:
        number = -status
        name = signal.Signals(number).name if number in signal.valid_signals() else str(number)
        return "signal", f"the kernel crashed ({name})"
    return "exception", "the notebook ended its own kernel"


def _judge(reply: Message | None) -> tuple[Outcome, str | None]:
    """What the kernel said about a cell that ended by itself."""
    content = reply["content"] if reply else {}
    if content.get("status") == "ok":
        return "ok", None
    name = str(content.get("ename", "error"))
    message = outputs.cut(outputs.plain(f"{name}: {content.get('evalue', '')}".rstrip(": ")), 2000)
    return ("memory" if name == "MemoryError" else "exception"), message
