"""Every test works as the app's role on a copy of the migrated template."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from kap_clinic import scratch
from kap_clinic.servers import session
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.servers import LiveClinic, live
from tests.support.story import tell_once

PATIENCE_MS = 20_000  # of a machine that does much else
OF_PAGES = {"client", "as_", "tablet"}  # fixtures through which a test asks for pages


def pytest_configure() -> None:
    session.hold()


def pytest_unconfigure() -> None:
    session.release()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asks = OF_PAGES.intersection(item.fixturenames)  # type: ignore[attr-defined]
        if asks or item.path.stem.endswith(("_page", "_pages")):
            item.add_marker("screen")
        for folder, marker in (("faults", "fault"), ("races", "whole")):
            if folder in item.path.parts:
                item.add_marker(marker)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One copy for each worker, Cedar Clinic in it; a test's own changes are rolled back."""
    with django_db_blocker.unblock(), scratch.scratch_database():
        tell_once()
        yield


@pytest.fixture
def scratch_db(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of this test's own: it may commit, in threads and processes too."""
    assert "db" not in request.fixturenames, "scratch_db and db do not go together"
    with django_db_blocker.unblock(), scratch.scratch_database() as name:
        yield name


@pytest.fixture
def live_clinic(scratch_db: str) -> Iterator[LiveClinic]:
    """gunicorn on `scratch_db`; `start_worker()` adds a Celery worker to it."""
    with live(scratch_db) as clinic:
        yield clinic


@pytest.fixture(scope="session")
def kept_clinic(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, LiveClinic]]:
    with django_db_blocker.unblock(), scratch.copied() as name, live(name) as clinic:
        yield name, clinic


@pytest.fixture
def open_clinic(
    kept_clinic: tuple[str, LiveClinic], django_db_blocker: DjangoDbBlocker
) -> Iterator[LiveClinic]:
    """gunicorn on a database that other tests have walked through: tell a story of your own there.

    Whoever kills something, or counts every row, takes `live_clinic`.
    """
    name, clinic = kept_clinic
    with django_db_blocker.unblock(), scratch.pointed_at(name):
        yield clinic


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Its driver runs a loop in this thread, so Django must not mind one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser window, as one person's: no cookies, nothing stored."""
    context = browser.new_context(locale="en-US", timezone_id="America/Denver")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()
