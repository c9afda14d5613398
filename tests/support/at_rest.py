"""A story told once for a module and committed; each test works on it and leaves it as it was."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from kap_clinic import scratch
from tests.support.story import Story


@contextmanager
def committed(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this module's own. Ask for `django_db_setup` first: the session's comes before."""
    with blocker.unblock(), scratch.scratch_database():
        yield


@contextmanager
def undone(told: Story) -> Iterator[Story]:
    """The story with a clock of its own; whatever is told further is rolled back."""
    with transaction.atomic():
        yield copy.copy(told)
        transaction.set_rollback(True)


def told_once(tell: Callable[[], Story]) -> tuple[Any, Any]:
    """A module's two fixtures: `told, story = told_once(...)`; the story is told once and undone after each test."""

    @pytest.fixture(scope="module")
    def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
        with committed(django_db_blocker):
            yield tell()

    @pytest.fixture
    def story(told: Story) -> Iterator[Story]:
        with undone(told) as one:
            yield one

    return told, story
