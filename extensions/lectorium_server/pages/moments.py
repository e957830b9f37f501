"""Moments in forms: typed as a clock on the wall shows them where the class is."""

from __future__ import annotations

from datetime import datetime

from lectorium.kit.civil import civil_of, instant_of
from lectorium.kit.errors import Invalid


def civil_text(instant: datetime | None, zone: str) -> str:
    """A moment as a field for date and time holds it; without a date it is empty."""
    if instant is None:
        return ""
    civil = civil_of(instant, zone).replace(microsecond=0)
    return civil.isoformat(timespec="seconds" if civil.second else "minutes")


def read_moment(typed: str, zone: str, *, field: str, stored: datetime | None = None) -> datetime | None:
    """The moment that was typed, None for none; what was left as it was keeps what no field shows.

    Raises :class:`Invalid` for what is no date with a time, and for an hour that clocks skip.
    """
    if typed == civil_text(stored, zone):
        return stored
    if not typed:
        return None
    try:
        civil = datetime.fromisoformat(typed)
    except ValueError:
        civil = None
    if civil is None or civil.tzinfo is not None:
        raise Invalid(
            "That isn't a date with a time. Nothing was changed. Write it like 2026-11-24T23:59.", field=field
        )
    return instant_of(civil, zone, field=field)
