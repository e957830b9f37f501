"""The door of grading."""

from lectorium.rooms.grading.events import AttemptGraded, AttemptsRegraded, RegradeBegun, TrialEnded
from lectorium.rooms.grading.models import GradingRun, RunStatus, TestResult
from lectorium.rooms.grading.reading import current_run, current_runs, results_of, share_of
from lectorium.rooms.grading.regrading.apply import JOB as REGRADE_JOB
from lectorium.rooms.grading.regrading.apply import cancel_regrade, start_apply
from lectorium.rooms.grading.regrading.models import (
    Chosen,
    ItemState,
    Outcome,
    Policy,
    RegradeItem,
    RegradeJob,
    RegradeTarget,
    State,
)
from lectorium.rooms.grading.regrading.plan import NewRegrade, plan_regrade
from lectorium.rooms.grading.regrading.policy import by_student
from lectorium.rooms.grading.regrading.preview import on_trial_ended, start_preview
from lectorium.rooms.grading.regrading.rights import find_regrade
from lectorium.rooms.grading.regrading.tasks import next_batch, regrade
from lectorium.rooms.grading.regrading.undo import start_undo
from lectorium.rooms.grading.runs import JOB, lease, queue_run, requeue_expired
from lectorium.rooms.grading.tasks import grade_leased, grade_run

__all__ = [
    "JOB",
    "REGRADE_JOB",
    "AttemptGraded",
    "AttemptsRegraded",
    "Chosen",
    "GradingRun",
    "ItemState",
    "NewRegrade",
    "Outcome",
    "Policy",
    "RegradeBegun",
    "RegradeItem",
    "RegradeJob",
    "RegradeTarget",
    "RunStatus",
    "State",
    "TestResult",
    "TrialEnded",
    "by_student",
    "cancel_regrade",
    "current_run",
    "current_runs",
    "find_regrade",
    "grade_leased",
    "grade_run",
    "lease",
    "next_batch",
    "on_trial_ended",
    "plan_regrade",
    "queue_run",
    "regrade",
    "requeue_expired",
    "results_of",
    "share_of",
    "start_apply",
    "start_preview",
    "start_undo",
]
