"""Grading one submission: sandbox outside the transaction, verdicts outside the sandbox."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import dropwhile, takewhile

from lectorium.rooms.authoring.api import (
    Assembled,
    NotebookRefused,
    ProblemVersion,
    TestCase,
    Verdict,
    VersionView,
    answers,
    assemble,
    judge,
    verdict,
    with_overrides,
)
from lectorium.rooms.grading.flags import Flag, from_findings, suspicion
from lectorium.rooms.grading.runs import CaseResult, Grading
from lectorium.sandbox import (
    NOTEBOOK_LIMITS,
    CellObservation,
    Limits,
    NotebookJob,
    NotebookOutcome,
    Observation,
    ProgramJob,
    ProgramTest,
    Sandbox,
)
from lectorium.storage import ObjectStore

MISSING = (
    "This test is no longer in the notebook, so it counts as failed. Put the cell back and hand in again."
)
RUN_AGAIN = "The sandbox failed, so everything was run again; only the second run counts."
NOT_REACHED = "This test was not reached."
MOVED = "This test stands behind a hidden one in what was handed in, so what it said isn't kept."
MOVED_FLAG = "The test “{name}” was moved behind a hidden one. It was judged; what it printed isn't kept."
DOUBLED = (
    "This test is in the notebook more than once, so it counts as failed. Delete the copies, keep the "
    "original where it stood, and hand in again."
)
UNSURE = (
    "This test can't be relied on here, so it counts as failed: code in this notebook changes how Python or "
    "the notebook runs tests. Take that out and hand in again, or ask your teacher."
)
NOT_COUNTED = frozenset({MISSING, DOUBLED, UNSURE})
"""Why a test fails whatever it came to: sentences of ours, which tell nothing of a hidden test."""


@dataclass(frozen=True)
class Work:
    """All that grading needs: the version, what was handed in, and whether hidden tests run."""

    view: VersionView
    submitted: bytes
    visible_only: bool

    @property
    def version(self) -> ProblemVersion:
        """The frozen version."""
        return self.view.version

    @property
    def cases(self) -> list[TestCase]:
        """The tests that are asked: a test run leaves out what students don't see."""
        if not self.visible_only:
            return self.view.cases
        return [case for case in self.view.cases if case.visibility == "always" and case.kind != "manual"]


def grade(work: Work, store: ObjectStore, sandbox: Sandbox) -> Grading:
    """Run what was handed in and judge it; raises :class:`SandboxUnavailable` or a storage error."""
    if work.version.kind == "question":
        return _grade_question(work)
    if work.version.kind == "program":
        return _grade_program(work, sandbox)
    return _grade_notebook(work, store, sandbox)


def _grade_question(work: Work) -> Grading:
    """Nothing is run: an answer is held against its key here."""
    results = []
    for case in work.cases:
        began = time.perf_counter()
        judged = judge(case.expected or "", work.submitted, case.points)
        spent = int((time.perf_counter() - began) * 1000)
        results.append(
            CaseResult(case.id, judged.status, judged.score, judged.message, judged.given, wall_ms=spent)
        )
    spent = sum(result.wall_ms or 0 for result in results)
    return Grading(results, _maximum(work.cases), needs_manual=False, execution_time_ms=spent)


def _grade_program(work: Work, sandbox: Sandbox) -> Grading:
    cases = work.cases
    # Visible tests first: what one leaves behind (process numbers do) can't tell them of the hidden.
    in_turn = sorted(cases, key=lambda case: case.visibility != "always")
    tests = [ProgramTest(str(case.id), "io" if case.kind == "io" else "call", case.input) for case in in_turn]
    job = ProgramJob(
        language=work.version.languages[0],
        code=work.submitted.decode(),
        preamble=work.version.preamble,
        tests=tests,
        limits=with_overrides(Limits(), work.version.limits),
    )
    seen = {observation.test_id: observation for observation in sandbox.run_program(job)}
    results = [_judge(case, seen.get(str(case.id))) for case in cases]
    return Grading(
        results,
        _maximum(cases),
        needs_manual=False,
        message=_program_message(seen.values()),
        execution_time_ms=sum(observation.wall_ms for observation in seen.values()),
        memory_usage_kb=max((observation.memory_kb for observation in seen.values()), default=0),
    )


def _grade_notebook(work: Work, store: ObjectStore, sandbox: Sandbox) -> Grading:
    source = work.version.release_ref if work.visible_only else work.version.full_ref
    tests = [case for case in work.cases if case.kind == "cell"]
    try:
        hidden = not work.visible_only
        view = work.view
        assembled = assemble(
            store.get(source), work.submitted, tests, hidden=hidden, added=view.added, earlier=view.earlier
        )
    except NotebookRefused as refused:
        return _unreadable(work.cases, str(refused))
    job = NotebookJob(
        cells=assembled.cells,
        kernel_name=work.version.kernel_name,
        files={name: store.get(reference) for name, reference in work.version.files.items()},
        limits=with_overrides(NOTEBOOK_LIMITS, work.version.limits),
    )
    outcome = sandbox.run_notebook(job)
    manual = _manual_results(work, store)
    moved = set() if work.visible_only else _moved(tests, assembled)
    return Grading(
        [*_cell_results(work, tests, assembled, outcome, moved), *manual],
        _maximum(work.cases),
        needs_manual=any(result.status == "pending" for result in manual),
        message=" ".join(filter(None, (outcome.died, RUN_AGAIN if outcome.repeats else ""))),
        flags=tuple(_flags(tests, assembled, outcome, moved)),
        execution_time_ms=outcome.wall_ms,
        memory_usage_kb=outcome.memory_kb,
    )


def _moved(tests: Sequence[TestCase], assembled: Assembled) -> set[str]:
    """Tests before every hidden line in the teacher's notebook, but behind one in this copy (I25).

    What the others print after a hidden line is stored for the staff, and never shown to students.
    """
    hiding = {case.key for case in tests if case.visibility != "always" or case.release_input != case.input}
    first = takewhile(lambda case: case.key not in hiding, tests)
    after = dropwhile(lambda cell: cell.test_id not in hiding, assembled.cells)
    return {case.key for case in first} & {cell.test_id or "" for cell in after}


def _flags(
    tests: Sequence[TestCase], assembled: Assembled, outcome: NotebookOutcome, moved: set[str]
) -> Iterator[Flag]:
    yield from from_findings(assembled.findings)
    named = {case.key: case for case in tests}
    for key in sorted(moved):
        yield Flag("test_moved", MOVED_FLAG.format(name=named[key].name), (key,))
    reasons = {reason: [case.key for case in tests if not case.expected] for reason in assembled.prying}
    for cell in outcome.cells:
        for reason in cell.tampering:
            reasons.setdefault(reason, []).extend([cell.test_id] if cell.test_id else [])
    for reason, keys in reasons.items():
        yield suspicion(reason, [named[key] for key in dict.fromkeys(keys)])


def _cell_results(
    work: Work,
    tests: Sequence[TestCase],
    assembled: Assembled,
    outcome: NotebookOutcome,
    moved: set[str],
) -> list[CaseResult]:
    seen = {cell.test_id: cell for cell in outcome.cells if cell.test_id is not None}
    results = []
    for case in tests:
        observation = seen.get(case.key)
        reason = _not_counted(case, assembled, observation)
        if reason is not None:
            results.append(CaseResult(case.id, "fail", Decimal(0), reason))
            continue
        result = _judge(case, observation, outcome.died, hidden=not work.visible_only)
        results.append(_silent(result) if case.key in moved else result)
    return results


def _not_counted(case: TestCase, assembled: Assembled, seen: CellObservation | None) -> str | None:
    """Why a test fails whatever it came to, for the student: without blame, and with what to do."""
    if case.key in assembled.missing:
        return MISSING
    if case.key in assembled.doubled:
        return DOUBLED
    if case.expected:  # compared outside: an answer that was forged, doubled or left out fails there
        return None
    return UNSURE if assembled.prying or (seen is not None and seen.tampering) else None


def _silent(result: CaseResult) -> CaseResult:
    message = "" if result.status == "pass" else MOVED
    return replace(result, message=message, got=None, stdout="", stderr="", wall_ms=None)


def _manual_results(work: Work, store: ObjectStore) -> list[CaseResult]:
    """An answer that was never touched is worth 0 without anybody reading it."""
    manual = [case for case in work.cases if case.kind == "manual"]
    if not manual:
        return []
    given = {answer.key: answer for answer in answers(store.get(work.version.release_ref), work.submitted)}
    return [
        CaseResult(case.id, "pending", Decimal(0), "Graded by your teacher.", by_hand=True)
        if case.key in given and given[case.key].changed
        else CaseResult(case.id, "skipped", Decimal(0), "Nothing was written here.", by_hand=True)
        for case in manual
    ]


def _judge(
    case: TestCase,
    seen: Observation | CellObservation | None,
    died: str | None = None,
    *,
    hidden: bool = True,
) -> CaseResult:
    judged: Verdict = verdict(case.kind, case.input, case.expected, seen, hidden=hidden)
    return CaseResult(
        case.id,
        judged.status,
        case.points if judged.status == "pass" else Decimal(0),
        f"{NOT_REACHED} {died}" if seen is None and died else judged.message,
        judged.got,
        seen.stdout if seen else "",
        seen.stderr if seen else "",
        seen.wall_ms if seen else None,
    )


def _program_message(seen: Iterable[Observation]) -> str:
    said = []
    if any(observation.outcome == "compile_error" for observation in seen):
        said.append("It didn't compile.")
    if any(observation.repeats for observation in seen):
        said.append(RUN_AGAIN)
    return " ".join(said)


def _unreadable(cases: Sequence[TestCase], why: str) -> Grading:
    results = [CaseResult(case.id, "fail", Decimal(0), why) for case in cases]
    return Grading(results, _maximum(cases), needs_manual=False, message=why)


def _maximum(cases: Sequence[TestCase]) -> Decimal:
    return sum((case.points for case in cases), Decimal(0))
