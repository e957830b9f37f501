"""Civil times and instants at both edges of daylight saving (I18)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium.kit.civil import civil_of, instant_of
from lectorium.kit.errors import Invalid

BERLIN = "Europe/Berlin"


def test_i18_an_hour_before_midnight_is_that_in_summer_and_in_winter() -> None:
    summer = instant_of(datetime(2026, 10, 24, 23, 59), BERLIN)  # noqa: DTZ001 - a civil time
    winter = instant_of(datetime(2026, 10, 25, 23, 59), BERLIN)  # noqa: DTZ001
    assert summer == datetime(2026, 10, 24, 21, 59, tzinfo=UTC)
    assert winter == datetime(2026, 10, 25, 22, 59, tzinfo=UTC)
    assert winter - summer == timedelta(hours=25)
    assert civil_of(winter, BERLIN) == datetime(2026, 10, 25, 23, 59)  # noqa: DTZ001


def test_i18_half_past_two_that_comes_twice_is_the_later_one() -> None:
    twice = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001
    later = instant_of(twice, BERLIN)
    assert later == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert civil_of(later, BERLIN) == twice
    assert civil_of(later - timedelta(hours=1), BERLIN) == twice


def test_i18_half_past_two_that_is_skipped_is_refused_and_named() -> None:
    with pytest.raises(Invalid) as refused:
        instant_of(datetime(2026, 3, 29, 2, 30), BERLIN, field="due_date")  # noqa: DTZ001
    assert refused.value.field == "due_date"
    assert refused.value.code == "skipped_hour"
    assert "02:30" in refused.value.detail
    assert instant_of(datetime(2026, 3, 29, 1, 59), BERLIN) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # noqa: DTZ001
    assert instant_of(datetime(2026, 3, 29, 3, 0), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # noqa: DTZ001


@given(
    instant=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from([BERLIN, "UTC", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_i18_what_a_clock_shows_leads_back_to_the_instant(instant: datetime, zone: str) -> None:
    back = instant_of(civil_of(instant, zone), zone)
    assert back == instant or (back > instant and civil_of(back, zone) == civil_of(instant, zone))
