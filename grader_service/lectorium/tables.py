"""All tables, imported for the sake of the metadata: migrations and tests begin here."""

from lectorium.kit import counters, idempotency, jobs, leases
from lectorium.kit.database import Base
from lectorium.rooms.analytics import models as analytics
from lectorium.rooms.authoring import models as authoring
from lectorium.rooms.courses import models as courses
from lectorium.rooms.gradebook import models as gradebook
from lectorium.rooms.grading import models as grading
from lectorium.rooms.grading.regrading import models as regrading
from lectorium.rooms.materials import models as materials
from lectorium.rooms.materials.knowledge import models as knowledge
from lectorium.rooms.people import models as people
from lectorium.rooms.submissions import models as submissions
from lectorium.rooms.tutor import models as tutor

metadata = Base.metadata
APPEND_ONLY = ("audit_events", "submission_attempts", "solution_history", "tutor_prompts")

__all__ = [
    "APPEND_ONLY",
    "analytics",
    "authoring",
    "counters",
    "courses",
    "gradebook",
    "grading",
    "idempotency",
    "jobs",
    "knowledge",
    "leases",
    "materials",
    "metadata",
    "people",
    "regrading",
    "submissions",
    "tutor",
]
