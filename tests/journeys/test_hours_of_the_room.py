"""A room and a wall that nobody touches for an hour: what stands there stays true, or says that it is old."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import Membership
from sessions.forms.times import Hours, split_note
from tests.sessions.test_times import AFTERNOON, READ, SAME, ZONE
from tests.support import at_rest
from tests.support.clinic_here import ClinicHere, clinic_here
from tests.support.story import Story

pytestmark = pytest.mark.journey

BY = "accounts.backends.OneQueryBackend"
MINUTE_MS = 60_000
ASKED = ("9:10 x", "12:10 x", "13:10 pm x", "0:10 am x", "10:75 x", "10:12 amazing", "t-3 x", "x")
LAMP = """() => {
  window.lamps = [];
  const request = async () => {
    const lamp = new EventTarget();
    lamp.released = false;
    window.lamps.push(lamp);
    return lamp;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request } });
}"""
PUT_OUT = """() => {
  const lamp = window.lamps.at(-1);
  lamp.released = true;
  lamp.dispatchEvent(new Event('release'));
}"""
READ_NOTE = """async ([rows, zone]) => {
  const words = await import('/static/js/room/words.js');
  const found = rows.map(({ day, began, now, typed }) => {
    words.keepHours({ day, began });
    return words.readNote(typed, zone, Date.parse(now));
  });
  return found.map(({ at, text, sentence }) => sentence ?? `${new Date(at).toISOString()} ${text}`);
}"""


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    with at_rest.committed(django_db_blocker):
        story = Story().under_way()
        story.measured()
        yield story


@pytest.fixture(scope="module")
def clinic(told: Story) -> Iterator[ClinicHere]:
    with clinic_here(told.at) as here:
        yield here


@pytest.fixture
def as_(told: Story, clinic: ClinicHere, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of that person, signed in already, whose clock a test moves on from the story's moment."""
    opened = []
    clinic.clock.move_to(told.at)

    def enter(who: Membership) -> Page:
        client = Client()
        client.force_login(who.user, backend=BY)
        context = browser.new_context(
            viewport={"width": 1024, "height": 768}, locale="en-US",
            base_url=f"http://127.0.0.1:{clinic.port}",
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(20_000)
        known = {"sessionid": client.cookies["sessionid"].value, "kap_theme": "dark"}
        context.add_cookies([
            {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
            for name, value in known.items()
        ])  # fmt: skip
        context.add_init_script(f"({LAMP})()")
        context.clock.install()
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


def open_room(page: Page, story: Story) -> None:
    page.goto(f"/sessions/{story.session.pk}/")
    expect(page.locator("html[data-room-ready]")).to_be_attached()


def later(page: Page, minutes: float) -> None:
    page.clock.fast_forward(round(minutes * MINUTE_MS))
    page.clock.run_for(1100)


def test_without_a_network_the_hour_goes_on_upon_the_screen(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)
    expect(page.locator(".step--now .step__word")).to_have_text("Peak")
    page.context.set_offline(True)

    later(page, 13)  # 30 minutes after the dose
    due = page.locator("#due")
    expect(due.locator(".number__label")).to_have_text("Vitals due")
    expect(due).not_to_have_css("border-top-width", "3px")
    expect(page.locator(".step--next .step__note")).to_have_text("due now")
    later(page, 3)
    expect(due.locator(".number__label")).to_have_text("Vitals OVERDUE")
    expect(due).to_have_css("border-top-width", "3px")
    later(page, 12)  # 45
    expect(page.locator(".step--now .step__word")).to_have_text("Return")
    expect(page.locator("#room-steps [aria-current]")).to_have_text("Return")
    expect(page.locator("#room-leave-left")).to_have_text(re.compile("7[45] min"))
    later(page, 75)
    expect(page.locator("#room-leave-left")).to_be_hidden()
    expect(page.locator("#room-leave-wait")).to_have_attribute("hidden", "")


def test_the_tablet_reads_a_typed_time_as_the_clinic_does(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)
    typed = [one.values[:3] for one in READ] + [(AFTERNOON, SAME, one) for one in ASKED]
    rows = [
        {
            "day": hours.day.isoformat(), "began": hours.began and hours.began.isoformat(),
            "now": now.isoformat(), "typed": words,
        }
        for hours, now, words in typed
    ]  # fmt: skip

    found = page.evaluate(READ_NOTE, [rows, ZONE.key])

    assert found == [as_the_clinic_reads(*one) for one in typed]


def as_the_clinic_reads(hours: Hours, now: datetime, words: str) -> str:
    try:
        at, text = split_note(words, hours=hours, at=now)
    except ValidationError as asked:
        return asked.messages[0]
    return f"{(at or now).astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z} {text}"


def test_single_keys_can_be_turned_off_in_the_room(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)
    theme = page.locator("html")
    page.keyboard.press("d")
    expect(theme).to_have_attribute("data-bs-theme", "night")

    with page.expect_response("**/keys/"):
        page.locator(".room-foot [data-keys-switch] button").click()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")
    page.keyboard.press("d")
    page.keyboard.press("n")

    expect(theme).to_have_attribute("data-bs-theme", "night")
    expect(page.locator("#event_text")).not_to_be_focused()
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")


def test_a_screen_that_may_go_dark_says_so(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)
    expect(page.locator("#room-wake")).to_be_hidden()

    page.evaluate(PUT_OUT)
    expect(page.locator("#room-wake")).to_be_visible()
    page.locator("h1").dispatch_event("pointerdown")

    expect(page.locator("#room-wake")).to_be_hidden()
    assert page.evaluate("window.lamps.length") == 2


def test_a_due_reading_glows_only_where_somebody_asked_for_it(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)
    page.context.set_offline(True)
    page.locator("[data-signal] button").click()
    expect(page.locator("body")).to_have_class(re.compile("is-due"))
    later(page, 1)
    expect(page.locator("body")).not_to_have_class(re.compile("is-due"))

    page.clock.fast_forward(12 * MINUTE_MS)
    page.clock.run_for(1100)

    expect(page.locator("body")).to_have_class(re.compile("is-due"))


def test_told_the_prescriber_is_one_tap_behind_what_a_line_says(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)
    page.locator("#event_text").fill("short of breath")
    page.locator("#event_text").press("Enter")

    page.locator("#room-chips").get_by_role("button", name="Told Raj Patel").click()

    line = page.locator("#log-lines li[data-kind=event]:not([data-pending], .is-struck)").first
    expect(line).to_contain_text("short of breath, told Raj Patel")


def test_a_wall_that_hears_nothing_says_since_when_it_is_old(told: Story, as_):
    page = as_(told.noor)
    page.goto("/sessions/")
    minutes = page.locator("[data-since]")
    stood = int(minutes.inner_text())
    asof = page.locator("[data-asof]").inner_text()
    page.context.set_offline(True)

    page.clock.run_for(25_000)
    expect(page.locator("#board-stale")).to_be_hidden()
    page.clock.run_for(60_000)

    expect(page.locator("#board-stale")).to_have_text(f"Not current since {asof}")
    expect(page.locator("#board.is-stale")).to_be_visible()
    assert int(minutes.inner_text()) == stood + 1
    page.context.set_offline(False)
    page.clock.run_for(21_000)
    expect(page.locator("#board-stale")).to_be_hidden()
    expect(page.locator("#board")).not_to_have_class(re.compile("is-stale"))


def test_a_wall_that_was_signed_out_holds_no_form_in_its_tiles(told: Story, as_):
    page = as_(told.raj)
    page.goto("/sessions/")
    expect(page.locator(".board__tile")).to_have_count(1)
    Session.objects.all().delete()

    page.clock.run_for(21_000)

    page.wait_for_url("**/accounts/login/**")
    expect(page.locator("#board")).to_have_count(0)


def test_what_a_slow_answer_leaves_open_a_quick_one_settles(told: Story, as_):
    page = as_(told.noor)
    open_room(page, told)

    behind = page.evaluate("""async () => {
      const clock = await import('/static/js/room/clock.js');
      const took = (ms) => performance.now() - ms;
      const real = clock.now() + 60_000; // somebody put the clinic's clock right
      const told = [];
      clock.hear(real - 3_000, took(3_000)); // written as soon as it was asked for
      told.push(clock.now() - real);
      clock.hear(real - 100, took(100));
      told.push(clock.now() - real);
      clock.hear(real, took(2_900)); // written just before it came
      told.push(clock.now() - real);
      return told;
    }""")

    assert [abs(ms) < 1_600 for ms in behind] == [True, True, True]
    assert [abs(ms) < 200 for ms in behind] == [False, True, True]
