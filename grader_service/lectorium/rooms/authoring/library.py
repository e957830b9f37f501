"""Reading the problem library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased, defer

from lectorium.kit.errors import Forbidden, NotFound
from lectorium.kit.memory import once
from lectorium.kit.paging import PageRequest, Slice, fetch_page
from lectorium.rooms.authoring.models import Challenge, Problem, ProblemVersion, TestCase
from lectorium.rooms.authoring.notebooks.assemble import Earlier
from lectorium.rooms.courses.api import Enrollment
from lectorium.rooms.people.api import STAFF, Actor, User
from lectorium.storage import ObjectStore


@dataclass(frozen=True)
class Entry:
    """A problem with its newest version, and who made it."""

    problem: Problem
    newest: ProblemVersion
    author: str


@dataclass(frozen=True)
class VersionView:
    """A version with its tests, in order."""

    version: ProblemVersion
    cases: list[TestCase]
    added: frozenset[str] = frozenset()
    """The keys of tests that not every earlier version has: who began with one of those may lack them."""
    earlier: frozenset[Earlier] = frozenset()
    """The tests of earlier versions: a copy that says what one of those said was not edited."""

    @property
    def points_total(self) -> Decimal:
        """The sum of its tests' points."""
        return sum((case.points for case in self.cases), Decimal(0))


def find_entry(session: Session, actor: Actor, problem_id: UUID) -> Entry:
    """A problem of the actor's school, for its staff; raises :class:`NotFound`."""
    problem = find_problem(session, actor, problem_id)
    return Entry(problem, newest_version(session, problem_id), session.get_one(User, problem.created_by).name)


def find_problem(session: Session, actor: Actor, problem_id: UUID) -> Problem:
    """A problem of the actor's school, for its staff; raises :class:`NotFound` or :class:`Forbidden`."""
    actor.require(STAFF, "read the problem library")
    problem = session.get(Problem, problem_id)
    if problem is None or problem.organization_id != actor.organization_id:
        raise NotFound.of("problem")
    key = (_studies, actor.user_id, problem_id)
    if not actor.is_admin and once(session, key, lambda: _studies(session, actor, problem_id)):
        raise Forbidden(
            "You are a student of a class that works on this problem, so its tests and answers stay closed "
            "to you. Nothing was changed. Ask that class's teacher."
        )
    return problem


def _studies(session: Session, actor: Actor, problem_id: UUID) -> bool:
    """Whether somebody who teaches elsewhere meets the problem as a student."""
    statement = (
        select(Enrollment.id)
        .join(Challenge, Challenge.class_id == Enrollment.class_id)
        .join(ProblemVersion, ProblemVersion.id == Challenge.problem_version_id)
        .where(
            Enrollment.user_id == actor.user_id,
            Enrollment.role == "student",
            ProblemVersion.problem_id == problem_id,
        )
        .limit(1)
    )
    return session.scalar(statement) is not None


def list_versions(
    session: Session, actor: Actor, problem_id: UUID, page: PageRequest
) -> Slice[ProblemVersion]:
    """A problem's versions, newest first; their long texts are fetched only where somebody asks (I22)."""
    find_problem(session, actor, problem_id)
    statement = select(ProblemVersion).where(ProblemVersion.problem_id == problem_id).options(*WITHOUT_TEXTS)
    return fetch_page(session, statement, (ProblemVersion.number,), page, casts=(int,), descending=True)


def find_version(session: Session, actor: Actor, version_id: UUID) -> VersionView:
    """A version of a problem of the actor's school, for its staff."""
    version = session.get(ProblemVersion, version_id)
    if version is None:
        raise NotFound.of("problem version")
    find_problem(session, actor, version.problem_id)
    return VersionView(version, cases_of(session, version_id))


def read_notebook(
    session: Session, store: ObjectStore, actor: Actor, version_id: UUID, *, release: bool
) -> bytes:
    """A version's notebook as JSON text: the full one, or what students get."""
    version = find_version(session, actor, version_id).version
    return store.get(version.release_ref if release else version.full_ref)


def newest_version(session: Session, problem_id: UUID) -> ProblemVersion:
    """A problem's newest version."""
    statement = select(ProblemVersion).where(ProblemVersion.problem_id == problem_id)
    return session.scalars(statement.order_by(ProblemVersion.number.desc()).limit(1)).one()


def get_version(session: Session, version_id: UUID) -> VersionView:
    """A version with its tests, for the platform's own use: nobody is asked."""
    version = session.get_one(ProblemVersion, version_id)
    if version.number == 1:
        return VersionView(version, cases_of(session, version_id))
    added, earlier = _added(session, version), _earlier(session, version)
    return VersionView(version, cases_of(session, version_id), added, earlier)


def _earlier(session: Session, version: ProblemVersion) -> frozenset[Earlier]:
    statement = (
        select(TestCase.key, TestCase.points, TestCase.release_input)
        .join(ProblemVersion, ProblemVersion.id == TestCase.problem_version_id)
        .where(ProblemVersion.problem_id == version.problem_id, ProblemVersion.number < version.number)
        .distinct()
    )
    return frozenset(Earlier(*row) for row in session.execute(statement))


def _added(session: Session, version: ProblemVersion) -> frozenset[str]:
    """The tests that not every earlier version has; numbers are without gaps."""
    earlier, case = aliased(TestCase), TestCase
    known = (
        select(func.count())
        .select_from(earlier)
        .join(ProblemVersion, ProblemVersion.id == earlier.problem_version_id)
        .where(
            ProblemVersion.problem_id == version.problem_id,
            ProblemVersion.number < version.number,
            earlier.key == case.key,
        )
        .correlate(case)
        .scalar_subquery()
    )
    statement = select(case.key).where(case.problem_version_id == version.id, known < version.number - 1)
    return frozenset(session.scalars(statement))


def cases_of(session: Session, version_id: UUID) -> list[TestCase]:
    """A version's tests, in order."""
    statement = (
        select(TestCase).where(TestCase.problem_version_id == version_id).order_by(TestCase.order_index)
    )
    return list(session.scalars(statement).all())


WITHOUT_TEXTS = tuple(
    defer(text)
    for text in (
        ProblemVersion.description_markdown,
        ProblemVersion.preamble,
        ProblemVersion.starter_code,
        ProblemVersion.reference_solution,
        ProblemVersion.support_materials,
        ProblemVersion.possible_solutions,
        ProblemVersion.files,
    )
)
POINTS = (
    select(TestCase.problem_version_id, func.sum(TestCase.points))
    .where(TestCase.problem_version_id.in_(bindparam("versions", expanding=True)))
    .group_by(TestCase.problem_version_id)
)


def as_written(session: Session, version_ids: Iterable[UUID]) -> list[UUID]:
    """The versions in the order in which their problems were first written; one query.

    What there is none of stands where its own making would put it, for who asks for it to refuse.
    """
    wanted = list(version_ids)
    found = select(ProblemVersion.id, ProblemVersion.problem_id).where(ProblemVersion.id.in_(wanted))
    problems = dict(session.execute(found).all())
    return sorted(wanted, key=lambda version_id: problems.get(version_id, version_id))


def points_of(session: Session, version_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """The points of versions, by id; one query."""
    return dict(session.execute(POINTS, {"versions": list(version_ids)}).all())
