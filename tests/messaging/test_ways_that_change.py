"""What lies ahead of a patient is told by whichever way is open, each thing once."""

from datetime import timedelta

import pytest

from messaging.domain import preferences, replies
from messaging.gateways.base import Incoming
from messaging.models import Message
from tests.support.story import REQUIRED, Story

pytestmark = pytest.mark.django_db
BOTH = (*REQUIRED, "messaging_sms", "messaging_email")
AHEAD = ["visit_prepare", "visit_tomorrow", "visit_tomorrow"]  # of the session and of the talk


def booked(consents: tuple[str, ...]) -> Story:
    return Story().screened().consented(consents).eligible().ordered().prepared().booked()


def waiting(story: Story, channel: str) -> list[str]:
    rows = Message.objects.filter(patient=story.patient, channel=channel, state="queued")
    return sorted(rows.exclude(template="visit_booked").values_list("template", flat=True))


def stop(story: Story, channel: str) -> None:
    preferences.opt_out(story.patient, channel=channel, by=story.me, at=story.later(minutes=1).at)


def test_texts_stopped_the_rest_goes_by_mail():
    story = booked(BOTH)
    assert (waiting(story, "sms"), waiting(story, "email")) == (AHEAD, [])

    stop(story, "sms")
    stop(story, "sms")

    assert (waiting(story, "sms"), waiting(story, "email")) == ([], AHEAD)


def test_everything_stopped_nothing_waits_and_signed_again_it_waits_once_more():
    story = booked(BOTH)
    stop(story, "all")
    assert (waiting(story, "sms"), waiting(story, "email")) == ([], [])

    story.consented(("messaging_sms",))

    assert (waiting(story, "sms"), waiting(story, "email")) == (AHEAD, [])


def test_agreed_after_the_booking_it_is_told_all_the_same():
    story = booked(REQUIRED)
    assert not Message.objects.exists()

    story.consented(("messaging_email",))
    story.consented(("messaging_sms",))

    assert (waiting(story, "sms"), waiting(story, "email")) == ([], AHEAD), "each once"


def test_agreed_inside_the_window_its_later_nudges_wait():
    story = booked(REQUIRED).checked_in()
    story.measured()
    story.dosed()
    story.discharged().later(days=2)

    story.consented(("messaging_sms",))

    rows = Message.objects.filter(template="window_nudge", state="queued").order_by("due_at")
    opened = story.session.first_dose_at
    assert [(row.due_at - opened).days for row in rows] == [6, 12]


def test_one_that_waits_for_the_morning_takes_the_other_way_too():
    story = booked(BOTH)
    row = Message.objects.get(template="visit_prepare")
    Message.objects.exclude(pk=row.pk).update(state="cancelled", last_error="Another reason.")
    Message.objects.filter(pk=row.pk).update(due_at=row.due_at + timedelta(hours=3))

    story.at = row.due_at + timedelta(hours=1)
    stop(story, "sms")

    assert waiting(story, "email") == ["visit_prepare"]


def test_start_after_stop_brings_back_what_is_still_of_use():
    story = booked((*REQUIRED, "messaging_sms"))
    for word in ("STOP", "START"):
        replies.take(
            Incoming(sender=story.patient.phone, body=word), by=None, at=story.later(minutes=1).at
        )

    assert waiting(story, "sms") == AHEAD


def test_what_was_cancelled_for_another_reason_stays_so():
    story = booked(BOTH)
    Message.objects.update(state="cancelled", last_error="The visit was cancelled.")
    stop(story, "sms")

    assert (waiting(story, "sms"), waiting(story, "email")) == ([], [])
