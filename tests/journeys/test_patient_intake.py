"""A patient answers the whole intake on a phone: without JavaScript, and with axe looking on."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from screening.models import Intake
from tests.journeys.hands import sign_in
from tests.support.servers import LiveClinic
from tests.support.story import Story, another_name
from tests.support.zones import where_it_is_noon

PHONE = {"width": 390, "height": 844}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VOICES = "Do you hear voices, or see things, that other people do not?"
MOST_PAGES = 90
# What somebody in good health chooses, the first of these that stands on the page.
CALM = ("None of these", "No", "I do not know yet", "Not at all", "Never")
TYPED = {"Feet": "5", "Inches": "6", "Pounds": "154 lb"}


@pytest.fixture
def story(open_clinic: LiveClinic) -> Story:
    now = datetime.now(UTC).replace(microsecond=0)
    return Story(now - timedelta(days=1), timezone=where_it_is_noon(now), name=another_name())


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A phone's browser; closed at the end."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        context = browser.new_context(viewport=PHONE, locale="en-US", **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def margos(open_clinic: LiveClinic, story: Story) -> Callable[[BrowserContext], Page]:
    """A page on which Margo has signed in and stands at her own door."""

    def enter(context: BrowserContext) -> Page:
        email = f"margo@{story.domain}"
        page = sign_in(context.new_page(), open_clinic.base_url, email, to="/portal/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Margo")
        return page

    return enter


def answer_page(page: Page, heading: str) -> None:
    """Answer what stands on the page and press what leads on."""
    if heading == VOICES:
        row_of(page, "Yes").click()
    else:
        choose_calm(page)
    for label, words in TYPED.items():
        box = page.get_by_label(label, exact=True)
        if box.count():
            box.fill(words)
    press_on(page)


def row_of(page: Page, words: str) -> Locator:
    """The row of a choice: the whole of it is the target."""
    return page.locator(".choice label").filter(has_text=re.compile(rf"^\s*{words}\s*$"))


def choose_calm(page: Page) -> None:
    for words in CALM:
        if row_of(page, words).count():
            row_of(page, words).click()
            return


def press_on(page: Page) -> None:
    page.locator("main .btn-primary").first.click()


@pytest.mark.journey
def test_the_whole_intake_without_javascript(story: Story, phone, margos):
    page = margos(phone(java_script_enabled=False))
    page.get_by_role("link", name="Your intake").click()
    headings = []

    for _page in range(MOST_PAGES):
        heading = page.get_by_role("heading", level=1).inner_text()
        headings.append(heading)
        if heading == "Check and send":
            break
        answer_page(page, heading)

    expect(page.get_by_role("term").filter(has_text=VOICES)).to_be_visible()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are with us")
    expect(page.get_by_text("A clinician will talk with you", exact=False)).to_be_visible()
    assert VOICES in headings
    assert list(story.episode.findings.open().values_list("code", "severity")) == [("PSY1", "STOP")]
    assert Intake.objects.get(episode=story.episode).answers["kept"]["weight"] == {
        "lb": "154",
        "kg": "",
    }
    assert sorted(story.patient.responses.values_list("instrument", "status")) == [
        ("auditc", "completed"), ("gad7", "completed"), ("phq9", "completed"),
    ]  # fmt: skip


PLACES = (
    "/portal/", "/portal/intake/", "/portal/intake/you/called/", "/portal/intake/you/goals/",
    "/portal/intake/health/height/", "/portal/intake/health/voices/", "/portal/intake/health/heart/",
    "/portal/intake/health/answers/", "/portal/intake/medicines/medicine_list/",
    "/portal/intake/home/ride/", "/portal/check-ins/phq9/", "/portal/check-ins/phq9/1/",
    "/portal/check-ins/peg/1/", "/portal/help/", "/portal/consents/", "/portal/consents/on-screen/",
    "/portal/journal/", "/portal/journal/write/", "/portal/documents/", "/portal/messages/",
)  # fmt: skip


def axe(page: Page, rules: dict[str, object]) -> list[str]:
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    found = Axe().run(page, options={"runOnly": rules})
    return [fault["id"] for fault in found.response["violations"]]


def faults_of(page: Page) -> list[str]:
    """What axe finds, what reaches beyond the screen, and type that is too small to read."""
    faults = axe(page, {"type": "tag", "values": STANDARDS})
    if (reach := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
        faults.append(f"{reach} px wide")
    if page.evaluate("getComputedStyle(document.querySelector('main')).fontSize") != "18px":
        faults.append("not 18 px")
    return faults


@pytest.mark.journey
def test_axe_finds_no_fault_on_a_phone(open_clinic: LiveClinic, phone, margos):
    """By day all rules; in the dark the colours."""
    context = phone(bypass_csp=True)
    context.add_cookies([{"name": "kap_theme", "value": "light", "url": open_clinic.base_url}])
    page = margos(context)
    faults = {}

    for place in PLACES:
        page.goto(open_clinic.base_url + place)
        faults[place] = faults_of(page)
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        faults[place] += axe(page, {"type": "rule", "values": ["color-contrast"]})

    page.goto(f"{open_clinic.base_url}/portal/intake/health/voices/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    faults["with an error"] = faults_of(page)
    assert {place: found for place, found in faults.items() if found} == {}


@pytest.mark.journey
def test_choices_are_large_and_nothing_moves_on_by_itself(
    open_clinic: LiveClinic, story: Story, phone, margos
):
    page = margos(phone())
    page.goto(f"{open_clinic.base_url}/portal/check-ins/phq9/1/")
    here = page.url
    boxes = [label.bounding_box() for label in page.locator(".choice label").all()]

    row_of(page, "Several days").click()
    expect(page.get_by_label("Several days")).to_be_checked()
    page.wait_for_timeout(500)

    assert [box["height"] >= 48 and box["width"] >= 300 for box in boxes if box] == [True] * 4
    assert len({box["x"] for box in boxes if box}) == 1
    assert page.url == here
    assert not story.patient.responses.exists()


@pytest.mark.journey
def test_long_answers_are_kept_while_typing(open_clinic: LiveClinic, phone, margos):
    page = margos(phone())
    page.goto(f"{open_clinic.base_url}/portal/intake/you/goals/")

    page.get_by_label("What do you hope will change?").fill("Quiet nights")
    expect(page.locator(".ask__saved")).to_contain_text("Saved")

    page.reload()
    expect(page.get_by_label("What do you hope will change?")).to_have_value("Quiet nights")
