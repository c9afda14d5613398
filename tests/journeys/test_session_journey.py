"""One medicine session in a real browser: booked, checked in, carried, signed, and its window opened."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from accounts.domain.policies import adopt_policy
from patients.domain.documents import render_due
from patients.models import Document
from tests.journeys.hands import sign_in
from tests.support.servers import LiveClinic
from tests.support.story import PASSWORD, Story, another_name
from tests.support.zones import where_it_is_noon

pytestmark = pytest.mark.journey

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def story(open_clinic: LiveClinic) -> Story:
    """Prepared yesterday; this clinic's policy asks for no minimum stay, so that the test need not wait."""
    now = datetime.now(UTC).replace(microsecond=0)
    told = Story(now - timedelta(days=1), timezone=where_it_is_noon(now), name=another_name())
    values = {"observation_minutes": {"SL": 0}}
    adopt_policy(told.clinic, values=values, author="Test", approver="Test", at=told.at)
    return told.ready_to_book()


@pytest.fixture
def as_(browser: Browser, open_clinic: LiveClinic, story: Story) -> Iterator[Callable[[str], Page]]:
    """A page of its own for each person, signed in."""
    opened = []

    def enter(key: str) -> Page:
        context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-US")
        opened.append(context)
        return sign_in(context.new_page(), open_clinic.base_url, f"{key}@{story.domain}")

    yield enter
    for context in opened:
        context.close()


def has_no_faults(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def book(page: Page, base: str, story: Story, kind: str, start: datetime, room: object) -> None:
    local = start.astimezone(story.clinic.zone)
    asked = {"patient": story.patient.pk, "kind": kind, "day": local.date().isoformat()}
    page.goto(f"{base}/calendar/book/?{urlencode(asked)}")
    page.locator("[name=kind]").first.wait_for(state="attached")
    choose(page, "kind", kind)
    page.locator("[name=day]").fill(local.date().isoformat())
    page.locator("[name=time]").fill(f"{local:%H:%M}")
    choose(page, "clinician", str(story.ana.pk))
    choose(page, "room", str(room.pk))  # type: ignore[attr-defined]
    page.locator("main form[method=post] .btn-primary").first.click()
    page.wait_for_load_state()


def choose(page: Page, name: str, value: str) -> None:
    box = page.locator(f"[name={name}]").first
    if box.evaluate("node => node.tagName") == "SELECT":
        box.select_option(value)
    else:
        page.locator(f"[name={name}][value='{value}']").check(force=True)


def test_from_the_desk_to_the_window(
    open_clinic: LiveClinic, story: Story, as_: Callable[[str], Page]
):
    base = open_clinic.base_url
    start = datetime.now(UTC) + timedelta(minutes=20)

    desk = as_("flo")
    book(desk, base, story, "medicine_session", start, story.willow)
    book(desk, base, story, "integration", start + timedelta(days=1), story.cedar)
    story.at = datetime.now(UTC)
    room = f"{base}/sessions/{story.session.pk}/"
    check_in(desk, f"{room}check-in/")
    assert desk.request.get(room).status == 403

    nurse = as_("noor")
    nurse.goto(room)
    expect(nurse.get_by_text("Take a reading.").first).to_be_visible()
    has_no_faults(nurse)
    reading(nurse, room, "122", "78")
    give(nurse, room, "200")
    reading(nurse, room, "128", "82")
    nurse.get_by_role("button", name="Tears").click()
    expect(nurse.locator("#room-log")).to_contain_text("Tears")
    has_no_faults(nurse)

    therapist = as_("ana")
    therapist.goto(room)
    discharge(therapist, room)
    sign(therapist, room, "therapy", "Inward, tears, grounded.")
    sign(as_("raj"), room, "medicine", "Uneventful. Vitals within limits.")

    assert render_due(at=datetime.now(UTC)) >= 0
    document = Document.objects.get(kind="session_note", patient=story.patient)
    pdf = therapist.request.get(f"{base}/documents/{document.pk}/")
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
    therapist.goto(f"{base}/integration/")
    expect(therapist.get_by_role("main")).to_contain_text(story.patient.name)
    has_no_faults(therapist)


def check_in(page: Page, address: str) -> None:
    page.goto(address)
    for name in ("solid_day", "liquid_day"):
        page.locator(f"[name={name}][value='0']").check(force=True)
    page.locator("[name=solid_time]").fill("00:05")
    page.locator("[name=liquid_time]").fill("00:10")
    page.locator("[name=ride_name]").fill("Dele Okafor")
    page.locator("[name=ride_phone]").fill("+13035550118")
    page.locator("[name=pregnant][value=no]").check(force=True)
    page.locator("[name=identity]").check(force=True)
    page.locator("[name=thoughts][value=no]").check(force=True)
    page.locator("main form[method=post] .btn-primary").first.click()
    page.wait_for_load_state()


def reading(page: Page, room: str, upper: str, lower: str) -> None:
    if page.url != room:
        page.goto(room)
    page.locator("#panel-vitals > summary").click()
    form = page.locator("form[action$='/vitals/']").first
    values = {"systolic": upper, "diastolic": lower, "heart_rate": "72", "spo2": "98"}
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[data-vitals-save]").click()
    expect(page.locator("body")).to_contain_text(f"{upper}/{lower}")
    expect(page.locator("#room-saved[data-state=saved]")).to_be_attached()


def give(page: Page, room: str, mg: str) -> None:
    page.goto(room)
    assert page.locator("#give-why li").all_inner_texts() == []
    form = page.locator("form[action$='/dose/']").first
    form.locator("[name=mg]").fill(mg)
    form.locator("button[type=submit], button.btn-primary").first.click()
    expect(page.locator("body")).to_contain_text("Since dose")


def discharge(page: Page, room: str) -> None:
    page.goto(room)
    form = page.locator("form[action$='/discharge/']").first
    page.locator("details:has(form[action$='/discharge/']) > summary").first.click()
    for box in form.locator("[name=items]").all():
        box.press("Space")
    form.locator("[name=released_to]").fill("Dele Okafor")
    form.locator("button[type=submit], button.btn-primary").last.click()
    expect(page.locator("#room-steps")).to_contain_text("Write the note")


def sign(page: Page, room: str, part: str, words: str) -> None:
    page.goto(f"{room}note/")
    form = page.locator(f"form[action$='/note/{part}/']")
    form.locator("[name=text]").fill(words)
    form.locator("button[value=sign]").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form[action$='/sign/'] .btn-primary").click()
    expect(page.locator(f"#note-{part}")).to_contain_text("Signed")
