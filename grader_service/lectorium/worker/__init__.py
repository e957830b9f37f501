"""The Celery workers: they grade, and look for what was lost."""
