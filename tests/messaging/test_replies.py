"""STOP by text: what every text promises is done when the answer comes."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Clinic
from audit.models import AuditEvent
from messaging.domain import outbox, preferences, replies
from messaging.gateways.base import Incoming
from messaging.models import Message, OptOut
from tests.support.at_rest import told_once
from tests.support.pages import as_, hour
from tests.support.story import REQUIRED, Story

__all__ = ["as_", "hour"]


def _told() -> Story:
    story = Story().screened().consented((*REQUIRED, "messaging_sms")).eligible().ordered()
    return story.prepared().booked()


told, story = told_once(_told)


def reply(story: Story, words: str, *, sender: str = "+13035550117") -> int:
    return len(replies.take(Incoming(sender=sender, body=words), at=story.at))


def channels(story: Story) -> list[str]:
    return preferences.channels_for(story.patient, at=story.at)


@pytest.mark.parametrize("words", ["STOP", " stop. ", "Unsubscribe", "opt  out", "QUIT"])
def test_stop_counts_at_once_and_what_waits_is_cancelled(story, words):
    assert channels(story) == ["sms"]
    assert Message.objects.filter(state="queued").exists()

    assert reply(story, words) == 1

    assert channels(story) == []
    assert not Message.objects.exclude(state="cancelled").exists()
    assert outbox.deliver_due(at=story.at + timedelta(days=20)) == 0, "no answer goes out either"
    line = AuditEvent.objects.filter(action="messages.opted_out").get()
    assert (line.patient_id, line.clinic_id) == (story.patient.pk, story.clinic.pk)


@pytest.mark.parametrize("words", ["", "Stop by at noon?", "Thanks", "\x00"])
def test_other_words_change_nothing(story, words):
    assert reply(story, words) == 0
    assert channels(story) == ["sms"]


def test_a_strangers_number_stops_nobody(story):
    assert reply(story, "STOP", sender="+13035559999") == reply(story, "STOP", sender="") == 0
    assert not OptOut.objects.exists()


def test_everybody_who_has_that_number_is_stopped(story):
    story.new_patient("Ines Duarte", key="ines")

    assert reply(story, "STOP") == 2
    assert reply(story, "STOP") == 2, "twice changes nothing"
    assert OptOut.objects.filter(ended_at=None).count() == 2


def test_start_ends_a_stop_by_text_and_no_other(story):
    reply(story, "STOP")
    reply(story, "START")
    assert channels(story) == ["sms"]

    preferences.opt_out(story.patient, channel="all", by=story.me, at=story.at)
    reply(story, "START")
    assert channels(story) == [], "everything was stopped on the page; it begins again there"


def test_the_providers_hook_is_a_command(story, capsys):
    call_command("receive_text", "+13035550117", "STOP")

    assert "changed: 1" in capsys.readouterr().out
    assert OptOut.objects.get().topic == "sms"


def test_in_a_demo_a_text_is_answered_on_the_page(story, as_, hour):
    story.later(days=7)
    outbox.deliver_due(at=story.at)
    hour(story)
    sent = Message.objects.filter(channel="sms").exclude(sent_at=None).first()
    address = reverse("messaging:reply", args=[sent.pk])
    refused = as_(story.flo).post(address, {"words": "STOP"}, follow=True)
    assert "Only a demo clinic answers for its patients." in refused.text
    assert channels(story) == ["sms"]

    Clinic.objects.update(is_demo=True)
    shown = as_(story.flo).get(reverse("messaging:outbox"))
    answered = as_(story.flo).post(address, {"words": "STOP"}, follow=True)

    assert shown.text.count("Reply STOP</button>") == 1, "beside the newest text of each patient"
    assert "Answered STOP from (303) 555-0117." in answered.text
    assert channels(story) == []
