"""The sample course publishes cleanly, its own solutions pass, and each answer does what the course says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lectorium.rooms.authoring.asking import frozen_question, prepare_questions
from lectorium.rooms.authoring.notebooks import (
    FrozenProblem,
    answers,
    assemble,
    freeze_notebook,
    inspect_notebook,
    notebook_limits,
    referenced_files,
    try_solution,
)
from lectorium.rooms.authoring.programs import extract_solution, program_limits
from lectorium.rooms.authoring.verdicts import verdict
from lectorium.sandbox import NotebookJob, ProgramJob, ProgramTest, Sandbox, open_sandbox
from lectorium_hub.sample.loader import Answer, Item, Quiz, SampleCourse, sample_course, submission

COURSE = sample_course()
PROBLEMS = [item.problem for item in COURSE.items]
ANSWERS = [
    pytest.param(problem, answer, id=f"{problem}-{answer.name}")
    for problem in PROBLEMS
    for answer in COURSE.answers(problem)
]


def frozen(problem: str) -> FrozenProblem:
    notebook = COURSE.notebook(problem)
    return freeze_notebook(notebook, files=COURSE.attached(referenced_files(json.loads(notebook))))


JUDGED: dict[str, FrozenProblem] = {}


def judged(problem: str, sandbox: Sandbox) -> FrozenProblem:
    """As it is published: what should come out of its checks is settled."""
    if problem not in JUDGED:
        JUDGED[problem] = try_solution(frozen(problem), sandbox).frozen
    return JUDGED[problem]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = open_sandbox()
    if opened.problems():
        pytest.skip("; ".join(opened.problems()))
    yield opened
    opened.close()


def test_the_course_has_two_modules_and_four_notebooks() -> None:
    assert [len(module.items) for module in COURSE.manifest.modules] == [2, 2]
    assert all(item.release_day < item.due_day for item in COURSE.items)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_notebook_publishes_without_a_finding(problem: str) -> None:
    notebook = COURSE.notebook(problem)
    sent = COURSE.attached(referenced_files(json.loads(notebook)))
    assert inspect_notebook(notebook, files=sent).findings == ()


@pytest.mark.parametrize("item", COURSE.items, ids=lambda item: item.problem)
def test_a_notebook_is_worth_what_the_course_says(item: Item) -> None:
    assert frozen(item.problem).points == item.points


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_notebook_has_hints_and_both_visible_and_hidden_tests(problem: str) -> None:
    version = frozen(problem)
    assert len(version.hints) >= 3
    assert {"always", "never"} == {case.visibility for case in version.cases}


def test_each_module_has_answers_that_a_person_grades() -> None:
    by_hand = [{case.kind for case in frozen(problem).cases} >= {"manual"} for problem in PROBLEMS]
    assert by_hand == [True, False, True, True]


@pytest.mark.parametrize("quiz", COURSE.quizzes, ids=lambda quiz: quiz.questions)
def test_a_quiz_publishes_and_is_worth_what_the_course_says(quiz: Quiz, sandbox: Sandbox) -> None:
    prepared = prepare_questions(COURSE.questions(quiz.questions), sandbox)
    questions = [frozen_question(each.frozen) for each in prepared]
    assert sum(question.points for question in questions) == quiz.points
    assert {question.type for question in questions} == {"single", "multiple", "numeric", "text", "output"}
    assert all(question.explanation for question in questions)
    assert [getattr(question, "expected", None) for question in questions].count("harbour 7\n") == 1


@pytest.mark.parametrize("problem", PROBLEMS)
def test_students_get_neither_hints_nor_hidden_tests_nor_mark_schemes(problem: str) -> None:
    release = frozen(problem).release.decode()
    for secret in ("HIDDEN TESTS", "MARK SCHEME", "BEGIN SOLUTION", "**Step 1", "step 1.**"):
        assert secret not in release


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_own_solution_passes_its_tests_which_are_compared_outside(problem: str, sandbox: Sandbox) -> None:
    tried = try_solution(frozen(problem), sandbox)
    assert tried.findings == ()
    assert {test.judged for test in tried.tests} <= {"outside"}


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "answer"), ANSWERS)
def test_an_answer_passes_as_many_tests_as_the_course_says(
    problem: str, answer: Answer, sandbox: Sandbox
) -> None:
    version = judged(problem, sandbox)
    handed_in = submission(version.release, answer)
    count = _notebook if version.kind == "notebook" else _program
    assert count(version, handed_in, sandbox) == answer.passes


@pytest.mark.parametrize("problem", PROBLEMS)
def test_answers_range_from_nothing_to_everything(problem: str) -> None:
    tests = sum(case.kind != "manual" for case in frozen(problem).cases)
    passed = {answer.passes for answer in COURSE.answers(problem)}
    assert max(passed) == tests
    assert min(passed) <= 1
    assert len(passed) >= 4


def test_an_answer_in_words_reaches_the_person_who_grades_it() -> None:
    version = frozen("tram-delays")
    careful = COURSE.answers("tram-delays")[0]
    (answer,) = answers(version.release, submission(version.release, careful))
    assert answer.changed
    assert answer.text.startswith("In wet hours the trams were about two minutes later")


def test_a_folder_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('v = 1\nname = "x"\nteacher = "y"\n')
    with pytest.raises(ValueError, match="teacher"):
        _ = SampleCourse(tmp_path).manifest


def _notebook(version: FrozenProblem, handed_in: bytes, sandbox: Sandbox) -> int:
    assembled = assemble(version.full, handed_in, version.cases)
    assert assembled.missing == ()
    job = NotebookJob(assembled.cells, version.kernel_name, dict(version.files), notebook_limits(version))
    seen = {cell.test_id: cell for cell in sandbox.run_notebook(job).cells}
    assert not any(cell.tampering for cell in seen.values())
    return sum(
        verdict("cell", case.input, case.expected, seen[case.key]).status == "pass"
        for case in version.cases
        if case.kind == "cell"
    )


def _program(version: FrozenProblem, handed_in: bytes, sandbox: Sandbox) -> int:
    tests = [ProgramTest(case.key, "io", case.input) for case in version.cases]
    code = extract_solution(version.release, handed_in)
    job = ProgramJob("cpp", code, tests, version.preamble, program_limits(version))
    seen = sandbox.run_program(job)
    return sum(
        verdict(case.kind, case.input, case.expected, one).status == "pass"
        for case, one in zip(version.cases, seen, strict=True)
    )
