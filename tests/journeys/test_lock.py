"""Two people share one tablet in a dark room: a tap, the lock, a colleague's PIN, a tap; also without a network."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from accounts.domain import pins
from sessions.models import SessionEvent
from tests.journeys.hands import sign_in
from tests.support.servers import LiveClinic
from tests.support.story import PASSWORD, Story, another_name
from tests.support.zones import where_it_is_noon

pytestmark = [pytest.mark.journey, pytest.mark.whole]

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NOORS, ANAS = "740291", "859346"
MINUTE = 60_000


@pytest.fixture
def story(open_clinic: LiveClinic) -> Story:
    """A dose was given a little while ago; both have their PIN."""
    now = datetime.now(UTC).replace(microsecond=0)
    told = Story(
        now - timedelta(days=2), timezone=where_it_is_noon(now), name=another_name()
    ).ready_to_book()
    told.at = now - timedelta(days=1, minutes=30)
    told.booked(in_days=1).checked_in()
    told.at = now - timedelta(minutes=12)
    told.measured()
    told.dosed()
    for member, pin in ((told.noor, NOORS), (told.ana, ANAS)):
        pins.set_pin(pin=pin, by=member, at=told.at)
    return told


@pytest.fixture
def tablet(browser: Browser, open_clinic: LiveClinic, story: Story) -> Iterator[Page]:
    """Noor enrolled it and stands in the room."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-US")
    page = sign_in(context.new_page(), open_clinic.base_url, f"noor@{story.domain}")
    page.goto(f"{open_clinic.base_url}/settings/devices/")
    page.locator("[name=label]").fill("Tablet in Willow")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Enrol this device").click()
    expect(page.locator("main")).to_contain_text("PINs count on it now")
    enter(page, open_clinic, story)
    yield page
    context.close()


def enter(page: Page, clinic: LiveClinic, story: Story) -> None:
    page.goto(f"{clinic.base_url}/sessions/{story.session.pk}/")
    page.locator("#lock-sheet").wait_for(state="attached")


def lock(page: Page) -> None:
    page.locator("#room-lock button").click()
    expect(page.locator("#lock-sheet")).to_be_visible()


def type_pin(page: Page, name: str, pin: str) -> None:
    """On the keypad, as a thumb does; the sixth digit opens."""
    page.locator("#lock-sheet").get_by_label(name, exact=True).check(force=True)
    for digit in pin:
        page.locator(f"[data-lock-keys] button[value='{digit}']").click()


def taps(story: Story) -> list[tuple[str, str]]:
    rows = SessionEvent.objects.filter(session=story.session).order_by("occurred_at", "pk")
    return list(rows.values_list("code", "recorded_by__user__full_name"))


def has_no_faults(page: Page) -> None:
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def test_one_tablet_two_hands(open_clinic: LiveClinic, story: Story, tablet: Page):
    tablet.get_by_role("button", name="Tears").first.click()
    expect(tablet.locator("#room-log")).to_contain_text("Tears")
    typed = tablet.locator("[data-enter-sends]").first
    typed.fill("She said that")

    held: list[Route] = []
    tablet.route("**/lock/clock/", lambda route: held.append(route))  # noqa: PLW0108 (wants a plain function)
    with tablet.expect_request("**/lock/clock/"):
        lock(tablet)
    expect(tablet.locator("#lock-since")).to_contain_text("Since dose")
    expect(tablet.locator("#room-log")).to_be_hidden()
    has_no_faults(tablet)  # also while the clocks' next answer is on its way
    held[0].continue_()
    tablet.unroute("**/lock/clock/")
    tablet.keyboard.press("Escape")
    tablet.keyboard.press("Escape")
    expect(tablet.locator("#lock-sheet")).to_be_visible()
    chart = tablet.request.get(
        f"{open_clinic.base_url}/patients/{story.patient.pk}/", max_redirects=0
    )
    assert chart.status in {302, 423}

    type_pin(tablet, "Noor Haddad", ANAS)
    expect(tablet.locator("#lock-said")).to_contain_text("That is not Noor Haddad's PIN")
    type_pin(tablet, "Noor Haddad", NOORS)
    expect(tablet.locator("#lock-sheet")).to_be_hidden()
    expect(typed).to_have_value("She said that")
    tablet.get_by_role("button", name="Laughter").first.click()
    expect(tablet.locator("#room-log")).to_contain_text("Laughter")

    lock(tablet)
    with tablet.expect_navigation():
        type_pin(tablet, "Ana Ruiz", ANAS)
    tablet.locator("#lock-sheet").wait_for(state="attached")
    tablet.get_by_role("button", name="Stillness").first.click()
    expect(tablet.locator("#room-log")).to_contain_text("Stillness")

    log = tablet.locator("#room-log")
    expect(log).to_contain_text("Noor Haddad")
    expect(log).to_contain_text("Ana Ruiz")
    wait_until(tablet, lambda: len(taps(story)) == 3)
    assert taps(story) == [
        ("tears", "Noor Haddad"),
        ("laughter", "Noor Haddad"),
        ("stillness", "Ana Ruiz"),
    ]


def test_left_alone_without_a_network(open_clinic: LiveClinic, story: Story, tablet: Page):
    """The screen locks itself, its owner opens it alone, and the clinic asks once more afterwards."""
    tablet.clock.install()
    enter(tablet, open_clinic, story)
    tablet.context.set_offline(True)
    tablet.clock.fast_forward(15 * MINUTE + 2000)
    expect(tablet.locator("#lock-sheet")).to_be_visible()
    since = tablet.locator("#lock-since .number__digits")
    before = since.inner_text()
    tablet.clock.fast_forward(5000)
    expect(since).not_to_have_text(before)

    type_pin(tablet, "Ana Ruiz", ANAS)
    expect(tablet.locator("#lock-said")).to_contain_text("No network")
    type_pin(tablet, "Noor Haddad", ANAS)
    expect(tablet.locator("#lock-said")).to_contain_text("That is not the PIN")
    type_pin(tablet, "Noor Haddad", NOORS)
    expect(tablet.locator("#lock-sheet")).to_be_hidden()
    expect(tablet.locator("#room-log")).to_be_visible()
    tablet.context.set_offline(False)

    with tablet.expect_response(lambda answer: answer.url.endswith("/lock/")):
        lock(tablet)
    tablet.context.set_offline(True)
    type_pin(tablet, "Noor Haddad", NOORS)
    expect(tablet.locator("#lock-sheet")).to_be_hidden()
    tablet.context.set_offline(False)
    expect(tablet.locator("#lock-said")).to_contain_text("The network is back")
    type_pin(tablet, "Noor Haddad", NOORS)
    expect(tablet.locator("#lock-sheet")).to_be_hidden()
    chart = tablet.request.get(f"{open_clinic.base_url}/patients/{story.patient.pk}/")
    assert chart.status == 200


def wait_until(page: Page, is_so: object, seconds: int = 10) -> None:
    for _ in range(seconds * 10):
        if is_so():  # type: ignore[operator]
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come to pass.")
