"""Around the room: sheets, dialogs and pages as axe sees them, and a note in two windows."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.domain import devices
from accounts.models import Membership
from medications.enums import DoseSource, Route
from patients.domain import general_notes
from patients.models import ClinicalNote
from sessions.domain import observing
from sessions.domain.limits import Reading
from tests.patients.notes import signed, written
from tests.support import at_rest
from tests.support.clinic_here import ClinicHere, clinic_here
from tests.support.story import Story

pytestmark = pytest.mark.journey

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RED = Reading(systolic=186, diastolic=118, heart_rate=112, spo2=90)
BY = "accounts.backends.OneQueryBackend"
REFUSED = """() => document.dispatchEvent(new CustomEvent('kap:entry', {detail: {kind: 'vitals',
  label: '120/140', facts: {systolic: 120, diastolic: 140, heart_rate: 70, spo2: 98}}}))"""


# A hand that types and presses Save at once: the box is left first, and what that begins is on its way.
TYPED_AND_SAVED = """words => {
  const form = document.querySelector('#note-therapy form[data-autosave]');
  form.elements.text.focus();
  form.elements.text.value = words;
  form.elements.text.dispatchEvent(new Event('input', { bubbles: true }));
  form.elements.text.blur();
  form.requestSubmit(form.querySelector("button[value='stay']"));
}"""


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    """An injection a while ago, an alarm nobody answered, notes in every state."""
    with at_rest.committed(django_db_blocker):
        one = Story().ready_to_book(
            route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(50)
        ).booked().checked_in()  # fmt: skip
        one.lot = one.stocked()
        one.measured()
        one.dosed(50, lot_number="KET-1", drawn_mg=Decimal(60))
        observing.record_event(one.session, code="tears", text="", by=one.ana, at=one.at)
        one.measured(RED)
        one.device, _token = devices.enrol(label="Tablet in Willow", by=one.noor, at=one.at)
        yield one


@pytest.fixture(scope="module")
def clinic(told: Story) -> Iterator[ClinicHere]:
    with clinic_here(told.at + timedelta(minutes=9)) as here:
        yield here


@pytest.fixture(scope="module")
def notes(told: Story, clinic: ClinicHere) -> dict[str, ClinicalNote]:
    """A draft, one that waits for a co-signer, a signed one."""
    writer = Client()
    writer.force_login(told.ana.user, backend=BY)
    found = {
        name: general_notes.start(
            told.patient, kind="phone", about_at=told.at - timedelta(minutes=minutes), by=told.ana,
            at=told.at,
        )
        for name, minutes in (("draft", 50), ("waits", 60), ("signed", 70))
    }  # fmt: skip
    written(writer, found["draft"], "Slept well.")
    written(writer, found["draft"], "Slept well, seven hours.")
    signed(writer, found["waits"], cosigner=told.raj.pk)
    signed(writer, found["signed"])
    for version in (1, 2):  # so that the session's note too has earlier versions to lead to
        part = {"text": f"Inward, {version}.", "version": version}
        writer.post(f"/sessions/{told.session.pk}/note/therapy/", part)
    assert told.session.therapy_note.version > 1
    return found


@pytest.fixture
def as_(clinic: ClinicHere, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of that person, signed in already."""
    opened = []

    def enter(who: Membership, *, theme: str = "dark", scripts: bool = True) -> Page:
        client = Client()
        client.force_login(who.user, backend=BY)
        context = browser.new_context(
            viewport={"width": 1024, "height": 768}, locale="en-US",
            base_url=f"http://127.0.0.1:{clinic.port}", reduced_motion="reduce",
            java_script_enabled=scripts,
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(20_000)
        known = {"sessionid": client.cookies["sessionid"].value, "kap_theme": theme}
        context.add_cookies([
            {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
            for name, value in known.items()
        ])  # fmt: skip
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


def faults(page: Page, where: str) -> list[tuple[str, str, str]]:
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    return [
        (where, one["id"], node["html"][:200])
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def test_every_sheet_and_dialog_of_the_room(told: Story, as_):
    page = as_(told.noor)
    page.goto(f"/sessions/{told.session.pk}/")
    expect(page.locator("html[data-room-ready]")).to_be_attached()
    found = faults(page, "room")
    sheets = page.locator("details.room-sheet")
    for place in range(sheets.count()):
        sheet = sheets.nth(place)
        sheet.evaluate("sheet => { sheet.open = true; }")
        name = str(sheet.get_attribute("id"))
        if name == "panel-support":
            sheet.get_by_role("button", name="It is hard now").click()
            expect(page.locator(".support__tiles")).to_be_visible()
        if name == "panel-end":
            sheet.locator("label").first.click()
        if name == "panel-emergency":
            sheet.locator(".sos__start").click()
            expect(page.locator("[data-sos-running]")).to_be_visible()
        found += faults(page, name)
        sheet.evaluate("sheet => { sheet.open = false; }")
        if name == "panel-emergency":  # its clock goes on where it is pressed
            expect(sheet.locator("summary")).to_contain_text(re.compile(r"Emergency\s+00:\d\d"))
    page.evaluate(REFUSED)
    page.locator("#room-log li.is-refused").get_by_role("button", name="Put aside").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += faults(page, "ask")
    assert found == []


def test_the_pages_around_the_room(told: Story, notes, as_):
    places = {
        told.ana: [
            *(f"/patients/notes/{notes['draft'].pk}/{way}" for way in ("", "versions/", "move/")),
            f"/patients/notes/{notes['signed'].pk}/",
            f"/sessions/{told.session.pk}/note/",
        ],
        told.raj: [f"/patients/notes/{notes['waits'].pk}/cosign/"],
        told.noor: [f"/settings/devices/{told.device.pk}/lost/", f"/stock/{told.lot.pk}/"],
    }
    found = []
    for who, paths in places.items():
        page = as_(who)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(
                "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
            )
            found += faults(page, path)
    assert found == []


def test_a_lines_undo_is_named_for_its_line(told: Story, as_):
    page = as_(told.noor)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/sessions/{told.session.pk}/")
    expect(page.locator("html[data-room-ready]")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    undo = page.locator("#room-log li[data-kind=event] .log__undo")
    expect(undo.first).to_have_accessible_name(
        "Undo Tears of " + clock(told.at - timedelta(minutes=2), told)
    )
    page.locator("#room-taps").get_by_role("button", name="Fear", exact=True).click()
    pending = page.locator("#room-log li").filter(has_text="Fear").locator(".log__undo")
    expect(pending.first).to_have_accessible_name("Undo Fear", timeout=3000)


def write(page: Page, told: Story, words: str) -> None:
    """The therapist's part, typed over; not yet saved."""
    page.goto(f"/sessions/{told.session.pk}/note/")
    page.locator("#note-therapy textarea[name=text]").fill(words)


def save(page: Page) -> None:
    page.locator("#note-therapy").get_by_role("button", name="Save the draft").click()


def stands(told: Story) -> list[str]:
    """Every version that was kept of the part, in order; the last one stands."""
    note = ClinicalNote.objects.get(pk=told.session.therapy_note_id)
    return list(note.revisions.order_by("version").values_list("text", flat=True))


def test_an_older_window_of_a_note_loses_nothing(told: Story, as_):
    older, newer = as_(told.ana, scripts=False), as_(told.ana, scripts=False)
    write(older, told, "From the older window.")
    write(newer, told, "From the newer window.")
    with newer.expect_navigation():
        save(newer)

    with older.expect_response(lambda answer: answer.status == 409):
        save(older)
    expect(older.locator(".note-read")).to_have_text("From the newer window.")
    expect(older.locator("textarea[name=text]")).to_have_value("From the older window.")
    assert stands(told)[-1] == "From the newer window."
    older.locator("textarea[name=text]").fill("Both, brought together.")
    older.get_by_role("button", name="Save this over theirs").click()
    expect(older.locator("#note-therapy textarea")).to_have_value("Both, brought together.")

    assert stands(told)[-2:] == ["From the newer window.", "Both, brought together."]


def test_a_press_in_the_older_window_shows_theirs_before_anything_is_replaced(told: Story, as_):
    older, newer = as_(told.ana), as_(told.ana, scripts=False)
    older.goto(f"/sessions/{told.session.pk}/note/")
    write(newer, told, "Saved in the newer window.")
    with newer.expect_navigation():
        save(newer)

    older.evaluate(TYPED_AND_SAVED, "Typed in the older window.")
    part = older.locator("#note-therapy")
    expect(part.locator("[data-theirs-text]")).to_have_text("Saved in the newer window.")
    expect(part.locator("textarea[name=text]")).to_have_value("Typed in the older window.")
    assert stands(told)[-1] == "Saved in the newer window."
    with older.expect_navigation():
        save(older)

    assert stands(told)[-2:] == ["Saved in the newer window.", "Typed in the older window."]


def clock(moment: datetime, story: Story) -> str:
    return f"{moment.astimezone(story.clinic.zone):%H:%M}"
