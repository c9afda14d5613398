"""Times as people type them: of the session's day and hours, by either clock, asked about where in doubt."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from sessions.forms.times import Hours, hours_of, split_note
from sessions.models import MedicineSession

ZONE = ZoneInfo("America/Denver")


def local(day, hour, minute):
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


AFTERNOON = Hours(ZONE, local(16, 13, 20), local(16, 12, 40))  # a Monday
EVENING = Hours(ZONE, local(16, 22, 10), local(16, 21, 50))
SAME, NEXT = local(16, 14, 30), local(17, 20, 0)

READ = [
    pytest.param(AFTERNOON, SAME, "2:12 sat up", (16, 14, 12), id="a bare time within the session"),
    pytest.param(AFTERNOON, SAME, "02:12 sat up", (16, 14, 12), id="with a nought before it"),
    pytest.param(AFTERNOON, SAME, "2:12 PM sat up", (16, 14, 12), id="as the screen shows it"),
    pytest.param(AFTERNOON, SAME, "2:12pm sat up", (16, 14, 12), id="without a space"),
    pytest.param(AFTERNOON, SAME, "2:12 p.m. sat up", (16, 14, 12), id="with its points"),
    pytest.param(AFTERNOON, SAME, "9:10 am sat up", (16, 9, 10), id="the morning, where it is said"),
    pytest.param(AFTERNOON, SAME, "14:12 sat up", (16, 14, 12), id="by the other clock"),
    pytest.param(AFTERNOON, SAME, "12:45 sat up", (16, 12, 45), id="noon stays noon"),
    pytest.param(AFTERNOON, NEXT, "2:12 sat up", (16, 14, 12), id="typed the next day"),
    pytest.param(AFTERNOON, NEXT, "19:10 sat up", (16, 19, 10), id="of its evening, the next day"),
    pytest.param(EVENING, local(17, 0, 40), "0:20 sat up", (17, 0, 20), id="over midnight"),
    pytest.param(EVENING, local(17, 0, 40), "12:20 am sat up", (17, 0, 20), id="midnight, said"),
    pytest.param(EVENING, local(17, 0, 40), "23:30 sat up", (16, 23, 30), id="before midnight"),
    pytest.param(EVENING, local(17, 9, 0), "0:20 sat up", (17, 0, 20), id="over midnight, later"),
    pytest.param(Hours(ZONE, SAME), SAME, "2:12 sat up", (16, 2, 12), id="nobody came yet"),
]  # fmt: skip


@pytest.mark.parametrize(("hours", "now", "typed", "moment"), READ)
def test_a_time_is_one_of_the_sessions_hours(hours, now, typed, moment):
    assert split_note(typed, hours=hours, at=now) == (local(*moment), "sat up")


@pytest.mark.parametrize("typed", ["10:12 amazing", "10:12 a lot", "10:12 pmt"])
def test_a_word_is_no_half_of_the_day(typed):
    morning = Hours(ZONE, local(16, 10, 0), local(16, 9, 40))

    assert split_note(typed, hours=morning, at=SAME) == (local(16, 10, 12), typed[6:])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "9:10 came in",
            "9:10 lies before this session began at 12:40 PM. Write 9:10 am or 9:10 pm.",
        ),
        (
            "12:10 came in",
            "12:10 lies before this session began at 12:40 PM. Write 12:10 am or 12:10 pm.",
        ),
        ("13:10 pm x", "There is no such time. Write it as 10:12, or 2:12 pm."),
        ("0:10 am x", "There is no such time. Write it as 10:12, or 2:12 pm."),
        ("10:75 x", "There is no such time. Write it as 10:12, or 2:12 pm."),
    ],
)
def test_a_time_in_doubt_is_asked_about(typed, sentence):
    with pytest.raises(ValidationError) as refused:
        split_note(typed, hours=AFTERNOON, at=SAME)

    assert refused.value.messages == [sentence]


def test_the_session_that_is_planned_for_later_has_no_hours_yet():
    planned = Hours(ZONE, SAME + timedelta(days=3))

    assert planned.at_clock(time(9, 10), at=SAME) == local(16, 9, 10)
    assert not planned.is_past(SAME)


@pytest.mark.parametrize(
    ("checked_in_at", "first_dose_at", "day"),
    [
        pytest.param(local(16, 23, 30), local(17, 0, 15), 16, id="a dose after midnight"),
        pytest.param(local(17, 9, 0), local(16, 13, 20), 16, id="a door told a day later"),
        pytest.param(None, None, 18, id="only booked"),
    ],
)
def test_a_session_is_of_the_day_on_which_it_began(checked_in_at, first_dose_at, day):
    session = MedicineSession(
        checked_in_at=checked_in_at, first_dose_at=first_dose_at, planned_at=local(18, 13, 0)
    )

    assert hours_of(session, ZONE).day.day == day


@pytest.mark.parametrize(
    ("hours", "now", "days"),
    [
        pytest.param(EVENING, local(17, 0, 40), 0, id="it runs over midnight"),
        pytest.param(EVENING, local(17, 10, 0), 1, id="the next morning"),
        pytest.param(AFTERNOON, local(16, 23, 0), 0, id="its evening"),
        pytest.param(AFTERNOON, local(20, 8, 0), 4, id="on Friday"),
        pytest.param(AFTERNOON, SAME + timedelta(days=300), 60, id="as far as one can choose"),
    ],
)
def test_a_session_is_of_another_day_once_it_cannot_run_any_more(hours, now, days):
    assert (hours.is_past(now), hours.days_ago(now)) == (days > 0, days)


def test_the_night_on_which_the_clocks_change_counts_as_the_wall_does():
    spring = Hours(ZONE, local(7, 22, 0), local(7, 21, 40))

    assert spring.at_clock(time(3, 30), at=local(8, 5, 0)).astimezone(UTC) == datetime(
        2026, 3, 8, 9, 30, tzinfo=UTC
    )
