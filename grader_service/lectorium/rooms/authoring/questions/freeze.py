"""From a question to a frozen problem version; code whose output is asked for is run once, here."""

from __future__ import annotations

from typing import Final

from lectorium.rooms.authoring.notebooks.canonical import canonical_json
from lectorium.rooms.authoring.notebooks.findings import Finding, Report
from lectorium.rooms.authoring.notebooks.frozen import CaseDraft, FrozenProblem
from lectorium.rooms.authoring.questions.definition import TEXT, AnyQuestion, Output
from lectorium.rooms.authoring.questions.release import release_bytes
from lectorium.rooms.authoring.verdicts import same_output
from lectorium.sandbox import Observation, ProgramJob, ProgramTest, Sandbox

KEY: Final = "answer"
LANGUAGE: Final = "answer"
"""What a question's answer is written in: the language of its drafts and attempts."""


def freeze_question(question: AnyQuestion) -> FrozenProblem:
    """The problem version that a question makes; the key is the expectation of its one test."""
    key = canonical_json(question.model_dump(mode="json"))
    case = CaseDraft(
        key=KEY,
        name="Answer",
        kind="answer",
        input="",
        expected=key.decode(),
        release_input=None,
        visibility="after_return",
        points=question.points,
    )
    return FrozenProblem(
        kind="question",
        title=question.title,
        description_markdown=question.prompt,
        starter_code="",
        reference_solution="",
        preamble="",
        languages=(LANGUAGE,),
        hints=(),
        full=key,
        release=release_bytes(question),
        cases=(case,),
        kernel_name="",
        limits={},
    )


def try_question(question: AnyQuestion, sandbox: Sandbox) -> tuple[AnyQuestion, Report]:
    """The question with what its code prints, and what stands against publishing it."""
    if not isinstance(question, Output):
        return question, Report(())
    # Twice, so that a question whose answer is another one each time is noticed.
    tests = [ProgramTest(name, "io", question.stdin) for name in ("once", "again")]
    seen = sandbox.run_program(ProgramJob(question.language, question.code, tests))
    finding = _finding(question, *seen)
    if finding is not None:
        return question, Report((finding,))
    return question.model_copy(update={"expected": seen[0].stdout}), Report(())


def _finding(question: Output, once: Observation, again: Observation) -> Finding | None:
    """The first thing that stands against asking for this output."""
    found = (
        (
            "infra_error" in {once.outcome, again.outcome},
            *("not_run", "The code couldn't be run, through no fault of yours. Try again."),
        ),
        (
            once.outcome != "ok",
            *("code_fails", f"The code ends with {once.error or once.outcome}: there is nothing to ask."),
        ),
        (
            once.truncated or len(once.stdout) > TEXT,
            *("too_long", "The code prints more than a student can type. Make it print less."),
        ),
        (
            not once.stdout.strip(),
            *("prints_nothing", "The code prints nothing. Let it print what you ask for."),
        ),
        (
            not same_output(once.stdout, again.stdout),
            *("differs", "The code prints something else each time. Take out time and chance."),
        ),
        (
            question.expected is not None and not same_output(question.expected, once.stdout),
            *("not_expected", "The code prints something else than you say. Correct one of the two."),
        ),
    )
    return next((Finding("error", code, says, test=KEY) for stands, code, says in found if stands), None)
