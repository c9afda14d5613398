"""A chart left open covers itself, asks for the password, and is there again with what was typed."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.hands import sign_in
from tests.support.servers import LiveClinic
from tests.support.story import PASSWORD, Story, another_name
from tests.support.zones import where_it_is_noon

pytestmark = [pytest.mark.journey, pytest.mark.whole]

QUIET = 15 * 60_000 + 5_000


def test_a_page_nobody_touches_covers_itself_and_opens_with_the_password(
    browser: Browser, open_clinic: LiveClinic
):
    now = datetime.now(UTC).replace(microsecond=0)
    story = Story(now - timedelta(days=2), timezone=where_it_is_noon(now), name=another_name())
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-US")
    page = sign_in(context.new_page(), open_clinic.base_url, f"noor@{story.domain}")
    page.clock.install()
    page.goto(f"{open_clinic.base_url}/patients/{story.patient.pk}/weight/")
    page.locator("main input:not([type=hidden])").first.fill("71.5")

    page.clock.fast_forward(QUIET)

    sheet = page.locator("#lock-sheet")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("this is none of them")
    expect(sheet).not_to_contain_text(story.patient.name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sheet.locator("[name=password]").fill(PASSWORD)
    sheet.get_by_role("button", name="Unlock with the password").click()
    expect(sheet).not_to_be_visible()
    assert page.locator("main input:not([type=hidden])").first.input_value() == "71.5"
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    context.close()
