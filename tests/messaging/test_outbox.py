"""The outbox: a row is the message, and each leaves once, in its time, or a person hears of it."""

import uuid
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from audit.models import AuditEvent
from messaging.domain import outbox, preferences, wording
from messaging.enums import MessageState, Purpose
from messaging.gateways.base import Ambiguous, GatewayError, Outgoing
from messaging.models import Message
from patients.models import Patient, WorklistTask
from screening.domain import consents
from tests.support.story import REQUIRED, Story

S = MessageState


class Recorder:
    """A gateway that keeps what it was given, or fails as it is told."""

    def __init__(self, *, honours_keys: bool = True) -> None:
        self.honours_keys = honours_keys
        self.given: list[Outgoing] = []
        self.failures: list[Exception] = []

    def send(self, message: Outgoing) -> str:
        self.given.append(message)
        if self.failures:
            raise self.failures.pop(0)
        return f"ref-{len(self.given)}"


@pytest.fixture
def story(db) -> Story:
    told = Story()
    told.consented((*REQUIRED, "messaging_sms", "messaging_email"))
    return told


@pytest.fixture
def sms() -> Recorder:
    return Recorder()


@pytest.fixture
def mail() -> Recorder:
    return Recorder(honours_keys=False)


@pytest.fixture
def ways(sms, mail) -> dict[str, Recorder]:
    return {"sms": sms, "email": mail}


@wording.composes("test_note")
def a_note(message: Message, _at) -> wording.Wording:
    return wording.Wording("A note", message.facts.get("words", "A short note is waiting."))


def queued(story: Story, about: str = "visit:1", **facts: object) -> Message:
    asked = {
        "purpose": Purpose.BOOKED, "template": "test_note", "due_at": story.at,
        "not_after": story.at + timedelta(hours=6), "at": story.at,
    } | facts  # fmt: skip
    message = outbox.queue(story.patient, about=about, **asked)
    assert message is not None
    return message


def state(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


def test_a_due_message_leaves_once(story, ways, sms):
    message = queued(story)

    assert outbox.deliver_due(at=story.at, gateways=ways) == 1
    assert outbox.deliver_due(at=story.at + timedelta(hours=1), gateways=ways) == 0

    row = Message.objects.get(pk=message.pk)
    assert (row.state, row.sent_at, row.provider_reference) == (S.SENT, story.at, "ref-1")
    assert [one.body for one in sms.given] == ["A short note is waiting."]
    assert sms.given[0].to == "+13035550117"
    assert AuditEvent.objects.filter(action="message.sent").count() == 1


def test_a_message_not_due_yet_waits(story, ways, sms):
    message = queued(story, due_at=story.at + timedelta(minutes=1))

    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), sms.given) == (S.QUEUED, [])
    assert outbox.next_due(after=story.at) == story.at + timedelta(minutes=1)


def test_the_same_message_is_queued_once(story):
    assert queued(story).pk == queued(story).pk
    assert queued(story, about="visit:2").pk != queued(story).pk


def test_without_a_channel_nothing_is_queued(db):
    story = Story()

    asked = {"due_at": story.at, "not_after": story.at, "at": story.at}
    message = outbox.queue(
        story.patient, purpose=Purpose.BOOKED, template="test_note", about="x", **asked
    )

    assert message is None


def test_what_was_cancelled_does_not_leave(story, ways, sms):
    message = queued(story)

    assert outbox.cancel_about("visit:1", why="The visit was cancelled.") == 1
    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), sms.given) == (S.CANCELLED, [])


def test_the_words_are_frozen_at_the_first_try(story, ways, sms):
    message = queued(story, facts={"words": "See you at nine."})
    sms.failures = [GatewayError("busy")]
    outbox.deliver_due(at=story.at, gateways=ways)
    Message.objects.filter(pk=message.pk).update(facts={"words": "See you at ten."})

    outbox.deliver_due(at=story.at + timedelta(hours=1), gateways=ways)

    assert [one.body for one in sms.given] == ["See you at nine."] * 2
    assert sms.given[0].key == sms.given[1].key


def test_a_provider_that_says_no_is_asked_three_times_then_a_person_hears(story, ways, sms):
    message = queued(story)
    sms.failures = [GatewayError("no")] * 9
    moment = story.at
    for _turn in range(6):
        outbox.deliver_due(at=moment, gateways=ways)
        moment += timedelta(minutes=20)

    assert (state(message), len(sms.given)) == (S.FAILED, 3)
    assert WorklistTask.objects.get(kind="message_unsent").role == "front_desk"


def test_a_broken_line_is_tried_again_with_the_same_key_and_bytes(story, ways, sms):
    message = queued(story)
    sms.failures = [Ambiguous("reset")]

    outbox.deliver_due(at=story.at, gateways=ways)
    assert state(message) == S.QUEUED
    outbox.deliver_due(at=story.at + timedelta(minutes=5), gateways=ways)

    assert state(message) == S.SENT
    assert len({(one.key, one.body) for one in sms.given}) == 1


def test_where_the_provider_keeps_no_keys_a_broken_line_is_a_persons_question(story, ways, mail):
    Patient.objects.filter(pk=story.patient.pk).update(phone="")
    story.patient.refresh_from_db()
    message = queued(story)
    assert message.channel == "email"
    mail.failures = [Ambiguous("reset")]

    outbox.deliver_due(at=story.at, gateways=ways)
    outbox.deliver_due(at=story.at + timedelta(hours=1), gateways=ways)

    assert (state(message), len(mail.given)) == (S.UNKNOWN, 1)
    assert WorklistTask.objects.filter(kind="message_unsent").count() == 1


def lost_in_the_middle(message: Message, story: Story) -> None:
    """Claimed and worded by a worker that then was killed; its lease has run out."""
    (claimed,) = outbox.claim(at=story.at)
    outbox._freeze(claimed, at=story.at)
    Message.objects.filter(pk=message.pk).update(lease_until=story.at - timedelta(days=1))


def test_a_killed_workers_text_is_sent_again_under_its_key(story, ways, sms):
    message = queued(story)
    lost_in_the_middle(message, story)

    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), len(sms.given)) == (S.SENT, 1)


def test_a_killed_workers_mail_may_have_left_so_a_person_is_asked(story, ways, mail):
    """No key protects a mail: sent a second time it would be read a second time."""
    Patient.objects.filter(pk=story.patient.pk).update(phone="")
    story.patient.refresh_from_db()
    message = queued(story)
    lost_in_the_middle(message, story)

    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), mail.given) == (S.UNKNOWN, [])
    assert WorklistTask.objects.filter(kind="message_unsent").count() == 1


def test_a_worker_whose_lease_was_taken_over_sends_nothing(story, ways, sms):
    message = queued(story)
    (stale,) = outbox.claim(at=story.at)
    Message.objects.filter(pk=message.pk).update(lease_until=story.at - timedelta(days=1))
    (taken,) = outbox.claim(at=story.at)

    assert outbox._deliver(stale, ways, at=story.at) == 0
    assert outbox._deliver(taken, ways, at=story.at) == 1
    assert len(sms.given) == 1


def test_the_lease_is_renewed_for_each_message_of_a_batch(story, ways):
    """Twenty slow ones take longer than one lease."""
    messages = [queued(story, about=f"visit:{number}") for number in range(2)]
    claimed = outbox.claim(at=story.at)
    before = Message.objects.get(pk=messages[1].pk).lease_until

    outbox._freeze(claimed[1], at=story.at)

    assert Message.objects.get(pk=claimed[1].pk).lease_until > before


def test_one_message_that_cannot_be_worded_holds_up_no_other(story, ways, sms):
    broken = queued(story, about="a", template="nobody_knows_this_one")
    whole = queued(story, about="b", due_at=story.at + timedelta(seconds=1))

    outbox.deliver_due(at=story.at + timedelta(minutes=1), gateways=ways)

    assert (state(broken), state(whole)) == (S.FAILED, S.SENT)
    assert WorklistTask.objects.get(kind="message_unsent").key == str(broken.pk)


def test_a_message_nobody_may_read_over_a_shoulder_is_not_sent(story, ways, sms):
    message = queued(story, facts={"words": "Your Ketamine visit is tomorrow."})

    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), sms.given) == (S.FAILED, [])
    assert "etamine" in WorklistTask.objects.get().sentence


def test_a_stop_counts_at_once(story, ways, sms):
    message = queued(story)

    preferences.opt_out(story.patient, channel="all", by=story.me, at=story.at)
    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), sms.given) == (S.CANCELLED, [])


def test_a_stop_of_texts_leaves_the_agreed_mail(story, ways, sms):
    message = queued(story)

    preferences.opt_out(story.patient, channel="sms", by=story.me, at=story.at)
    outbox.deliver_due(at=story.at, gateways=ways)

    message.refresh_from_db()
    assert (message.state, message.channel, sms.given) == (S.SENT, "email", [])


def test_a_stop_that_comes_while_it_is_claimed_still_counts(story, ways, sms):
    message = queued(story)
    (claimed,) = outbox.claim(at=story.at)
    preferences.opt_out(story.patient, channel="sms", by=story.me, at=story.at)

    outbox._deliver(claimed, ways, at=story.at)

    assert (state(message), sms.given) == (S.CANCELLED, [])


def test_a_consent_to_texts_withdrawn_while_it_is_claimed_counts_too(story, ways, sms):
    """The consent to mails that still stands is no consent to this text."""
    message = queued(story)
    (claimed,) = outbox.claim(at=story.at)
    consents.withdraw(story.patient, kinds=["messaging_sms"], by=story.me, at=story.at)
    claimed.patient.refresh_from_db()

    outbox._deliver(claimed, ways, at=story.at)

    assert (state(message), sms.given) == (S.CANCELLED, [])


def test_without_a_number_no_text_is_sent_to_nobody(story, ways, sms):
    message = queued(story)
    Patient.objects.filter(pk=story.patient.pk).update(phone="")

    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), sms.given) == (S.CANCELLED, [])


def test_nothing_is_sent_to_somebody_who_has_died(story, ways, sms):
    message = queued(story)
    Patient.objects.filter(pk=story.patient.pk).update(died_on=story.at.date())

    outbox.deliver_due(at=story.at, gateways=ways)

    assert (state(message), sms.given) == (S.CANCELLED, [])


def test_what_would_come_too_late_is_not_sent_and_a_person_hears(story, ways, sms):
    message = queued(story, not_after=story.at + timedelta(hours=1))

    outbox.deliver_due(at=story.at + timedelta(hours=2), gateways=ways)

    assert (state(message), sms.given) == (S.EXPIRED, [])
    assert WorklistTask.objects.filter(kind="message_unsent").count() == 1


def test_two_people_have_two_keys(story):
    other = story.new_patient("Ines Duarte", key="ines")
    preferences.grant_channel(other, "sms", granted=True, at=story.at)
    asked = {
        "purpose": Purpose.BOOKED, "template": "test_note", "about": "visit:1",
        "due_at": story.at, "not_after": story.at, "at": story.at,
    }  # fmt: skip

    one, two = (outbox.queue(patient, **asked) for patient in (story.patient, other))

    assert one.idempotency_key != two.idempotency_key
    assert {type(one.idempotency_key)} == {uuid.UUID}


def test_a_message_put_off_keeps_all_its_tries(story, ways, sms):
    """Waiting for the morning three times is not three failures."""
    message = queued(story, not_after=story.at + timedelta(days=3))
    for turn in range(3):
        night = story.at.replace(hour=9) + timedelta(days=turn)  # two in the morning in Denver
        Message.objects.filter(pk=message.pk).update(due_at=story.at)
        outbox.deliver_due(at=night, gateways=ways)
    assert (state(message), sms.given) == (S.QUEUED, [])
    sms.failures = [GatewayError("busy")]

    outbox.deliver_due(at=Message.objects.get(pk=message.pk).due_at, gateways=ways)

    assert (state(message), Message.objects.get(pk=message.pk).attempts) == (S.QUEUED, 1)


def test_a_second_try_never_goes_to_a_number_that_is_somebody_elses_now(story, ways, sms):
    message = queued(story)
    sms.failures = [GatewayError("busy")]
    outbox.deliver_due(at=story.at, gateways=ways)
    Patient.objects.filter(pk=story.patient.pk).update(phone="+13035550199")

    outbox.deliver_due(at=story.at + timedelta(hours=1), gateways=ways)

    assert (state(message), len(sms.given)) == (S.FAILED, 1)
    assert "has changed" in WorklistTask.objects.get(kind="message_unsent").sentence


def test_a_worker_whose_time_is_up_gives_back_what_it_did_not_hand_over(story, ways, sms):
    """The one in hand may have left: it keeps its lease, and is asked about under its key."""
    messages = [queued(story, about=f"visit:{number}") for number in range(3)]
    sms.failures = [SoftTimeLimitExceeded()]

    with pytest.raises(SoftTimeLimitExceeded):
        outbox.deliver_due(at=story.at, gateways=ways)

    rows = [Message.objects.get(pk=one.pk) for one in messages]
    assert sorted((row.state, row.attempts) for row in rows) == [
        (S.QUEUED, 0), (S.QUEUED, 0), (S.SENDING, 1),
    ]  # fmt: skip
    assert not WorklistTask.objects.exists()


def test_a_worker_stops_in_time_and_leaves_the_rest_to_the_next(story, ways, sms, monkeypatch):
    for number in range(3):
        queued(story, about=f"visit:{number}")
    clock = iter([0.0, 1.0, 61.0])
    monkeypatch.setattr(outbox, "monotonic", lambda: next(clock))

    assert outbox.deliver_due(at=story.at, gateways=ways) == 1

    rest = Message.objects.exclude(state=S.SENT)
    assert set(rest.values_list("state", "attempts", "lease_until")) == {(S.QUEUED, 0, None)}
