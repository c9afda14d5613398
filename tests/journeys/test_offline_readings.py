"""Readings, answers, chips and refused lines while the clinic does not answer, and after it closed the record."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.domain.policies import adopt_policy
from sessions.domain import leaving, vitals, writing
from sessions.domain.limits import Reading
from sessions.enums import DischargeItem
from sessions.models import MedicineSession, SessionEvent, VitalSigns
from tests.journeys.offline_room import SIGNED_IN, Hour, all_is_saved, hour, kept, says
from tests.support import at_rest
from tests.support.bad_network import BadNetwork, bad_network
from tests.support.clinic_here import clinic_here
from tests.support.story import Story

pytestmark = pytest.mark.journey

NAMES = ("systolic", "diastolic", "heart_rate", "spo2")


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[dict[str, Story]]:
    """Three clinics, each with somebody a quarter of an hour after the dose; one of them closes its record."""
    with at_rest.committed(django_db_blocker):
        closing = Story(name="Birch")
        margo, closing.patient = closing.patient, closing.new_patient("Rey Whitfield", key="rey")
        closing.ready_for_dose()
        values = {"observation_minutes": {"SL": 0}}
        adopt_policy(closing.clinic, values=values, author="Test", approver="Test", at=closing.at)
        closing.patient = margo
        others = [Story(closing.at, name=name) for name in ("Cedar", "Alder")]
        stories = {one.clinic.name: one.under_way() for one in (closing, *others)}
        yield stories
        SIGNED_IN.clear()


@pytest.fixture(scope="module")
def network(told) -> Iterator[BadNetwork]:
    now = max(one.at for one in told.values())
    with clinic_here(now) as clinic, bad_network(clinic.port) as between:
        between.clinic = clinic
        yield between


@pytest.fixture
def enter(told, network, browser: Browser) -> Iterator[Callable[[str], Hour]]:
    with ExitStack() as open_rooms:
        yield lambda name: open_rooms.enter_context(
            hour(told[f"{name} Clinic"], network.clinic, network, browser)
        )


@pytest.fixture
def room(enter) -> Hour:
    return enter("Cedar")


def type_reading(page: Page, *numbers: int) -> None:
    sheet = page.locator("#panel-vitals")
    if not sheet.evaluate("sheet => sheet.open"):
        sheet.locator("summary").first.click()
    for name, number in zip(NAMES, numbers, strict=True):
        sheet.locator(f"[name={name}]").fill(str(number))
    sheet.locator("[data-vitals-save]").click()


def sheet_is_open(page: Page) -> bool:
    return page.locator("#panel-vitals").evaluate("sheet => sheet.open")


def test_a_reading_is_judged_before_the_clinic_has_it(enter):
    room = enter("Alder")
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    due, here = page.locator("#due"), page.locator("#room-alarm-here")
    expect(due).to_contain_text("Vitals due")
    room.network.cut()

    type_reading(page, 120, 140, 72, 98)
    wrong = page.locator("#room-vitals [data-entry-error]")
    expect(wrong).to_have_text("The lower pressure must be below the upper one.")
    expect(page.locator("#room-vitals [name=diastolic]")).to_be_focused()
    type_reading(page, 120, 80, 72, 980)
    expect(wrong).to_have_text("SpO₂ is between 30 and 100.")
    assert sheet_is_open(page)
    assert kept(page) == 0

    type_reading(page, 186, 112, 96, 95)
    expect(page.locator("[data-sure-words]")).to_have_text("Is 186 right?")
    page.get_by_role("button", name="Yes, save it").click()
    expect(here).to_contain_text("▲ Red: 186/112, SpO₂ 95 %")
    expect(here).to_contain_text("Call the prescriber or nurse now. Emergency list at hand.")
    expect(here).to_contain_text("not stored yet")
    expect(page.locator("#room-log li.is-waiting")).to_contain_text("▲ red")
    expect(due).to_contain_text("Next vitals in")

    room.later(page, 60)
    type_reading(
        page, 184, 84, 90, 97
    )  # no jump from the one before it, which only this tablet has
    expect(page.locator("#room-log li.is-waiting")).to_have_count(2)
    assert not sheet_is_open(page)
    expect(here).to_contain_text("2 such readings wait.")

    room.network.mend()
    all_is_saved(page)
    expect(page.locator("#room-alarms form")).to_contain_text("Red: 184/84")
    expect(here).to_be_hidden()
    expect(due).to_contain_text("Next vitals in")
    levels = VitalSigns.objects.order_by("-pk").values_list("systolic", "level")[:2]
    assert list(levels) == [(184, "red"), (186, "red")]


def test_a_colleagues_newer_reading_is_the_one_before(room):
    page = room.enter(room.window(room.story.noor))
    now = datetime.now(UTC)
    vitals.record(room.story.session, reading=Reading(141, 88, 70, 98), by=room.story.kim, at=now)
    before = page.locator("#room-vitals .vital:has([name=systolic]) .vital__last")
    expect(before).to_have_text(re.compile("141"), timeout=20_000)

    type_reading(page, 185, 84, 70, 98)
    expect(page.locator("[data-sure-words]")).to_have_text("Is 185 right?")
    page.locator("[data-sure-no]").click()
    type_reading(page, 145, 84, 70, 98)
    all_is_saved(page)
    assert VitalSigns.objects.latest("pk").systolic == 145


def test_a_refused_reading_is_written_another_way_with_what_was_typed(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    page.evaluate(
        "() => document.dispatchEvent(new CustomEvent('kap:entry', {detail: {kind: 'vitals', label: '120/140',"
        "facts: {systolic: 120, diastolic: 140, heart_rate: 70, spo2: 98}}}))"
    )
    line = page.locator("#room-log li.is-refused")
    taken = datetime.now(UTC).astimezone(room.story.clinic.zone)
    line.get_by_role("button", name="Write it another way").click()
    assert sheet_is_open(page)
    expect(page.locator("#room-vitals [name=diastolic]")).to_have_value("140")
    expect(page.locator("#room-vitals [name=taken]")).to_have_value(
        re.compile(f"{taken:%H:%M}|{taken - timedelta(minutes=1):%H:%M}")
    )
    expect(line).to_have_count(1)  # until the new one is kept

    type_reading(page, 140, 82, 70, 98)
    expect(line).to_have_count(0)
    all_is_saved(page)
    assert str(VitalSigns.objects.latest("pk")) == "140/82"


def test_chips_stay_under_the_hand_and_lines_that_wait_can_be_changed(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    room.network.cut()
    room.tap(page, "Tears")
    chip = page.locator("#room-chips .chip")
    chip.first.locator("[name=text]").fill("of her mo")
    room.later(page, 3)
    room.tap(page, "Fear")
    expect(chip).to_have_count(2)
    room.later(page, 30)
    expect(chip).to_have_count(1)
    expect(chip.locator("[name=text]")).to_have_value("of her mo")
    chip.locator("[name=minutes][value='1']").click()
    expect(chip.locator("[name=text]")).to_have_value("of her mo")
    chip.locator("[name=text]").fill("of her mother")
    chip.locator("[name=text]").press("Enter")
    expect(page.locator("#room-log li.is-waiting", has_text="of her mother")).to_be_visible()

    waits = page.locator("#room-log li.is-waiting", has_text="Fear")
    waits.get_by_role("button", name="Change Fear").click()
    chip.first.get_by_role("button", name="Severity 3, strong").click()
    expect(page.locator("#room-log li.is-waiting", has_text="severity 3")).to_be_visible()
    page.keyboard.press("Escape")
    room.network.mend()
    all_is_saved(page)

    tears, fear = SessionEvent.objects.filter(pk__gt=room.since, voided_at=None).order_by("code")[
        ::-1
    ]
    assert (tears.code, tears.text, fear.severity) == ("tears", "of her mother", 3)
    assert timedelta(seconds=50) < fear.occurred_at - tears.occurred_at < timedelta(seconds=75)


def test_lines_refused_by_a_closed_record_are_read_there_and_found_from_everywhere(enter):
    room = enter("Birch")
    page = room.enter(room.window(room.story.noor))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    session, address = room.story.session, room.address
    here = MedicineSession.objects.filter(episode__patient__clinic=room.story.clinic)
    elsewhere = here.exclude(pk=session.pk).get()
    room.network.cut()
    room.note(page, "he said the door was blue")
    says(page, "1 waiting, offline")
    closed(room)
    room.network.mend()

    expect(page.locator("body")).to_contain_text("Both parts are signed.", timeout=20_000)
    line = page.locator("#room-log li.is-refused", has_text="he said the door was blue")
    expect(line).to_contain_text("not saved")
    expect(line.get_by_role("button", name="Write it another way")).to_have_count(0)
    line.get_by_role("button", name="Copy the words").click()
    expect(page.locator("#live")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("he said the door was blue")
    expect(page.locator("#room-taps, #room-vitals")).to_have_count(0)

    page.goto(f"{room.network.base_url}/patients/")
    banner = page.locator("#unsent-banner")
    expect(banner).to_contain_text("Lines wait on this tablet.")
    expect(banner.get_by_role("link")).to_have_attribute("href", f"/sessions/{session.pk}/")

    page.goto(f"{room.network.base_url}/sessions/{elsewhere.pk}/")
    says(page, "1 line not saved in another room: tap to see")
    page.locator("#room-saved").click()
    page.wait_for_url(address)

    line.get_by_role("button", name="Put aside").click()
    page.get_by_role("dialog").get_by_role("button", name="Put it aside").click()
    expect(line).to_have_count(0)
    page.goto(f"{room.network.base_url}/patients/")
    expect(banner).to_have_count(0)


def closed(room: Hour) -> None:
    """Colleagues let the patient go and sign both parts."""
    story, facts = room.story, {"at": datetime.now(UTC)}
    items = dict.fromkeys((one for one in DischargeItem.values if one != "iv_removed"), True)
    vitals.record(story.session, reading=Reading(124, 79, 71, 98), by=story.kim, **facts)
    leaving.discharge(story.session, released_to="Dele Okafor", items=items, by=story.ana, **facts)
    for part, by in (("therapy", story.ana), ("medicine", story.raj)):
        writing.sign_part(story.session, part=part, text="Uneventful.", by=by, **facts)
