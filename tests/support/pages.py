"""Fixtures of page tests: people of Cedar Clinic at their screens, at the story's hour."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership
from tests.support.story import Story

BACKEND = "accounts.backends.OneQueryBackend"


@pytest.fixture
def story(db: None) -> Story:
    return Story()


@pytest.fixture
def as_(story: Story) -> Callable[[Membership], Client]:
    """A browser of that member; each call is a browser of its own."""

    def sign_in(member: Membership) -> Client:
        client = Client()
        client.force_login(member.user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def hour() -> Iterator[Callable[[Story], None]]:
    """`hour(story)` makes it the story's hour for the pages."""
    travels = []

    def be(story: Story) -> None:
        travels.append(time_machine.travel(story.at, tick=False))
        travels[-1].start()

    yield be
    for travel in reversed(travels):
        travel.stop()


def page(response: HttpResponse) -> BeautifulSoup:
    """The page as it is read: one space where the template has a line break."""
    return BeautifulSoup(re.sub(r"\s+", " ", response.text), "html.parser")
