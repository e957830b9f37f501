"""A newcomer finds the same of the sample course at any hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lectorium_hub.sample.install import Calendar
from lectorium_hub.sample.loader import sample_course

COURSE = sample_course()
ZONE = ZoneInfo(COURSE.manifest.time_zone)


@pytest.mark.parametrize(
    "day",
    [
        datetime(2026, 11, 20, tzinfo=UTC),
        datetime(2026, 3, 28, tzinfo=UTC),
        datetime(2026, 10, 24, tzinfo=UTC),
    ],
)
def test_at_any_hour_the_same_is_shown_and_nothing_is_due_yet(day: datetime) -> None:
    for hour in range(24):
        moment = day + timedelta(hours=hour, minutes=10)
        calendar = Calendar.under_way(moment, ZONE)
        shown = [item.problem for item in COURSE.items if calendar.release(item) <= moment]
        assert shown == ["counting-words", "longest-warm-up"], moment
        assert all(calendar.due(item) > moment + timedelta(days=1) for item in COURSE.items), moment
