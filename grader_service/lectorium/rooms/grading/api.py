"""The door of grading."""

from lectorium.rooms.grading.events import AttemptGraded
from lectorium.rooms.grading.models import GradingRun, RunStatus, TestResult
from lectorium.rooms.grading.reading import current_run, current_runs, results_of, share_of
from lectorium.rooms.grading.runs import JOB, lease, queue_run, requeue_expired
from lectorium.rooms.grading.tasks import grade_leased, grade_run

__all__ = [
    "JOB",
    "AttemptGraded",
    "GradingRun",
    "RunStatus",
    "TestResult",
    "current_run",
    "current_runs",
    "grade_leased",
    "grade_run",
    "lease",
    "queue_run",
    "requeue_expired",
    "results_of",
    "share_of",
]
