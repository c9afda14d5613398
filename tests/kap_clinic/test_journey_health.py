"""A browser can reach the clinic and read what it says."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.servers import LiveClinic


@pytest.mark.journey
def test_the_door_opens_in_a_browser(open_clinic: LiveClinic, page: Page):
    errors: list[str] = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )

    page.goto(f"{open_clinic.base_url}/accounts/login/")

    expect(page.get_by_role("button", name="Sign in").first).to_be_visible()
    assert errors == []
