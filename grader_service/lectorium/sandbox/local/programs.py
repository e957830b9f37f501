"""Programs: a submission's tests, sent into one supervisor, read back as observations."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lectorium.sandbox import languages, values
from lectorium.sandbox.contract import Observation, Outcome, ProgramJob, ProgramTest
from lectorium.sandbox.languages import Language
from lectorium.sandbox.local import memory_files, wire
from lectorium.sandbox.local.headers import Header, Headers
from lectorium.sandbox.local.zygotes import Zygote, ZygoteLost, expect

_RESULT_BYTES: Final = 4 * values.MAX_BYTES
_MESSAGE_CHARACTERS: Final = 2000
_FULL: Final = 0.8  # of the memory it may use
_TOGETHER: Final = 24  # tests sent at a time: each has four open files
_WAITING_IS_CHEAPER: Final = 4  # as the supervisor counts
_PATIENCE_SECONDS: Final = 60.0  # beyond every limit, before the supervisor counts as lost
_REASONS: Final[dict[str, tuple[Outcome, str]]] = {
    "cpu": ("timeout", "used up its {cpu_seconds:g} s of computing time"),
    "wall": ("timeout", "was still running after {wall_seconds:g} s"),
    "memory": ("memory", "used more than {megabytes:.0f} MB of memory"),
    "output": ("output", "printed without end"),
    "disk": ("output", "wrote more files, or larger ones, than it may"),
    "threads": ("exception", "ran more than {processes} threads"),
}


@dataclass(frozen=True, slots=True)
class _Files:
    """One test's files: what it is given, and what it writes."""

    given: int
    stdout: int
    stderr: int
    result: int

    @classmethod
    def make(cls, test: ProgramTest) -> _Files:
        data = test.input.encode("utf-8", "surrogatepass")
        empty = memory_files.empty
        return cls(memory_files.given(data), empty(), empty(), empty(append=False))

    def all(self) -> list[int]:
        return [self.given, self.stdout, self.stderr, self.result]


def run(zygote: Zygote, job: ProgramJob, headers: Headers, *, compile_once: bool = True) -> list[Observation]:
    """All tests of a submission. Raises ZygoteLost when the sandbox itself failed.

    Without `compile_once` each test of a Python program compiles it by itself: a program that kills
    the compiler then takes no more than a test with it.
    """
    language = languages.language(job.language)
    source = _source(job, language)
    header = headers.of(zygote, language, source)
    with zygote.submission(job.limits) as link:
        limits = job.limits
        tests_seconds = limits.wall_seconds + _WAITING_IS_CHEAPER * limits.total_cpu_seconds
        link.settimeout(max(tests_seconds, 3 * limits.compile_seconds) + _PATIENCE_SECONDS)
        code = memory_files.given(source)
        try:
            if language.compile and (refused := _compile(link, job, language, code, header)):
                return refused
            return _run_tests(link, job, code, compile_once)
        except (wire.Closed, TimeoutError) as error:
            raise ZygoteLost("the supervisor of a submission died") from error
        finally:
            os.close(code)


def _source(job: ProgramJob, language: Language) -> bytes:
    """What the test's process reads: both parts keep their own line numbers."""
    preamble, code = (part.encode("utf-8", "surrogatepass") for part in (job.preamble, job.code))
    if language.is_warm:
        return b"%d\n%s%s" % (len(preamble), preamble, code)
    return preamble + language.joint.encode() + code if preamble else code


def _run_tests(link: socket.socket, job: ProgramJob, code: int, compile_once: bool) -> list[Observation]:
    seen: list[Observation] = []
    left_ms = job.limits.total_cpu_seconds * 1000
    for first in range(0, len(job.tests), _TOGETHER):
        some = job.tests[first : first + _TOGETHER]
        if left_ms > 0:
            request = _request(job, some, left_ms, compile_once)
            request["last"] = first + len(some) == len(job.tests)
            left_ms = _run_some(link, job, some, code, request, seen)
        seen += [_not_run(test, job) for test in job.tests[len(seen) : first + len(some)]]
    return seen


def _run_some(
    link: socket.socket,
    job: ProgramJob,
    tests: Sequence[ProgramTest],
    code: int,
    request: dict[str, Any],
    seen: list[Observation],
) -> float:
    """Run as many of them as there is time for; returns what is left of it."""
    files: list[_Files] = []
    try:
        files.extend(map(_Files.make, tests))
        wire.send(link, request, [code, *(file for each in files for file in each.all())])
        report, _ = expect(link, "tests")
        # A report that isn't there is a test that wasn't run.
        seen += map(_observe, itertools.repeat(job), tests, files, report["tests"])
        return float(report["left_ms"])
    finally:
        for each in files:
            wire.close_all(each.all())


def _not_run(test: ProgramTest, job: ProgramJob) -> Observation:
    seconds = job.limits.total_cpu_seconds
    error = f"the tests before it used up the {seconds:g} s this program has for all of them"
    return Observation(test.id, "skipped", error=error)


def _request(
    job: ProgramJob, tests: Sequence[ProgramTest], left_ms: float, compile_once: bool
) -> dict[str, Any]:
    language = languages.language(job.language)
    kept = job.limits.output_bytes
    request = {
        "op": "tests",
        "kinds": [test.kind for test in tests],
        "left_ms": left_ms,
        "compile_once": compile_once,
        "keep": [kept, kept, _RESULT_BYTES],
    }
    if not language.is_warm:
        request |= {"run": list(language.run), "file": language.file, "stack_bytes": language.stack_bytes}
    return request


def _observe(job: ProgramJob, test: ProgramTest, files: _Files, report: dict[str, Any]) -> Observation:
    stdout, truncated = memory_files.text(files.stdout, job.limits.output_bytes)
    stderr, stderr_truncated = memory_files.text(files.stderr, job.limits.output_bytes)
    said = _read_result(files.result)
    outcome, error = _judge(job, test, report, said, stderr)
    status = report["status"]
    return Observation(
        test.id,
        outcome,
        value=said.get("value") if outcome == "ok" else None,
        stdout=stdout,
        stderr=stderr,
        error=error,
        cpu_ms=report["cpu_ms"],
        wall_ms=report["wall_ms"],
        memory_kb=report["memory_kb"],
        exit_code=status if status >= 0 else None,
        signal=-status if status < 0 else None,
        truncated=truncated,
        stderr_truncated=stderr_truncated,
    )


def _read_result(file: int) -> dict[str, Any]:
    """What the test's own process reported: anything at all, since students can write there."""
    data, size = memory_files.read(file, _RESULT_BYTES)
    if not data or size > _RESULT_BYTES:
        return {}
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _judge(
    job: ProgramJob, test: ProgramTest, report: dict[str, Any], said: dict[str, Any], stderr: str
) -> tuple[Outcome, str | None]:
    if report["reason"]:
        return _limit(job, report["reason"])
    if report["status"] < 0:
        return _signalled(job, -report["status"], stderr)
    error = said.get("error")
    if report["status"] > 0 or error:
        text = error if isinstance(error, str) else f"it ended with exit code {report['status']}"
        outcome: Outcome = "memory" if _wants_memory(job, report, text, is_told=bool(error)) else "exception"
        return outcome, memory_files.clean_text(text.encode("utf-8", "replace"))[:_MESSAGE_CHARACTERS]
    if test.kind == "call" and not _is_readable(said):
        return "exception", "the program ended before the call had returned a value"
    return "ok", None


def _wants_memory(job: ProgramJob, report: dict[str, Any], text: str, *, is_told: bool) -> bool:
    """Whether it ended because memory was refused.

    Python doesn't always say so: a call that finds no room for its frame is a SystemError (3.11), and an
    error may find no room to be told.
    """
    if text.startswith("MemoryError"):
        return True
    is_full = report["memory_kb"] * 1024 > _FULL * job.limits.memory_bytes
    return is_full and (not is_told or text.startswith("SystemError"))


def _is_readable(said: dict[str, Any]) -> bool:
    try:
        values.decode(said.get("value"))
    except (values.Unreadable, RecursionError):
        return False
    return True


def _limit(job: ProgramJob, reason: str) -> tuple[Outcome, str]:
    outcome, text = _REASONS[reason]
    limits = job.limits
    filled = text.format(
        cpu_seconds=limits.cpu_seconds,
        wall_seconds=limits.wall_seconds,
        megabytes=limits.memory_bytes / 1e6,
        processes=limits.processes,
    )
    return outcome, f"the program {filled}"


def _signalled(job: ProgramJob, number: int, stderr: str) -> tuple[Outcome, str]:
    if number == signal.SIGXFSZ:
        return "output", "the program printed or wrote more than it may"
    if number == signal.SIGXCPU:
        return _limit(job, "cpu")
    if number == signal.SIGABRT and "std::bad_alloc" in stderr:
        return _limit(job, "memory")
    name = signal.Signals(number).name if number in signal.valid_signals() else str(number)
    return "signal", f"the program crashed ({name})"


def _compile(
    link: socket.socket, job: ProgramJob, language: Language, code: int, header: Header | None
) -> list[Observation]:
    """Compile; no observations when that succeeded, else one compile error per test."""
    log = memory_files.empty()
    request = {"op": "compile", "command": list(language.compile), "file": language.file}
    files = [code, log]
    if header:
        request["header"] = header.name
        files.append(header.file)
    try:
        wire.send(link, request, files)
        report, _ = expect(link, "compiled")
        text, _ = memory_files.text(log, job.limits.output_bytes)
    finally:
        os.close(log)
    if report["compiled"]:
        return []
    if report["status"] == 127 and not report["reason"]:
        raise ZygoteLost(f"the compiler can't be started: {text.strip()}")
    error = _compile_error(job, report["reason"], text)
    return [_uncompiled(test, text, error) for test in job.tests]


def _uncompiled(test: ProgramTest, text: str, error: str) -> Observation:
    return Observation(test.id, "compile_error", stderr=text, error=error)


def _compile_error(job: ProgramJob, reason: str | None, text: str) -> str:
    if reason:
        return f"compiling took too much: {_limit(job, reason)[1]}".replace("the program", "the compiler")
    lines: Sequence[str] = text.splitlines()
    first = next((line for line in lines if "error" in line), "the program doesn't compile")
    return first[:_MESSAGE_CHARACTERS]
