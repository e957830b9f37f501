"""What follows from what: the one file that sees every room."""

from __future__ import annotations

from lectorium.kit.events import Registry
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.submissions import api as submissions


def wire(registry: Registry) -> Registry:
    """Fill a registry with all rooms' handlers."""
    registry.within(submissions.AttemptSubmitted, grading.queue_run)
    registry.within(grading.AttemptGraded, gradebook.on_graded)
    return registry
