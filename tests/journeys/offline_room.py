"""The live room under bad conditions: one clinic in this process, one network that can be broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from accounts.models import Membership
from sessions.models import SessionEvent
from tests.support.bad_network import BadNetwork
from tests.support.clinic_here import ClinicHere
from tests.support.story import PASSWORD, Story

TILES = ("Tears", "Laughter", "Stillness", "Fear", "Ease", "Speech", "Nausea", "Tremor")
SIGNED_IN: dict[str, list] = {}


@dataclass
class Hour:
    """Everything a test of the room's hour needs; `typed` is what was logged, and between which moments."""

    story: Story
    clinic: ClinicHere
    network: BadNetwork
    browser: Browser
    typed: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    since: int = 0

    @property
    def address(self) -> str:
        return f"{self.network.base_url}/sessions/{self.story.session.pk}/"

    def fresh(self) -> "Hour":
        last = SessionEvent.objects.order_by("pk").last()
        self.typed, self.since = [], last.pk if last else 0
        return self

    def rows(self) -> list[SessionEvent]:
        return list(SessionEvent.objects.filter(pk__gt=self.since).order_by("pk"))

    def window(self, who: Membership, *, ahead: timedelta | None = None) -> BrowserContext:
        """A browser of that person; with `ahead` its clock can be moved and is off by so much."""
        context = self.browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-US")
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        if ahead is not None:
            context.clock.install(time=datetime.now(UTC) + ahead)
        context.add_cookies(self._cookies(who))
        return context

    def _cookies(self, who: Membership) -> list:
        """Signed in through the page once; a second window of the same person takes it over."""
        if (known := SIGNED_IN.get(who.user.email)) is not None:
            return known
        page = self.browser.new_page()
        page.goto(f"{self.network.base_url}/accounts/login/?next=/healthz")
        page.locator("input[name=login]").fill(who.user.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        SIGNED_IN[who.user.email] = page.context.cookies()
        page.context.close()
        return SIGNED_IN[who.user.email]

    def enter(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(self.address)
        is_ready(page)
        if not self.network.is_cut:
            expect(page.locator("html[data-room-kept]")).to_be_attached(timeout=20_000)
        return page

    def sign_in_again(self, page: Page, who: Membership) -> None:
        """On the page of signing in, as the next morning."""
        SIGNED_IN.clear()
        page.evaluate("localStorage.clear()")  # the lock of a quiet screen has tests of its own
        page.goto(self.address)
        page.locator("input[name=login]").fill(who.user.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        is_ready(page)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    # what is done --------------------------------------------------------------------------------

    @contextmanager
    def logging(self, words: str) -> Iterator[None]:
        """What is logged inside happened between these two moments."""
        before = datetime.now(UTC)
        yield
        self.typed.append((words, before, datetime.now(UTC)))

    def tap(self, page: Page, label: str) -> None:
        with self.logging(label):
            page.locator("#room-taps").get_by_role("button", name=label, exact=True).click()

    def note(self, page: Page, words: str) -> None:
        page.locator("#event_text").fill(words)
        with self.logging(words):
            page.locator("#event_text").press("Enter")

    def later(self, page: Page, seconds: int) -> None:
        """Both clocks go on, the page's and the clinic's, and show the same."""
        with self.network.held():  # no answer speaks of one clock to a page that has the other
            page.clock.fast_forward(seconds * 1000)
            self.together(page)

    def together(self, page: Page) -> None:
        """A page that was loaded anew has caught up with the hours on the wall: so does the clinic."""
        self.clinic.clock.move_to(page.evaluate("Date.now()") / 1000)


def is_ready(page: Page) -> None:
    expect(page.locator("html[data-room-ready]")).to_be_attached(timeout=20_000)


def says(page: Page, words: str, *, seconds: int = 20) -> None:
    expect(page.locator("#room-saved")).to_contain_text(words, timeout=seconds * 1000)


def all_is_saved(page: Page, *, seconds: int = 60) -> None:
    saved = page.locator("#room-saved[data-state=saved]")
    expect(saved).to_be_attached(timeout=seconds * 1000)


def kept(page: Page) -> int:
    """How many lines this tablet's store holds, looked at from outside the page's own scripts."""
    ask = "async () => (await import('/static/js/room/vault.js')).countKept()"
    try:
        return page.evaluate(ask)
    except Error:  # what was shown without a network makes way for the page itself
        is_ready(page)
        return page.evaluate(ask)


@contextmanager
def hour(story: Story, clinic: ClinicHere, network: BadNetwork, browser: Browser) -> Iterator[Hour]:
    found = Hour(story, clinic, network, browser).fresh()
    try:
        yield found
    finally:
        network.mend()
        network.resets = network.delay = 0.0
        found.leave()
