"""The door of grading."""

from lectorium.rooms.grading.events import AttemptGraded, AttemptsRegraded, RegradeBegun, TrialEnded
from lectorium.rooms.grading.flags import Flag, flags_of, has_suspects, is_flagged
from lectorium.rooms.grading.grader import NOT_COUNTED
from lectorium.rooms.grading.line import Line, line_of
from lectorium.rooms.grading.models import GradingRun, RunStatus, TestResult
from lectorium.rooms.grading.position import FAR, Position, position_of
from lectorium.rooms.grading.reading import (
    current_run,
    current_runs,
    precedence,
    results_of,
    results_of_runs,
    share_of,
)
from lectorium.rooms.grading.regrading.apply import JOB as REGRADE_JOB
from lectorium.rooms.grading.regrading.apply import cancel_regrade, start_apply
from lectorium.rooms.grading.regrading.changes import TestChange
from lectorium.rooms.grading.regrading.models import (
    OPEN,
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
from lectorium.rooms.grading.regrading.reading import (
    AttemptView,
    RegradeView,
    attempts_of,
    list_attempts,
    list_regrades,
    read_regrade,
    targets_with_points,
)
from lectorium.rooms.grading.regrading.rights import find_regrade
from lectorium.rooms.grading.regrading.tasks import next_batch, regrade
from lectorium.rooms.grading.regrading.undo import start_undo
from lectorium.rooms.grading.regrading.versions import (
    Upgrade,
    VersionRow,
    challenge_versions,
    upgrade,
    versions_of,
)
from lectorium.rooms.grading.runs import requeue_expired
from lectorium.rooms.grading.tasks import Grader, grade_leased
from lectorium.rooms.grading.turns import Leased, lease
from lectorium.rooms.grading.waiting import JOB, URGENCIES, queue_run, take_place, wake_workers

__all__ = [
    "FAR",
    "JOB",
    "NOT_COUNTED",
    "OPEN",
    "REGRADE_JOB",
    "URGENCIES",
    "AttemptGraded",
    "AttemptView",
    "AttemptsRegraded",
    "Chosen",
    "Flag",
    "Grader",
    "GradingRun",
    "ItemState",
    "Leased",
    "Line",
    "NewRegrade",
    "Outcome",
    "Policy",
    "Position",
    "RegradeBegun",
    "RegradeItem",
    "RegradeJob",
    "RegradeTarget",
    "RegradeView",
    "RunStatus",
    "State",
    "TestChange",
    "TestResult",
    "TrialEnded",
    "Upgrade",
    "VersionRow",
    "attempts_of",
    "by_student",
    "cancel_regrade",
    "challenge_versions",
    "current_run",
    "current_runs",
    "find_regrade",
    "flags_of",
    "grade_leased",
    "has_suspects",
    "is_flagged",
    "lease",
    "line_of",
    "list_attempts",
    "list_regrades",
    "next_batch",
    "on_trial_ended",
    "plan_regrade",
    "position_of",
    "precedence",
    "queue_run",
    "read_regrade",
    "regrade",
    "requeue_expired",
    "results_of",
    "results_of_runs",
    "share_of",
    "start_apply",
    "start_preview",
    "start_undo",
    "take_place",
    "targets_with_points",
    "upgrade",
    "versions_of",
    "wake_workers",
]
