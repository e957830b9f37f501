"""The clockwork: ``celery -A lectorium.worker.beat beat``.  It only sends, so it loads no room."""

from __future__ import annotations

from celery import Celery

from lectorium.kit.settings import get_settings
from lectorium.worker.queue import HOUSEKEEPING, RECONCILE, make_celery

settings = get_settings()
HOUSEKEEPING_SECONDS = 300

app: Celery = make_celery(settings.redis_url)
app.conf.beat_schedule = {
    "reconcile": {
        "task": RECONCILE,
        "schedule": settings.reconcile_seconds,
        "options": {"queue": "submit", "expires": settings.reconcile_seconds},
    },
    "housekeeping": {
        "task": HOUSEKEEPING,
        "schedule": HOUSEKEEPING_SECONDS,
        "options": {"queue": "index", "expires": HOUSEKEEPING_SECONDS},
    },
}
