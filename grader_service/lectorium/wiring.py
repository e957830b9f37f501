"""What follows from what: the one file that sees every room."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from lectorium.kit.events import Registry
from lectorium.kit.settings import MOST_QUEUED
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor

EXPORTED: tuple[people.Part, ...] = (
    *people.EXPORTED,
    *courses.EXPORTED,
    *submissions.EXPORTED,
    *gradebook.EXPORTED,
    *tutor.EXPORTED,
    *authoring.EXPORTED,
)
"""What a person's export is put together from, in the order of its files (G1)."""


LOSSES: tuple[people.Loss, ...] = (
    *authoring.LOSSES,
    *submissions.LOSSES,
    *gradebook.LOSSES,
    *tutor.LOSSES,
    *courses.LOSSES,
    *people.LOSSES,
    people.ACCOUNT,
)
"""What goes when a person is erased, the account itself last (G2)."""


def wire(registry: Registry, *, most_queued: int = MOST_QUEUED) -> Registry:
    """Fill a registry with all rooms' handlers; with ``most_queued`` runs waiting, no test run is taken."""
    registry.within(courses.ClassCopied, authoring.copy_assignments)
    registry.within(courses.ClassCopied, materials.copy_materials)
    registry.within(courses.ClassCopied, materials.copy_knowledge)
    registry.within(courses.ItemRenamed, materials.on_renamed)
    registry.within(authoring.SupportPublished, materials.on_support)
    registry.within(submissions.AttemptSubmitted, partial(grading.queue_run, most_queued=most_queued))
    registry.within(submissions.SittingReopened, gradebook.on_reopened)
    registry.within(grading.AttemptGraded, gradebook.on_graded)
    registry.within(grading.AttemptGraded, give_back_failed)
    registry.within(grading.TrialEnded, grading.on_trial_ended)
    registry.within(authoring.ChallengeUpgraded, gradebook.on_upgraded)
    registry.within(courses.TimeGiven, submissions.on_time_given)
    registry.within(authoring.ContentsChanging, submissions.keep_begun)
    registry.within(authoring.PointsChanged, gradebook.on_points_changed)
    registry.within(authoring.HintTaken, gradebook.on_hint)
    registry.within(grading.RegradeBegun, gradebook.on_regrade_begun)
    registry.within(grading.AttemptsRegraded, gradebook.on_regraded)
    return registry


def give_back_failed(session: Session, event: grading.AttemptGraded) -> None:
    """What ended as our error uses no attempt up."""
    if event.failed and event.type == "final_submission":
        submissions.give_back(session, event.student_id, event.challenge_id)
