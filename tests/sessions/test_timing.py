"""The clinic's line in mg/kg, the latest minute for a dose, and whom a late session pushes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.domain.policies import Policy
from accounts.policy_defaults import DEFAULTS
from medications.domain import arithmetic
from sessions.domain import timing


def test_the_clinics_line_is_asked_about_and_none_is_the_default():
    own = Policy(2, DEFAULTS | {"ceiling_mg_per_kg": {"IM": 0.9, "SL": None}})

    assert arithmetic.ceiling_of(Policy(0, DEFAULTS), "IM") is None
    assert arithmetic.ceiling_of(own, "IM") == Decimal("0.9")
    assert arithmetic.is_over(Decimal("0.91"), Decimal("0.9"))
    assert not arithmetic.is_over(Decimal("0.90"), Decimal("0.9"))
    assert not arithmetic.is_over(None, Decimal("0.9"))


NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
LATE = NOON + timedelta(hours=9)


def ahead(hours, *, same_room=False, same_clinician=False):
    return timing.Ahead(
        "integration", NOON + timedelta(hours=hours), "Willow", "Ana Ruiz", same_room,
        same_clinician,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ride", "closes", "rows", "minutes", "because"),
    [
        (None, LATE, [], 180, "the room is booked until then"),
        (None, LATE, [ahead(2.5, same_clinician=True)], 150, "Ana Ruiz has a visit then"),
        (None, LATE, [ahead(4, same_clinician=True)], 180, "the room is booked until then"),
        (None, NOON + timedelta(hours=2), [], 120, "the clinic closes then"),
        (NOON + timedelta(minutes=140), LATE, [], 140, "the ride home can come no later"),
        (NOON + timedelta(hours=5), LATE, [], 180, "the room is booked until then"),
    ],
)
def test_a_dose_must_leave_time_for_what_follows(ride, closes, rows, minutes, because):
    found = timing.latest_dose(
        ends_at=NOON + timedelta(hours=3), closes_at=closes, ahead=rows, route="SL",
        policy=Policy(0, DEFAULTS), ride_until=ride,
    )  # fmt: skip

    assert (found.at, found.because) == (NOON + timedelta(minutes=minutes - 120 - 15), because)


def test_a_session_that_runs_over_says_whom_it_pushes():
    facts = {"route": "SL", "policy": Policy(0, DEFAULTS), "ends_at": NOON + timedelta(hours=3)}
    pushed = ahead(3, same_room=True)

    late = timing.overrun(
        first_dose_at=NOON + timedelta(hours=1), at=NOON + timedelta(hours=2),
        ahead=[ahead(5, same_room=True), pushed], **facts,
    )  # fmt: skip
    in_time = timing.overrun(
        first_dose_at=NOON + timedelta(minutes=45), at=NOON + timedelta(hours=2), ahead=[pushed],
        **facts,
    )  # fmt: skip

    assert (late.until, late.pushes) == (NOON + timedelta(hours=3, minutes=15), pushed)
    assert in_time is None
    assert pushed.words == "integration visit in Willow with Ana Ruiz"


def test_the_clinic_closes_by_its_own_clock():
    morning = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/Denver"))  # the clocks change

    closes = timing.closing_time(morning, Policy(0, DEFAULTS))

    assert closes.astimezone(UTC) == datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
