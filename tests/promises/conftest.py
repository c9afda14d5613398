"""One committed clinic for a module; each test's own changes are rolled back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from kap_clinic import scratch


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of this module's own; what its fixtures tell is committed, as in a clinic."""
    with django_db_blocker.unblock(), scratch.scratch_database() as name:
        yield name


@pytest.fixture
def undone(committed: str) -> Iterator[None]:
    """What the test does to the committed clinic is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
