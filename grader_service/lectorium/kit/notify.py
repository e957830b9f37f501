"""Telling listeners at once: Postgres NOTIFY, delivered when the transaction commits."""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlalchemy.orm import Session

CHANNEL = "lectorium_events"


def notify(session: Session, kind: str, **ids: object) -> None:
    """Tell all listening API processes; the payload holds ids and states only (under 8 kB)."""
    payload = json.dumps(
        {"kind": kind, **{key: None if value is None else str(value) for key, value in ids.items()}}
    )
    session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload})
