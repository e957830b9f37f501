"""Upgrading what is set, and regrading what was handed in: looked at first, then applied, and undone."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import REGRADER
from lectorium_wire.base import Page, Query
from lectorium_wire.people import Person
from lectorium_wire.regrading import (
    ChallengeVersion,
    Regrade,
    RegradeAttempt,
    RegradeAttemptQuery,
    RegradeCounts,
    RegradeCreate,
    RegradeStudent,
    RegradeStudentQuery,
    RegradeStudents,
    RegradeTarget,
    TestChange,
    Upgrade,
    UpgradeCreate,
)

routes = Routes("regrading")


@routes.get("/challenges/{challenge_id}/versions", rule=REGRADER)
def list_challenge_versions(call: Call, challenge_id: UUID) -> Page[ChallengeVersion]:
    """The versions of a challenge's problem, newest first, and how many submissions each one graded."""
    rows = grading.challenge_versions(call.session, call.actor, challenge_id)
    return Page[ChallengeVersion](items=[version_shape(row) for row in rows])


@routes.post("/challenges/{challenge_id}/upgrade", rule=REGRADER, scope=Scope.TEACH, status=200)
def upgrade_challenge(call: Call, challenge_id: UUID, body: UpgradeCreate) -> Upgrade:
    """Set a challenge as another version: it grades what is handed in from now on.

    Students who have begun keep their notebook, and what was graded counts as it was: plan a regrade
    for that. 409 with code `same_version` where it is set as that version already.
    """
    done = grading.upgrade(call.session, call.actor, challenge_id, body.version_id, reason=body.reason)
    return upgrade_shape(done)


@routes.post("/regrades", rule=REGRADER, scope=Scope.TEACH)
def create_regrade(call: Call, body: RegradeCreate) -> Regrade:
    """Plan a regrade; nothing is run or changed yet.

    409 with code `no_attempts` where nothing is to be regraded, and `regrade_open` where another
    regrade of the same challenge isn't over; `current` names that one.
    """
    new = grading.NewRegrade(**body.model_dump())
    return answer(call, grading.plan_regrade(call.session, call.actor, new).id)


@routes.get("/classes/{class_id}/regrades", rule=REGRADER)
def list_regrades(call: Call, class_id: UUID, query: Query) -> Page[Regrade]:
    """A class's regrades, newest first; `students` is null here."""
    found = grading.list_regrades(call.session, call.actor, class_id, page_request(query))
    return page_of(found, regrade_shape)


@routes.get("/regrades/{regrade_id}", rule=REGRADER)
def get_regrade(call: Call, regrade_id: UUID) -> Regrade:
    """A regrade: how far it is, and what it came to."""
    return answer(call, regrade_id)


@routes.post("/regrades/{regrade_id}/preview", rule=REGRADER, scope=Scope.TEACH, status=200)
def preview_regrade(call: Call, regrade_id: UUID) -> Regrade:
    """Run the attempts again, as runs that don't count: nothing that students or grades show changes."""
    grading.start_preview(call.session, call.actor, regrade_id)
    return answer(call, regrade_id)


@routes.get("/regrades/{regrade_id}/students", rule=REGRADER)
def list_regrade_students(call: Call, regrade_id: UUID, query: RegradeStudentQuery) -> Page[RegradeStudent]:
    """Who gains and loses, by username: each student's best attempt before and after."""
    found = gradebook.regrade_students(
        call.session, call.actor, regrade_id, page_request(query), query.outcome
    )
    return page_of(found, RegradeStudent.model_validate)


@routes.get("/regrades/{regrade_id}/attempts", rule=REGRADER)
def list_regrade_attempts(call: Call, regrade_id: UUID, query: RegradeAttemptQuery) -> Page[RegradeAttempt]:
    """Every attempt of a regrade, in the order of handing in, with the tests that differ."""
    found = grading.list_attempts(
        call.session,
        call.actor,
        regrade_id,
        page_request(query),
        outcome=query.outcome,
        student_id=query.student_id,
    )
    return page_of(found, attempt_shape)


@routes.post("/regrades/{regrade_id}/apply", rule=REGRADER, scope=Scope.TEACH, status=200)
def apply_regrade(call: Call, regrade_id: UUID) -> Regrade:
    """Let what was previewed count, or go on where it was stopped; done in batches, all audited.

    Challenges that aren't set as the new version yet are upgraded first.
    """
    grading.start_apply(call.session, call.actor, regrade_id)
    return answer(call, regrade_id)


@routes.post("/regrades/{regrade_id}/cancel", rule=REGRADER, scope=Scope.TEACH, status=200)
def cancel_regrade(call: Call, regrade_id: UUID) -> Regrade:
    """Stop a regrade; while it is applied, between two batches: then go on with it, or undo it."""
    grading.cancel_regrade(call.session, call.actor, regrade_id)
    return answer(call, regrade_id)


@routes.post("/regrades/{regrade_id}/undo", rule=REGRADER, scope=Scope.TEACH, status=200)
def undo_regrade(call: Call, regrade_id: UUID) -> Regrade:
    """Take a regrade back: runs, grades and versions are as they were. What came since stays."""
    grading.start_undo(call.session, call.actor, regrade_id)
    return answer(call, regrade_id)


def answer(call: Call, regrade_id: UUID) -> Regrade:
    """The regrade as it stands now."""
    return regrade_shape(grading.read_regrade(call.session, call.actor, regrade_id))


def regrade_shape(view: grading.RegradeView) -> Regrade:
    """A regrade on the wire."""
    job = view.job
    return Regrade(
        id=job.id,
        class_id=job.class_id,
        item_id=job.content_item_id,
        challenge_id=job.challenge_id,
        title=view.title,
        policy=job.policy,
        attempts=job.attempts,
        reason=job.reason,
        state=job.state,
        created_by=job.created_by,
        created_by_name=view.created_by_name,
        created_at=job.created_at,
        previewed_at=job.previewed_at,
        applied_at=job.applied_at,
        ended_at=job.ended_at,
        targets=[RegradeTarget.model_validate(target) for target in view.targets],
        counts=RegradeCounts(**view.counts),
        students=None if view.students is None else RegradeStudents(**view.students),
        can=view.can,
    )


def attempt_shape(view: grading.AttemptView) -> RegradeAttempt:
    """An attempt of a regrade on the wire."""
    item = view.item
    return RegradeAttempt(
        attempt_id=item.attempt_id,
        challenge_id=item.challenge_id,
        student=Person.model_validate(view.student),
        attempt_number=view.attempt_number,
        accepted_at=view.accepted_at,
        state=item.state,
        outcome=item.outcome,
        before=item.old_score,
        before_maximum=item.old_max_score,
        after=item.new_score,
        after_maximum=item.new_max_score,
        taken=view.taken,
        tests=[TestChange.model_validate(change) for change in view.tests],
    )


def version_shape(row: grading.VersionRow) -> ChallengeVersion:
    """A version on the wire."""
    return ChallengeVersion(
        version_id=row.version.id,
        number=row.version.number,
        title=row.version.title,
        created_at=row.version.created_at,
        points_total=row.points_total,
        tests=row.tests,
        is_pinned=row.is_pinned,
        attempts=row.attempts,
    )


def upgrade_shape(done: grading.Upgrade) -> Upgrade:
    """What upgrading did, on the wire."""
    upgraded = done.upgraded
    return Upgrade(
        challenge_id=upgraded.challenge.id,
        from_version_id=upgraded.before.id,
        from_number=upgraded.before.number,
        to_version_id=upgraded.after.id,
        to_number=upgraded.after.number,
        attempts=done.attempts,
    )
