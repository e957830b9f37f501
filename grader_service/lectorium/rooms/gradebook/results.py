"""Results as their reader may see them: this room knows what is held and what returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.authoring.api import Setting, TestCase, find_setting, points_of, require_shown
from lectorium.rooms.gradebook.entries import find_entry
from lectorium.rooms.gradebook.holding import is_exam_on
from lectorium.rooms.gradebook.shapes import HiddenSummary, ResultView, TestView
from lectorium.rooms.gradebook.wording import (
    Pair,
    fault_of,
    message_of,
    next_step_of,
    rest_text,
    tests_of,
    waiting_text,
)
from lectorium.rooms.grading.api import (
    NOT_COUNTED,
    GradingRun,
    current_run,
    flags_of,
    position_of,
    results_of,
    results_of_runs,
)
from lectorium.rooms.people.api import Actor
from lectorium.rooms.submissions.api import SubmissionAttempt, find_attempt

SEALED = "Handed in. You see the result when your teacher returns it."
HELD_BACK = "Part of this test is hidden, so what it printed isn't shown. Run tests to see the visible part."
TOLD_LATER = (
    "One more test has hidden parts or ran after some: you see how it went once the result is returned.",
    "More tests have hidden parts or ran after some: you see how they went once the result is returned.",
)


def view_result(session: Session, actor: Actor, attempt_id: UUID) -> ResultView:
    """An attempt's result: everything for staff, what is theirs to know for students."""
    attempt, setting = find_attempt(session, actor, attempt_id, receipt=True)
    run = current_run(session, attempt_id)
    pairs = results_of(session, run) if run.status == "completed" else []
    return _with_rest(session, _view(session, actor, attempt, setting, run, pairs), setting)


def view_results(
    session: Session,
    actor: Actor,
    attempts: Sequence[tuple[SubmissionAttempt, Setting]],
    runs: Mapping[UUID, GradingRun],
) -> dict[UUID, ResultView]:
    """The same for some attempts that were found already, by attempt; mostly one query.

    ``runs`` are their current ones, by attempt.
    """
    shown = [runs[attempt.id] for attempt, _ in attempts]
    pairs = results_of_runs(session, [run for run in shown if run.status == "completed"])
    return {
        attempt.id: _view(
            session, actor, attempt, setting, runs[attempt.id], pairs.get(runs[attempt.id].id, [])
        )
        for attempt, setting in attempts
    }


def _view(
    session: Session,
    actor: Actor,
    attempt: SubmissionAttempt,
    setting: Setting,
    run: GradingRun,
    pairs: list[Pair],
) -> ResultView:
    if _is_sealed(session, attempt, setting):
        return ResultView(attempt, run, "held", "none", SEALED, "", is_sealed=True, shows_use=False)
    require_shown(session, setting)
    if attempt.student_id != actor.user_id or setting.is_staff:
        view = _for_staff(attempt, run, pairs)
    else:
        held = _is_held(session, attempt, setting)
        view = for_student(attempt, run, pairs, held=held, in_exam=setting.in_exam)
    version_id = run.problem_version_id
    worths = {} if setting.custom_points is None else points_of(session, [version_id])
    view = in_own_points(view, setting, worths)
    place = position_of(session, attempt.id) if run.status == "queued" else None
    return view if place is None else replace(view, place=place, message=waiting_text(place))


def _with_rest(session: Session, view: ResultView, setting: Setting) -> ResultView:
    """A test run's result with what of the problem it didn't try: hidden tests, and what people grade."""
    if view.attempt.type != "test_run" or view.points is None or not view.next_step:
        return view
    version_id = view.run.problem_version_id
    whole = setting.custom_points or points_of(session, [version_id]).get(version_id)
    if whole is None or whole <= view.points:
        return view
    return replace(view, next_step=f"{view.next_step} {rest_text(view.points, whole)}")


def held_attempts(session: Session, actor: Actor, attempts: Sequence[SubmissionAttempt]) -> frozenset[UUID]:
    """Of one student's attempts on one challenge those of which the reader is told only that they exist.

    How far grading them has come, and how long it takes, depends on the hidden tests, too (I8).
    """
    final = [attempt for attempt in attempts if attempt.type == "final_submission"]
    if not final:
        return frozenset()
    setting = find_setting(session, actor, final[0].challenge_id, receipt=True)
    sealed = _is_sealed(session, final[0], setting)
    return frozenset(attempt.id for attempt in final) if sealed else frozenset()


def _is_sealed(session: Session, attempt: SubmissionAttempt, setting: Setting) -> bool:
    """Whether it is a student's exam: sealed until it is over for everybody and its grade returned."""
    if not setting.in_exam or attempt.type == "test_run" or setting.item is None:
        return False
    return _is_held(session, attempt, setting) or is_exam_on(session, setting.item.id)


def _for_staff(attempt: SubmissionAttempt, run: GradingRun, pairs: list[Pair]) -> ResultView:
    return ResultView(
        attempt,
        run,
        run.status,
        fault_of(run, pairs),
        message_of(run, pairs),
        "",
        run.score,
        run.max_score,
        run.passed,
        run.total,
        [_answered(pair) if pair[1].kind == "answer" else _full(pair) for pair in pairs],
        None,
        flags_of(run),
    )


def for_student(
    attempt: SubmissionAttempt, run: GradingRun, pairs: list[Pair], *, held: bool, in_exam: bool
) -> ResultView:
    """Visible tests always; scores and the hidden tests' sum only when nothing is held (I15)."""
    visible = [pair for pair in pairs if pair[1].visibility == "always"]
    after = _after_hidden(visible, pairs) if attempt.type == "final_submission" else set()
    after |= _moved(visible, run) if held else set()
    hidden = [pair for pair in pairs if pair[1].visibility != "always"]
    later = [pair for pair in visible if held and pair[1].id in after and pair[0].message not in NOT_COUNTED]
    told = [pair for pair in visible if pair not in later]
    counted = told if held else pairs
    judged = tests_of(counted)
    done = run.status == "completed"
    tells = attempt.type == "test_run" or not any(_has_hidden(case) for _, case in pairs)
    is_program = not any(case.kind == "cell" for _, case in pairs)
    said = message_of(run, counted, tells_why=tells or is_program, tells_end=not later)
    return ResultView(
        attempt,
        run,
        "held" if held and done else run.status,
        fault_of(run, told),
        f"{said} {TOLD_LATER[len(later) > 1]}" if later and done else said,
        next_step_of(attempt, run, counted, held=held, in_exam=in_exam),
        None if held or not done else run.score,
        None if held or not done else run.max_score,
        sum(result.status == "pass" for result, _ in judged) if done else None,
        len(judged) if done else None,
        [
            _bare(pair) if pair[1].id in after else _full(pair, student=True)
            for pair in visible
            if pair not in later
        ],
        _summary(hidden) if hidden and not held else None,
        shows_use=tells,
    )


def in_own_points(view: ResultView, setting: Setting, worths: Mapping[UUID, Decimal]) -> ResultView:
    """In the points that the problem counts for here: its tests, ``worths`` by version, scale to them."""
    custom, worth = setting.custom_points, worths.get(view.run.problem_version_id)
    if custom is None or not worth:
        return view

    def scaled(points: Decimal | None) -> Decimal | None:
        return None if points is None else points * custom / worth

    def test(each: TestView) -> TestView:
        return replace(each, score=each.score * custom / worth, points=each.points * custom / worth)

    hidden = view.hidden and replace(
        view.hidden,
        score=view.hidden.score * custom / worth,
        points=view.hidden.points * custom / worth,
    )
    tests = [test(each) for each in view.tests]
    return replace(view, score=scaled(view.score), points=scaled(view.points), tests=tests, hidden=hidden)


def _is_held(session: Session, attempt: SubmissionAttempt, setting: Setting) -> bool:
    if attempt.type == "test_run" or setting.item is None:
        return False
    entry = find_entry(session, attempt.student_id, setting.item.id)
    return entry is None or entry.returned_at is None


def _after_hidden(visible: list[Pair], pairs: list[Pair]) -> set[UUID]:
    """The visible tests that ran after a hidden line had entered the notebook (I25).

    Nothing that they printed is ever shown; and whether they passed, which code that has seen a hidden
    line can decide by it, only once the hidden tests' results are shown, too.
    """
    cells = [case for _, case in pairs if case.kind == "cell"]
    first_hidden = next((case.order_index for case in cells if _has_hidden(case)), None)
    if first_hidden is None:
        return set()
    return {case.id for _, case in visible if case.kind == "cell" and case.order_index >= first_hidden}


def _moved(visible: list[Pair], run: GradingRun) -> set[UUID]:
    """Those that ran after a hidden line only because the student has put them there."""
    keys = {key for flag in flags_of(run) if flag.code == "test_moved" for key in flag.tests}
    return {case.id for _, case in visible if case.key in keys}


def _has_hidden(case: TestCase) -> bool:
    return case.visibility != "always" or (case.kind == "cell" and case.release_input != case.input)


def _answered(pair: Pair) -> TestView:
    """A question for its staff: options in words, and the key."""
    result, case = pair
    key = authoring.read_key(case)
    got = None if result.got is None else authoring.given_text(key, result.got)
    return replace(_full(pair), called=key.prompt, expected=authoring.key_text(key), got=got)


def _full(pair: Pair, *, student: bool = False) -> TestView:
    result, case = pair
    shows_call = case.kind in {"call", "io"}
    return TestView(
        case.id,
        case.name,
        case.kind,
        case.visibility,
        result.status,
        result.score,
        case.points,
        result.message,
        case.input if shows_call or (not student and case.kind in {"cell", "manual"}) else None,
        case.expected if shows_call else None,
        result.got,
        result.stdout,
        result.stderr,
        result.wall_ms,
        case.key,
    )


def _bare(pair: Pair) -> TestView:
    result, case = pair
    told = result.message if result.message in NOT_COUNTED else HELD_BACK
    message = "" if result.status == "pass" else told
    return TestView(
        case.id,
        case.name,
        case.kind,
        case.visibility,
        result.status,
        result.score,
        case.points,
        message,
        cell_key=case.key,
    )


def _summary(hidden: list[Pair]) -> HiddenSummary:
    return HiddenSummary(
        len(hidden),
        sum(result.status == "pass" for result, _ in hidden),
        sum((result.score for result, _ in hidden), Decimal(0)),
        sum((case.points for _, case in hidden), Decimal(0)),
    )
