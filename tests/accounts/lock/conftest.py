"""A dose was given a quarter of an hour ago; Noor and Ana have their PIN; Noor holds the tablet."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.domain import pins
from tests.accounts.lock.hands import ANAS, NOORS, PAGE, room, signed_in
from tests.support.at_rest import committed, undone
from tests.support.story import PASSWORD, Story


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    with committed(django_db_blocker):
        story = Story().under_way()
        pins.set_pin(pin=NOORS, by=story.noor, at=story.at)
        pins.set_pin(pin=ANAS, by=story.ana, at=story.at)
        yield story


@pytest.fixture
def story(told: Story) -> Iterator[Story]:
    with undone(told) as one, time_machine.travel(one.at, tick=False) as hour:
        one.hour = hour
        yield one


@pytest.fixture
def tablet(story: Story) -> Client:
    client = signed_in(story.noor)
    client.post(reverse("accounts:devices"), {"label": "Tablet", "password": PASSWORD})
    assert client.get(room(story), headers=PAGE).status_code == 200
    return client
