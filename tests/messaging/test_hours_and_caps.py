"""When a message may leave: waking hours where the patient is, and not too many of them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.policies import adopt_policy
from messaging.domain import outbox
from messaging.domain.quiet_hours import EARLIEST, LATEST, next_allowed
from messaging.domain.wording import BLOCKED_WORDS, Wording, blocked_word, composes
from messaging.enums import MessageState, Purpose
from messaging.gateways.base import Outgoing
from messaging.models import Message
from patients.models import Patient
from tests.support.story import REQUIRED, Story

DENVER, PHOENIX = ZoneInfo("America/Denver"), ZoneInfo("America/Phoenix")
NINE, HALF_PAST_SEVEN = time(9), time(19, 30)
ZONES = ("America/New_York", "America/Denver", "America/Phoenix", "Pacific/Honolulu")


@composes("test_nudge")
def a_nudge(_message: Message, _at: datetime) -> Wording:
    return Wording("A note", "A short note is waiting.")


def allowed(moment: datetime, *, zone=DENVER, send_from=NINE, send_until=HALF_PAST_SEVEN):
    return next_allowed(moment, zone=zone, send_from=send_from, send_until=send_until)


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        pytest.param((3, 2, 9, 0), (3, 2, 9, 0), id="when it opens"),
        pytest.param((3, 2, 8, 59), (3, 2, 9, 0), id="a minute before"),
        pytest.param((3, 2, 19, 29), (3, 2, 19, 29), id="the last minute"),
        pytest.param((3, 2, 19, 30), (3, 3, 9, 0), id="when it closes"),
        pytest.param((3, 2, 23, 59), (3, 3, 9, 0), id="at night"),
        pytest.param((3, 3, 0, 0), (3, 3, 9, 0), id="at midnight"),
        pytest.param((3, 7, 20, 0), (3, 8, 9, 0), id="over the night that is an hour short"),
        pytest.param((10, 31, 20, 0), (11, 1, 9, 0), id="over the night that is an hour long"),
        pytest.param((11, 1, 1, 30), (11, 1, 9, 0), id="in the hour that comes twice"),
        pytest.param((12, 31, 20, 0), (1, 1, 9, 0), id="over the year's end"),
    ],
)
def test_a_message_waits_for_the_next_opening_there(asked, leaves):
    moment = datetime(2026, *asked, tzinfo=DENVER)
    year = 2027 if leaves[0] < asked[0] else 2026

    assert allowed(moment.astimezone(UTC)) == datetime(year, *leaves, tzinfo=DENVER)


@pytest.mark.parametrize(
    ("send_from", "send_until", "asked", "leaves"),
    [
        pytest.param(time(6), time(23), (7, 0), (8, 0), id="no clinic opens before eight"),
        pytest.param(time(6), time(23), (20, 59), (20, 59), id="up to nine it may"),
        pytest.param(time(6), time(23), (21, 0), (8, 0), id="none sends from nine at night"),
        pytest.param(time(10), time(12), (12, 0), (10, 0), id="a clinic may send for less"),
    ],
)
def test_a_clinics_hours_stay_inside_the_hard_ones(send_from, send_until, asked, leaves):
    moment = datetime(2026, 3, 2, *asked, tzinfo=DENVER).astimezone(UTC)

    found = allowed(moment, send_from=send_from, send_until=send_until).astimezone(DENVER)

    assert (found.hour, found.minute) == leaves


def test_arizona_keeps_its_own_time():
    """In summer it is an hour earlier there than in Denver."""
    moment = datetime(2026, 7, 2, 15, 30, tzinfo=UTC)

    assert allowed(moment, zone=DENVER) == moment
    assert allowed(moment, zone=PHOENIX) == datetime(2026, 7, 2, 16, 0, tzinfo=UTC)


@given(
    minutes=st.integers(0, 5 * 365 * 24 * 60), zone=st.sampled_from(ZONES),
    opens=st.integers(0, 20), length=st.integers(1, 12),
)  # fmt: skip
def test_nothing_is_ever_sent_earlier_dropped_or_at_night(minutes, zone, opens, length):
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    until = time(min(opens + length, 23), 59)

    found = allowed(moment, zone=ZoneInfo(zone), send_from=time(opens), send_until=until)

    local = found.astimezone(ZoneInfo(zone)).time()
    assert moment <= found <= moment + timedelta(hours=26)
    assert EARLIEST <= local < LATEST


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Your visit is tomorrow at nine.", None),
        ("Your KETAMINE visit", "KETAMINE"),
        ("redosed", "dose"),
        ("The psychiatrist called", "psychiatr"),
        ("Kapok Clinic", "Kap"),
        ("", None),
    ],
)
def test_a_blocked_word_is_found_inside_others_and_in_any_case(words, found):
    assert blocked_word(words) == found


@pytest.mark.parametrize("word", BLOCKED_WORDS)
def test_every_blocked_word_is_blocked(word):
    assert blocked_word(f"about {word.upper()} today")


class Recorder:
    honours_keys = True

    def __init__(self) -> None:
        self.given: list[Outgoing] = []

    def send(self, message: Outgoing) -> str:
        self.given.append(message)
        return "ok"


@pytest.fixture
def story(db) -> Story:
    told = Story()
    told.consented((*REQUIRED, "messaging_sms"))
    return told


def queue(story: Story, number: int, *, purpose: str = Purpose.NUDGE, **facts: object) -> Message:
    asked = {"due_at": story.at, "not_after": story.at + timedelta(days=30), "at": story.at} | facts
    message = outbox.queue(
        story.patient, purpose=purpose, template="test_nudge", about=f"n:{number}", **asked
    )
    assert message is not None
    return message


def play(story: Story, *, days: int) -> list[datetime]:
    """Deliver at every moment that is due; when each left, where the patient is."""
    sms, moment, end = Recorder(), story.at, story.at + timedelta(days=days)
    while moment is not None and moment <= end:
        outbox.deliver_due(at=moment, gateways={"sms": sms})
        moment = outbox.next_due(after=moment)
    rows = Message.objects.filter(state=MessageState.SENT).order_by("sent_at")
    return [row.sent_at.astimezone(story.patient.zone) for row in rows]


def test_one_nudge_a_day_and_three_in_any_seven(story):
    for number in range(6):
        queue(story, number)

    left = play(story, days=21)

    assert len(left) == 6
    assert len({moment.date() for moment in left}) == 6
    for first, fourth in zip(left, left[3:], strict=False):
        assert fourth - first >= timedelta(days=7)


def test_nudges_and_measures_share_the_caps(story):
    queue(story, 1)
    queue(story, 2, purpose=Purpose.MEASURE, due_at=story.at + timedelta(seconds=1))

    left = play(story, days=3)

    assert [moment.day for moment in left] == [2, 3]


@pytest.mark.parametrize("purpose", [Purpose.BOOKED, Purpose.CHANGED, Purpose.BEFORE_VISIT])
def test_what_is_about_a_visit_is_not_counted(story, purpose):
    for number in range(4):
        queue(story, number, purpose=purpose)
    queue(story, 9)

    assert len({moment.date() for moment in play(story, days=1)}) == 1
    assert Message.objects.filter(state=MessageState.SENT).count() == 5


def test_a_day_of_the_cap_is_the_patients_day(story):
    """23:30 in Denver is tomorrow in New York, yesterday in Honolulu."""
    Patient.objects.update(timezone="Pacific/Honolulu")
    story.patient.refresh_from_db()
    queue(story, 1, due_at=datetime(2026, 3, 3, 5, 0, tzinfo=UTC))  # 19:00 on the 2nd there
    queue(story, 2, due_at=datetime(2026, 3, 3, 5, 5, tzinfo=UTC))

    left = play(story, days=5)

    assert [(moment.day, moment.hour) for moment in left] == [(2, 19), (3, 9)]


def test_a_nudge_that_finds_no_room_in_its_time_is_told_to_a_person(story):
    queue(story, 1)
    soon = story.at + timedelta(seconds=1)
    queue(story, 2, due_at=soon, not_after=story.at + timedelta(hours=2))

    play(story, days=2)

    states = list(Message.objects.order_by("not_after").values_list("state", flat=True))
    assert states == [MessageState.EXPIRED, MessageState.SENT]


@pytest.mark.parametrize("cap", ["max_per_day", "max_per_week"])
def test_a_clinic_may_send_no_nudges_at_all(story, cap):
    adopt_policy(story.clinic, values={cap: 0}, author="Ada", approver="Raj", at=story.at)
    queue(story, 1, not_after=story.at + timedelta(days=3))

    assert play(story, days=10) == []
    assert Message.objects.get().state == MessageState.EXPIRED


def test_a_message_of_the_evening_leaves_the_next_morning(story):
    late = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)  # 21:00 in Denver
    queue(story, 1, due_at=late)

    assert [(moment.day, moment.hour) for moment in play(story, days=3)] == [(3, 9)]


def test_the_clinics_own_hours_count(story):
    values = {"send_from": "11:00", "send_until": "12:00"}
    adopt_policy(story.clinic, values=values, author="Ada", approver="Raj", at=story.at)
    queue(story, 1)
    queue(story, 2, purpose=Purpose.BOOKED)

    assert {moment.hour for moment in play(story, days=2)} == {11}
