"""A story told once for a module and committed; each test works on it and leaves it as it was."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

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
