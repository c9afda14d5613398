"""Days belong to a place; time that passes does not care what a clock on the wall says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import day_at, day_span, elapsed, minutes_between

US_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Indiana/Indianapolis",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    zone: ZoneInfo


DENVER = Place(ZoneInfo("America/Denver"))
PHOENIX = Place(ZoneInfo("America/Phoenix"))


@pytest.mark.parametrize(
    ("place", "day", "hours"),
    [
        pytest.param(DENVER, date(2026, 3, 7), 24, id="the day before the clocks go forward"),
        pytest.param(DENVER, date(2026, 3, 8), 23, id="the day they go forward"),
        pytest.param(DENVER, date(2026, 11, 1), 25, id="the day they go back"),
        pytest.param(PHOENIX, date(2026, 3, 8), 24, id="Arizona, which never changes"),
        pytest.param(PHOENIX, date(2026, 11, 1), 24, id="Arizona in autumn"),
    ],
)
def test_a_day_is_as_long_as_it_is_there(place, day, hours):
    start, end = day_span(place, day)

    assert (end - start) == timedelta(hours=hours)
    assert (start.tzinfo, end.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 6, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 7, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 7, 2, 5, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 2, 6, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_midnight_is_where_the_clinic_is(moment, day):
    assert day_at(DENVER, moment) == day


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        pytest.param((3, 8, 1, 30), (3, 8, 3, 30), 60, id="across the gap"),
        pytest.param((11, 1, 0, 30), (11, 1, 2, 30), 180, id="across the hour that comes twice"),
        pytest.param((3, 2, 9, 0), (3, 2, 10, 0), 60, id="on any other day"),
    ],
)
def test_time_that_passed_is_counted_in_real_minutes(start, end, minutes):
    one = datetime(2026, *start, tzinfo=DENVER.zone)
    other = datetime(2026, *end, tzinfo=DENVER.zone)

    assert minutes_between(one, other) == minutes
    assert elapsed(other, one) == -timedelta(minutes=minutes)


@given(minutes=st.integers(0, 5 * 365 * 24 * 60), zone=st.sampled_from(US_ZONES))
def test_every_moment_lies_in_the_day_it_belongs_to(minutes, zone):
    place, moment = (
        Place(ZoneInfo(zone)),
        datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes),
    )

    start, end = day_span(place, day_at(place, moment))

    assert start <= moment < end


@given(day=st.dates(date(2026, 1, 1), date(2030, 12, 31)), zone=st.sampled_from(US_ZONES))
def test_days_follow_each_other_without_a_gap(day, zone):
    place = Place(ZoneInfo(zone))

    assert day_span(place, day)[1] == day_span(place, day + timedelta(days=1))[0]
