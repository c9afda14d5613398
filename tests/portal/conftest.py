"""Margo at her phone, and others who must not reach what is hers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.support.intake import fill
from tests.support.story import Story

BACKEND = "accounts.backends.OneQueryBackend"


@pytest.fixture
def story(db) -> Iterator[Story]:
    """The page's clock stands at the story's first moment; tests that tell more move it themselves."""
    told = Story()
    with time_machine.travel(told.at, tick=False):
        yield told


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def margo(story: Story, signed_in) -> Client:
    return signed_in(story.patient.user)


@pytest.fixture
def filled(story: Story) -> Callable[..., None]:
    """Answer every question of the intake as a person in good health would, but for those named."""

    def answer(**changes: Any) -> None:
        fill(story.patient, by=story.me, at=story.at, **changes)

    return answer
