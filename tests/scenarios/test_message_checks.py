"""`messages_clean` sees what must never happen, whoever let it happen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kap_clinic.scenarios.player.checks.messages import messages_between, messages_clean
from kap_clinic.scenarios.player.stage import Stage, set_up
from messaging.enums import Channel, Purpose
from messaging.gateways.base import Outgoing
from messaging.models import Message

NOON = datetime(2026, 3, 2, 19, tzinfo=UTC)  # in Denver


@pytest.fixture
def stage(scenario, db) -> Stage:
    return set_up(scenario("  - {at: 2026-03-02T09:00, by: system, do: run_clock}\n"))


@pytest.fixture
def hand_over(stage) -> Callable[..., None]:
    """Hand the provider a message of this patient's, so many hours after noon."""

    def send(
        *, hours: float = 0, body: str = "A note.", purpose: str = Purpose.NUDGE, key: str = ""
    ):
        row = Message.objects.create(
            clinic=stage.clinic,
            patient=stage.patient,
            purpose=purpose,
            template="window_nudge",
            channel=Channel.SMS,
            idempotency_key=Message().pk,
            subject_key="window:1",
            due_at=NOON,
            not_after=NOON,
            queued_at=NOON,
        )
        stage.gateway.now = NOON + timedelta(hours=hours)
        stage.gateway.send(Outgoing(key or str(row.idempotency_key), str(row.pk), "", "", body))

    return send


def said(stage: Stage) -> str:
    difference = messages_clean(True, stage, NOON)
    return difference.got if difference else "clean"


def test_messages_that_are_as_they_should_be_are_clean(stage, hand_over):
    for day in (0, 3, 6, 9):
        hand_over(hours=24 * day)
    hand_over(hours=1, purpose=Purpose.BOOKED)
    hand_over(hours=9, purpose=Purpose.BOOKED)

    assert said(stage) == "clean"


@pytest.mark.parametrize(
    ("hours", "local"), [(-5, "07:00"), (9.5, "21:30"), (14, "02:00"), (-4.1, "07:54")]
)
def test_a_message_in_the_patients_night_is_seen(stage, hand_over, hours, local):
    hand_over(hours=hours)

    assert said(stage) == f"sent at {local} where the patient is"


def test_a_word_that_nobody_should_read_over_a_shoulder_is_seen(stage, hand_over):
    hand_over(body="Your ketamine visit")

    assert said(stage).startswith("the word ketamine")


def test_a_message_handed_over_twice_is_seen(stage, hand_over):
    hand_over(key="k-1", purpose=Purpose.BOOKED)
    hand_over(key="k-1", purpose=Purpose.BOOKED)

    assert said(stage) == "k-1 went 2 times"


def test_two_nudges_in_a_day_are_seen(stage, hand_over):
    hand_over()
    hand_over(hours=2, purpose=Purpose.MEASURE)

    assert said(stage) == "2 on 2026-03-02"


def test_four_nudges_in_seven_days_are_seen(stage, hand_over):
    for day in (0, 2, 4, 6):
        hand_over(hours=24 * day)

    assert said(stage) == "4 in the seven days to 2026-03-08"


def test_a_message_to_somebody_else_is_not_this_patients(stage):
    stage.gateway.send(Outgoing("k-9", "00000000-0000-0000-0000-000000000000", "", "", "ketamine"))

    assert said(stage) == "clean"


def test_messages_are_counted_within_a_span_its_ends_included(stage, hand_over):
    for hours in (0, 1, 2, 3):
        hand_over(hours=hours, purpose=Purpose.BOOKED)
    span = {"from": NOON + timedelta(hours=1), "to": NOON + timedelta(hours=2)}

    assert messages_between({**span, "total": 2}, stage, NOON) is None
    assert messages_between({**span, "total": 3}, stage, NOON) is not None
    assert messages_between({**span, "at_least": 3}, stage, NOON) is not None
