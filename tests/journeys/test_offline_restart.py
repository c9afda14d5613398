"""The clinic's server is started anew while somebody types: nothing is lost, nothing stands twice."""

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from kap_clinic import supervisor
from sessions.models import SessionEvent
from tests.journeys.offline_room import all_is_saved, is_ready, says
from tests.support.servers import start, wait_for
from tests.support.story import PASSWORD, Story
from tests.support.zones import where_it_is_noon

pytestmark = pytest.mark.journey


@pytest.fixture
def story(live_clinic) -> Story:
    """A dose about an hour ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Story(now - timedelta(days=7, minutes=90), timezone=where_it_is_noon(now)).under_way()


def test_a_server_that_is_started_anew_while_somebody_types(live_clinic, story, page):
    address = f"{live_clinic.base_url}/sessions/{story.session.pk}/"
    page.goto(f"{live_clinic.base_url}/accounts/login/?next=/sessions/{story.session.pk}/")
    page.locator("input[name=login]").fill(story.noor.user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    is_ready(page)
    page.locator("#event_text").press_sequentially("half a ")
    tiles = page.locator("#room-taps form:has([name=code]) button:visible")
    tiles.nth(0).click()

    os.killpg(live_clinic.web.pid, signal.SIGKILL)
    live_clinic.web.wait()
    for number in (1, 2):
        tiles.nth(number).click()
    says(page, "waiting, offline")
    page.locator("#event_text").press_sequentially("sentence")
    port = int(live_clinic.base_url.rpartition(":")[2])
    live_clinic.web = start(
        "web", supervisor.web(port=port), live_clinic.environment, live_clinic.folder
    )
    live_clinic.others.append(live_clinic.web)
    wait_for(f"{live_clinic.base_url}/healthz", live_clinic)
    tiles.nth(3).click()
    labels = [tiles.nth(number).inner_text().strip() for number in range(4)]
    page.locator("#event_text").press("Enter")
    all_is_saved(page)

    assert page.url == address
    rows = [str(row) for row in SessionEvent.objects.order_by("pk")]
    assert rows == [*labels, "half a sentence"]
    expect(page.locator("#room-log li:not([data-pending])").first).to_contain_text(
        "half a sentence"
    )
