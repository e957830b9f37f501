"""Publishing: from a teacher's notebook (or JSON) to a frozen version in the library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Invalid
from lectorium.kit.events import emit
from lectorium.rooms.authoring import library
from lectorium.rooms.authoring.events import SupportPublished
from lectorium.rooms.authoring.models import Problem, ProblemVersion, TestCase
from lectorium.rooms.authoring.notebooks import (
    CaseDraft,
    Finding,
    FrozenProblem,
    NotebookRefused,
    Report,
    Tried,
    freeze_notebook,
    inspect_notebook,
    try_solution,
)
from lectorium.rooms.authoring.programs import freeze_program, inspect_program
from lectorium.rooms.authoring.tagging import said_by
from lectorium.rooms.people.api import AUTHORS, STAFF, Actor, record
from lectorium.sandbox import Sandbox
from lectorium.storage import ObjectStore


class PublishRefused(Invalid):
    """The report stands against publishing; ``extra["report"]`` holds it."""

    default_code = "publish_refused"

    def __init__(self, report: Report, *, field: str = "notebook") -> None:
        """Carry the report; nothing was stored.  ``field`` is the key at fault."""
        errors = [finding for finding in report.findings if finding.level == "error"]
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        first = errors[0].message if errors else "The notebook can't be published."
        super().__init__(f"{first}{more} Nothing was published. Mend what the report names.", field=field)
        self.report = report
        self.extra["report"] = report


@dataclass(frozen=True)
class Prepared:
    """A frozen problem, not yet stored, with what was found on the way."""

    frozen: FrozenProblem
    report: Report


def prepare_notebook(
    notebook: Mapping[str, Any],
    title: str | None,
    files: Mapping[str, bytes],
    sandbox: Sandbox,
    *,
    run_solution: bool = True,
) -> Prepared:
    """Check, freeze and try the teacher's own solution; raises :class:`PublishRefused` with the report.

    Takes a second or more and touches no database.
    """
    try:
        frozen = freeze_notebook(notebook, title, files)
    except NotebookRefused as refused:
        raise PublishRefused(refused.report) from None
    found = inspect_notebook(notebook, files.keys())
    return _try_solution(frozen, list(found.findings), sandbox if run_solution else None)


def check_notebook(
    actor: Actor,
    notebook: Mapping[str, Any],
    files: Mapping[str, bytes],
    sandbox: Sandbox,
    *,
    run_solution: bool,
) -> Report:
    """The report that publishing would give; changes nothing."""
    actor.require(STAFF, "check notebooks")
    try:
        return prepare_notebook(notebook, None, files, sandbox, run_solution=run_solution).report
    except PublishRefused as refused:
        return refused.report


def prepare_program(spec: Mapping[str, Any], sandbox: Sandbox) -> Prepared:
    """Check and freeze a program problem from JSON, and try its own solution.

    Raises :class:`PublishRefused` with the report.
    """
    try:
        frozen = freeze_program(spec)
    except NotebookRefused as refused:
        raise PublishRefused(refused.report) from None
    return _try_solution(frozen, list(inspect_program(spec).findings), sandbox)


def publish_problem(session: Session, store: ObjectStore, actor: Actor, prepared: Prepared) -> ProblemVersion:
    """Store version 1 of a new problem, found by what the notebook says of itself."""
    actor.require(AUTHORS, "publish problems")
    topics, difficulty = said_by(prepared.frozen.full)
    problem = Problem(
        id=new_id(),
        organization_id=actor.organization_id,
        slug=_free_slug(session, actor.organization_id, prepared.frozen.title),
        topics=topics,
        difficulty=difficulty,
        created_by=actor.user_id,
        created_at=now(session),
    )
    session.add(problem)
    session.flush()
    return _store_version(session, store, actor, problem, prepared.frozen, None)


def publish_version(
    session: Session, store: ObjectStore, actor: Actor, problem_id: UUID, prepared: Prepared
) -> ProblemVersion:
    """Store the next version; content equal to the newest makes none and returns that.

    Assignments stay pinned to the version they were made with (I10).
    """
    actor.require(AUTHORS, "publish problems")
    problem = library.find_problem(session, actor, problem_id)
    session.execute(select(Problem.id).where(Problem.id == problem_id).with_for_update())
    newest = library.newest_version(session, problem_id)
    if newest.content_hash == prepared.frozen.content_hash:
        return newest
    if (newest.kind == "question") != (prepared.frozen.kind == "question"):
        raise Invalid(
            "A question can't become another kind of problem, nor that a question. Nothing was published. "
            "Publish it as a new problem.",
            code="wrong_kind",
        )
    return _store_version(session, store, actor, problem, prepared.frozen, newest)


def _try_solution(frozen: FrozenProblem, findings: list[Finding], sandbox: Sandbox | None) -> Prepared:
    tried = Tried(frozen, ()) if sandbox is None else try_solution(frozen, sandbox)
    report = Report((*findings, *tried.findings), tried.tests)
    if not report.ok:
        raise PublishRefused(report)
    return Prepared(tried.frozen, report)


def _store_version(
    session: Session,
    store: ObjectStore,
    actor: Actor,
    problem: Problem,
    frozen: FrozenProblem,
    before: ProblemVersion | None,
) -> ProblemVersion:
    version = ProblemVersion(
        id=new_id(),
        problem_id=problem.id,
        number=before.number + 1 if before else 1,
        title=frozen.title,
        kind=frozen.kind,
        description_markdown=frozen.description_markdown,
        preamble=frozen.preamble,
        starter_code=frozen.starter_code,
        reference_solution=frozen.reference_solution,
        hints=list(frozen.hints),
        support_materials=list(frozen.support_materials),
        possible_solutions=list(frozen.possible_solutions),
        languages=list(frozen.languages),
        kernel_name=frozen.kernel_name,
        limits=dict(frozen.limits),
        full_ref=store.put(frozen.full),
        release_ref=store.put(frozen.release),
        files={name: store.put(data) for name, data in frozen.files.items()},
        content_hash=frozen.content_hash,
        created_by=actor.user_id,
        created_at=now(session),
    )
    session.add(version)
    session.flush()
    known = _known_ids(session, before)
    session.add_all(_case(version.id, known, index, draft) for index, draft in enumerate(frozen.cases))
    record(
        session,
        actor,
        "problem.publish",
        "problem_version",
        [version.id],
        after={"problem": str(problem.id), "number": version.number, "title": version.title},
    )
    session.flush()
    if version.support_materials:
        emit(session, SupportPublished(version.id))
    return version


def _case(version_id: UUID, known: Mapping[str, UUID], index: int, draft: CaseDraft) -> TestCase:
    return TestCase(
        problem_version_id=version_id,
        id=known.get(draft.key) or new_id(),
        key=draft.key,
        name=draft.name,
        order_index=index,
        kind=draft.kind,
        input=draft.input,
        expected=draft.expected,
        release_input=draft.release_input,
        visibility=draft.visibility,
        points=draft.points,
    )


def _known_ids(session: Session, before: ProblemVersion | None) -> dict[str, UUID]:
    """A test keeps its id from version to version as long as it keeps its key."""
    if before is None:
        return {}
    rows = session.execute(select(TestCase.key, TestCase.id).where(TestCase.problem_version_id == before.id))
    return dict(rows.all())


def _free_slug(session: Session, organization_id: UUID, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "problem"
    taken = session.scalar(
        select(func.count()).where(
            Problem.organization_id == organization_id,
            (Problem.slug == base) | Problem.slug.startswith(f"{base}-", autoescape=True),
        )
    )
    return f"{base}-{taken + 1}-{new_id().hex[-4:]}" if taken else base
