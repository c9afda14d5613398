"""Permission is a channel's own: a text agreed to no more is not sent because e-mail still is."""

from datetime import timedelta

import pytest

from kap_clinic.scenarios.player.gateway import RememberingGateway
from messaging.domain import outbox
from messaging.models import Message
from screening.domain import consents
from tests.support.story import REQUIRED, Story

pytestmark = pytest.mark.django_db


def test_a_text_already_claimed_is_held_when_texts_are_withdrawn():
    story = Story().screened().consented((*REQUIRED, "messaging_sms", "messaging_email")).eligible()
    story.ordered().prepared().booked()
    due = story.at + timedelta(minutes=5)
    claimed = outbox.claim(at=due)
    consents.withdraw(story.patient, kinds=["messaging_sms"], by=story.me, at=due)
    gateway = RememberingGateway(now=due)

    Message.objects.filter(pk__in=[one.pk for one in claimed]).update(lease_until=story.at)
    outbox.deliver_due(at=due, gateways={"sms": gateway, "email": gateway})

    assert gateway.handed == []
    assert set(Message.objects.filter(channel="sms").values_list("state", flat=True)) == {
        "cancelled"
    }
