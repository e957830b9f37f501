"""Civil times, as a calendar and a clock on the wall show them, and the instants they mean (I18)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lectorium.kit.errors import Invalid


def instant_of(civil: datetime, zone: str, *, field: str | None = None) -> datetime:
    """The instant, in UTC, that a clock in an IANA zone shows as this time without a zone.

    Where clocks are set back and it comes twice, the later one is meant: nobody loses the hour.  Raises
    :class:`Invalid` for an hour that is skipped where clocks are set forward.
    """
    place = ZoneInfo(zone)
    later = civil.replace(tzinfo=place, fold=1).astimezone(UTC)
    earlier = civil.replace(tzinfo=place, fold=0).astimezone(UTC)
    if later < earlier:  # only so in a gap, where no clock shows this time
        raise Invalid(
            f"{civil:%H:%M} doesn't exist that day in {zone}: clocks are set forward past it. "
            "Nothing was changed. Choose an earlier or a later time.",
            code="skipped_hour",
            field=field,
        )
    return later


def civil_of(instant: datetime, zone: str) -> datetime:
    """What a clock in an IANA zone shows at an instant, without a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
