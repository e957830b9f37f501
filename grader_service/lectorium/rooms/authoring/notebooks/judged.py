"""Test cells judged outside: the teacher's own run gives what is wanted, and shows that nothing else changes.

A cell is converted only where both ways agree, on the teacher's solution and on the untouched notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lectorium.rooms.authoring.notebooks.canonical import Notebook
from lectorium.rooms.authoring.notebooks.comparing import is_carried, wrong
from lectorium.rooms.authoring.notebooks.conditions import canonical
from lectorium.rooms.authoring.notebooks.findings import Guarantee
from lectorium.rooms.authoring.notebooks.plan import GUESSABLE, Plan, guessable, plan_of
from lectorium.rooms.authoring.notebooks.pruning import prune
from lectorium.rooms.authoring.notebooks.questions import Question, Step, asked, dump_steps
from lectorium.rooms.authoring.notebooks.roles import grade_id, role
from lectorium.sandbox import Answer, Check, NotebookOutcome, values

Run = Callable[[Notebook, Mapping[str, Sequence[Check]]], NotebookOutcome]
"""Runs a notebook's code cells, with checks in the place of the test cells whose keys are given."""

_WANTED: Final = "-wanted"
_NOT_TRIED: Final = "it couldn't be tried here"
_STORED_FAILS: Final = (
    "compared outside, your own solution fails without the lines that prepare what is wanted"
)
_DISAGREES: Final = "on the untouched notebook its asserts and its checks disagree"


@dataclass(frozen=True, slots=True)
class Converted:
    """The stored checks of each cell that is judged outside, by its key, and how every test is judged."""

    expected: Mapping[str, str]
    tests: tuple[Guarantee, ...]


def convert(full: Notebook, release: Notebook, untouched: NotebookOutcome, run: Run) -> Converted:
    """Freeze what is wanted of each test cell that can be judged outside; its own solution has passed all."""
    plan = plan_of(full)
    _freeze(full, plan, run)
    _try_untouched(release, plan, untouched, run)
    _settle(full, plan, run)
    frozen = {key: dump_steps(steps) for key, steps in plan.items() if not isinstance(steps, str)}
    return Converted(frozen, tuple(_guarantees(full, plan)))


def _freeze(full: Notebook, plan: Plan, run: Run) -> None:
    """Replace each plan by steps with what is wanted, or by the reason why that can't be had.

    What can't be carried outside is asked as a yes/no question, in a second run.
    """
    for _ in range(2):
        _drop_guessable(plan)
        open_ = {key: steps for key, steps in plan.items() if not isinstance(steps, str)}
        if not open_:
            return
        outcome = run(full, {key: list(_collecting(steps)) for key, steps in open_.items()})
        seen = {cell.test_id: {a.check_id: a for a in cell.answers} for cell in outcome.cells if cell.answers}
        again = False
        for key, steps in open_.items():
            plan[key] = made = _with_wanted(steps, seen.get(key, {}))
            again = again or (not isinstance(made, str) and _asks_anew(steps, made))
        if not again:
            break
    _drop_guessable(plan)


def _drop_guessable(plan: Plan) -> None:
    for key, steps in plan.items():
        if not isinstance(steps, str) and guessable(steps):
            plan[key] = GUESSABLE


def _asks_anew(before: Sequence[Step], after: Sequence[Step]) -> bool:
    pairs = zip(before, after, strict=True)
    return any(a.question and b.question and a.question.ask != b.question.ask for a, b in pairs)


def _collecting(steps: Sequence[Step]) -> Iterator[Check]:
    for check, question in asked(steps):
        yield check
        if question is not None and question.source:
            yield Check(f"{check.id}{_WANTED}", question.source)


def _with_wanted(steps: tuple[Step, ...], answers: Mapping[str, Answer]) -> tuple[Step, ...] | str:
    """The steps with what the teacher's own run gave; the reason, where it gave nothing to compare with."""
    made: list[Step] = []
    for number, step in enumerate(steps):
        if step.question is None:
            made.append(step)
            continue
        question = _settled(step.question, answers.get(f"{number}{_WANTED}"))
        if isinstance(question, str):
            return question
        if question.ask == step.question.ask:
            trouble = _trouble(question, answers.get(str(number)))
            if trouble:
                return trouble
        made.append(replace(step, question=question))
    return tuple(made)


def _settled(question: Question, answer: Answer | None) -> Question | str:
    if not question.source:
        return question
    if answer is not None and answer.outcome == "ok" and is_carried(answer.value):
        return replace(
            question,
            wanted=canonical(answer.value),
            source="",
            origin=question.source,
        )
    if question.whole:
        text = question.whole
        return Question(f"not not ({text})", "truth", text, values.encode(True), message=question.message)
    said = f": {answer.error}" if answer is not None and answer.error else ""
    return f"what {question.text} should be can't be taken outside{said}"


def _trouble(question: Question, answer: Answer | None) -> str | None:
    if answer is None:
        return _NOT_TRIED
    if answer.outcome != "ok":
        return f"{question.text} can't be asked for by itself ({answer.error or answer.outcome})"
    found = wrong(question, answer)
    return f"compared outside, your own solution would fail: {found.rstrip('.')}" if found else None


def _try_untouched(release: Notebook, plan: Plan, untouched: NotebookOutcome, run: Run) -> None:
    """Both ways on the notebook as students get it; where they disagree the cell stays as it is."""
    asserts = {cell.test_id: cell.outcome == "ok" for cell in untouched.cells if cell.test_id}
    shown: dict[str, list[Check]] = {}
    for key, steps in plan.items():
        if key in asserts and not isinstance(steps, str):
            checks = [check for check, _ in asked(steps, hidden=False)]
            shown |= {key: checks} if checks else {}
    if not shown:
        return
    outcome = run(release, shown)
    for cell in outcome.cells:
        steps = plan.get(cell.test_id or "", "")
        if cell.test_id in shown and not isinstance(steps, str):
            answers = {answer.check_id: answer for answer in cell.answers}
            if _passes(steps, answers) != asserts[cell.test_id]:
                plan[cell.test_id] = _DISAGREES


def _settle(full: Notebook, plan: Plan, run: Run) -> None:
    """Leave out what needn't be sent; then the own solution must pass by exactly what will be stored."""
    while True:
        prune(full, plan)
        left = {key: steps for key, steps in plan.items() if not isinstance(steps, str)}
        if not left:
            return
        outcome = run(full, {key: [check for check, _ in asked(steps)] for key, steps in left.items()})
        seen = {cell.test_id: {a.check_id: a for a in cell.answers} for cell in outcome.cells if cell.answers}
        failed = [key for key, steps in left.items() if not _passes(steps, seen.get(key, {}), hidden=True)]
        if not failed:
            return
        plan.update(dict.fromkeys(failed, _STORED_FAILS))


def _passes(steps: Sequence[Step], answers: Mapping[str, Answer], *, hidden: bool = False) -> bool:
    for check, question in asked(steps, hidden=hidden):
        answer = answers.get(check.id)
        if question is not None and (answer is None or answer.outcome != "ok" or wrong(question, answer)):
            return False
        if question is None and check.id == "end" and (answer is None or answer.outcome != "ok"):
            return False
    return True


def _guarantees(full: Notebook, plan: Plan) -> Iterator[Guarantee]:
    for index, cell in enumerate(full["cells"]):
        key = grade_id(cell)
        if role(cell) == "test" and key in plan:
            steps = plan[key]
            if isinstance(steps, str):
                yield Guarantee(key, "asserts", _said_of_asserts(steps), index)
            else:
                yield Guarantee(key, "outside", _said_of_checks(steps), index)


def _said_of_asserts(reason: str) -> str:
    return f"Kept as asserts: {reason}."


def _said_of_checks(steps: Sequence[Step]) -> str:
    questions = [step.question for step in steps if step.question is not None]
    loose = sum(question.how == "truth" or question.same for question in questions)
    what = "1 check" if len(questions) == 1 else f"{len(questions)} checks"
    if not loose:
        return f"{what}."
    asks = "1 of them asks" if loose == 1 else f"{loose} of them ask"
    return f"{what}. {asks} only whether something holds: ask for a value where it matters."
