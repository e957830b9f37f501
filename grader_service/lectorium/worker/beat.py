"""The clockwork: ``celery -A lectorium.worker.beat beat``.  It only sends, so it loads no room."""

from __future__ import annotations

from celery import Celery

from lectorium.kit.settings import get_settings
from lectorium.worker.queue import END_EXAMS, HOUSEKEEPING, RECONCILE, make_celery

settings = get_settings()
HOUSEKEEPING_SECONDS = 300
END_EXAMS_SECONDS = 3
"""How long after its deadline a sitting may stand; nothing is taken meanwhile."""

app: Celery = make_celery(settings.redis_url)
app.conf.beat_schedule = {
    "reconcile": {
        "task": RECONCILE,
        "schedule": settings.reconcile_seconds,
        "options": {"queue": "submit", "expires": settings.reconcile_seconds},
    },
    "end_exams": {
        "task": END_EXAMS,
        "schedule": END_EXAMS_SECONDS,
        "options": {"queue": "exam", "expires": END_EXAMS_SECONDS},
    },
    "housekeeping": {
        "task": HOUSEKEEPING,
        "schedule": HOUSEKEEPING_SECONDS,
        "options": {"queue": "index", "expires": HOUSEKEEPING_SECONDS},
    },
}
