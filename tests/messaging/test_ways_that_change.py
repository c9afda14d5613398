"""What lies ahead of a patient is told by whichever way is open, each thing once."""

import pytest

from messaging.domain import preferences
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


def test_a_visit_that_was_cancelled_is_not_told_of_again():
    story = booked(BOTH)
    Message.objects.update(state="cancelled")
    type(story.appointment).objects.filter(pk=story.appointment.pk).update(
        status="cancelled", cancelled_at=story.at, cancelled_reason="Ill."
    )

    stop(story, "sms")

    assert waiting(story, "email") == ["visit_tomorrow"]
