"""No tap is lost: the network cut, the page reloaded, its process killed, connections reset, time moved."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Error, Page, expect

from sessions.domain import emergency, observing
from sessions.models import EmergencyRun, EmergencyStep, SessionEvent, VitalSigns
from tests.journeys.offline_room import (
    SIGNED_IN,
    TILES,
    Hour,
    all_is_saved,
    hour,
    is_ready,
    kept,
    says,
)
from tests.support import at_rest
from tests.support.bad_network import BadNetwork, bad_network
from tests.support.clinic_here import ClinicHere, clinic_here
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.journey

ENTRIES, STEP_SECONDS = 200, 3
EXACT = timedelta(seconds=1)
BY_SCRIPT = """text => document.dispatchEvent(new CustomEvent("kap:entry",
  {detail: {kind: "event", facts: {code: "", text}, label: text}}))"""


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    with at_rest.committed(django_db_blocker):
        yield Story().under_way()
        SIGNED_IN.clear()


@pytest.fixture(scope="module")
def clinic(told: Story) -> Iterator[ClinicHere]:
    with clinic_here(told.at) as here:
        yield here


@pytest.fixture(scope="module")
def network(clinic: ClinicHere) -> Iterator[BadNetwork]:
    with bad_network(clinic.port) as between:
        yield between


@pytest.fixture
def room(told, clinic, network, browser: Browser) -> Iterator[Hour]:
    start = datetime.now(UTC)
    with hour(told, clinic, network, browser) as found:
        yield found
    if datetime.now(UTC) - start > timedelta(hours=1):  # the others have the same hour
        clinic.clock.move_to(start + timedelta(minutes=1))


def log_some(room: Hour, page: Page, numbers: range) -> None:
    """Taps, lines in words, and a batch through the door that other scripts use."""
    for number in numbers:
        if number % 5 == 4:
            room.note(page, f"line {number}")
        elif number % 10 == 3:
            with room.logging(f"by script {number}"):
                page.evaluate(BY_SCRIPT, f"by script {number}")
        else:
            room.tap(page, TILES[number % len(TILES)])
        room.later(page, STEP_SECONDS)


def stands_once_each_in_order(room: Hour) -> None:
    rows = room.rows()
    assert [str(row) for row in rows] == [words for words, _before, _after in room.typed]
    assert len({row.key for row in rows}) == len(rows)
    late = [
        (words, row.occurred_at - before, after - row.occurred_at)
        for row, (words, before, after) in zip(rows, room.typed, strict=True)
        if not before - EXACT <= row.occurred_at <= after + EXACT
    ]
    assert late == []


def test_ten_minutes_without_a_network_a_reload_and_a_killed_page(room):
    context = room.window(room.story.noor, ahead=timedelta(0))
    page = room.enter(context)
    room.network.cut()
    log_some(room, page, range(80))
    says(page, "80 waiting, offline")

    page.reload()
    is_ready(page)
    says(page, "80 waiting, offline")
    room.together(page)
    log_some(room, page, range(80, 150))
    while kept(page) < 150:
        page.wait_for_timeout(20)
    crash(page)

    page = room.enter(context)
    room.together(page)
    log_some(room, page, range(150, ENTRIES))
    says(page, f"{ENTRIES} waiting, offline")
    assert room.rows() == []

    room.network.mend()
    all_is_saved(page)
    assert kept(page) == 0
    stands_once_each_in_order(room)
    assert room.rows()[-1].occurred_at - room.rows()[0].occurred_at > timedelta(minutes=9)


def crash(page: Page) -> None:
    """The page's process dies in the middle of its work."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_a_network_that_resets_and_delays_loses_nothing_and_doubles_nothing(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    room.network.resets, room.network.delay = 0.3, 3.0
    log_some(room, page, range(ENTRIES))

    all_is_saved(page, seconds=60)
    assert room.network.was_reset > 3
    stands_once_each_in_order(room)


def test_the_emergency_list_opens_without_a_network_and_stands_in_the_log(room):
    emergency.end_open(room.story.session, by=room.story.noor, at=datetime.now(UTC))
    page = room.enter(room.window(room.story.noor))
    room.network.cut()
    sheet = page.locator("#panel-emergency")
    sheet.evaluate("sheet => { sheet.open = true; }")
    pressed = datetime.now(UTC)
    sheet.locator(".sos__start").click()
    expect(sheet.locator("[data-sos-running]")).to_be_visible()
    opened = page.locator("#room-log li", has_text="Emergency list opened")
    expect(opened.first).to_contain_text("waiting")
    expect(opened.get_by_role("button", name=re.compile("Undo"))).to_have_count(0)
    expect(opened.first.locator("svg")).to_be_attached()
    assert kept(page) == 1

    page.reload()  # what the tablet kept opens it again
    is_ready(page)
    expect(page.locator("#room-emergency[data-since] [data-sos-running]")).to_be_attached()
    room.network.mend()
    all_is_saved(page)

    # what was shown without a network makes way for the page itself
    expect(page.locator("html[data-room-kept]:not([data-snapshot])")).to_be_attached(timeout=20_000)
    run = EmergencyRun.objects.latest("pk")
    stands = page.locator(f"#room-log li[data-key='{run.key}']:not([data-pending])")
    expect(stands).to_contain_text("Emergency list opened")
    assert abs(run.started_at - pressed) < timedelta(seconds=10)
    assert run.recorded_at > run.started_at
    sheet.evaluate("sheet => { sheet.open = true; }")
    sheet.get_by_role("button", name="Pressed by mistake").click()
    expect(sheet.locator(".sos__start")).to_be_visible()
    run.refresh_from_db()
    assert run.outcome == "false_alarm"


@pytest.mark.parametrize(("days", "mark"), [(1, "24 h fast"), (-1, "24 h slow")])
def test_a_tablet_whose_clock_is_a_day_off_and_jumps_writes_the_right_times(room, days, mark):
    off = timedelta(days=days)
    page = room.enter(room.window(room.story.noor, ahead=off))
    room.tap(page, "Tears")
    page.clock.set_system_time(datetime.now(UTC) + 5 * off)
    room.tap(page, "Fear")
    page.clock.set_system_time(datetime.now(UTC) - off / 12)
    room.note(page, "sat up")
    all_is_saved(page)

    stands_once_each_in_order(room)
    first = page.locator("#room-log li").filter(has_text=f"tablet clock {mark}")
    expect(first.first).to_be_visible()

    room.network.cut()
    sheet = page.locator("#panel-emergency")
    sheet.evaluate("sheet => { sheet.open = true; }")
    if (begin := sheet.locator(".sos__start")).is_visible():
        begin.click()
    sheet.locator(".sos__press").first.click()
    shown = sheet.locator(".sos__line.is-done [data-stamps]").first
    now = datetime.now(UTC).astimezone(room.story.clinic.zone)
    expect(shown).to_contain_text(re.compile("|".join(
        f"{now + timedelta(seconds=late):%H:%M:%S}" for late in range(-9, 3)
    )))  # fmt: skip
    room.network.mend()
    all_is_saved(page)
    step = EmergencyStep.objects.latest("pk")
    assert abs(step.done_at - now) < timedelta(seconds=10)


def test_signed_out_while_typing_keeps_everything_and_goes_on_in_place(room):
    page = room.enter(room.window(room.story.kim, ahead=timedelta(0)))
    page.locator("#event_text").fill("half a sent")
    Session.objects.all().delete()
    SIGNED_IN.clear()
    room.tap(page, "Tears")

    overlay = page.locator("dialog.room-signin")
    expect(overlay).to_be_visible()
    expect(overlay.locator("[name=login]")).to_have_value(room.story.kim.user.email)
    overlay.locator("[name=password]").fill("not the password")
    overlay.get_by_role("button", name="Sign in", exact=True).click()
    expect(overlay.get_by_role("alert")).not_to_be_empty()
    overlay.locator("[name=password]").fill(PASSWORD)
    overlay.get_by_role("button", name="Sign in", exact=True).click()
    expect(overlay).to_be_hidden()
    all_is_saved(page)
    page.locator("#event_text").press("End")
    page.keyboard.type("ence")
    with room.logging("half a sentence"):
        page.locator("#event_text").press("Enter")
    all_is_saved(page)

    stands_once_each_in_order(room)


def test_two_people_see_one_log_within_five_seconds(room):
    noor = room.enter(room.window(room.story.noor))
    redrawn = []
    noor.on("response", lambda told: "/pulse/" in told.url and redrawn.append(told.status))
    room.tap(noor, "Laughter")
    theirs = noor.locator("#room-log li[data-row]").filter(has_text="Laughter")
    expect(theirs.first.locator(".log__change")).to_be_visible()
    assert 200 not in redrawn  # the answer to the tap brought the line itself

    ana = room.enter(room.window(room.story.ana))
    room.tap(ana, "Ease")
    for page, words, name in ((ana, "Laughter", "Noor Haddad"), (noor, "Ease", "Ana Ruiz")):
        line = page.locator("#room-log li:not([data-pending])").filter(has_text=words)
        expect(line.filter(has_text=name).first).to_be_visible(timeout=5_500)
    all_is_saved(noor)
    all_is_saved(ana)

    assert {(row.code, row.recorded_by_id) for row in room.rows()} == {
        ("laughter", room.story.noor.pk), ("ease", room.story.ana.pk),
    }  # fmt: skip


def test_a_page_of_yesterday_overwrites_nothing_and_says_what_happened(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    room.tap(page, "Tremor")
    all_is_saved(page)
    (row,) = room.rows()
    line = page.locator(f"#room-log li[data-kind=event][data-row='{row.pk}']")
    expect(line).to_be_visible()
    room.network.cut()
    line.locator(".log__undo").click()
    says(page, "1 waiting, offline")
    observing.void(row, by=room.story.ana, at=datetime.now(UTC))
    room.later(page, 25 * 3600)
    Session.objects.all().delete()
    room.network.mend()
    room.sign_in_again(page, room.story.noor)

    expect(page.locator("#room-log")).to_contain_text("Ana Ruiz had struck it through at")

    row.refresh_from_db()
    assert row.voided_by == room.story.ana
    assert len(room.rows()) == 1


READ_ALL = """async () => {
  const text = [];
  const spell = (value) => {
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value).subarray(0, 60000));
    if (ArrayBuffer.isView(value)) return String.fromCharCode(...value);
    if (value && typeof value === 'object' && !(value instanceof CryptoKey)) return Object.values(value).map(spell).join(' ');
    return String(value);
  };
  let rows = 0, open = 0;
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => { const ask = indexedDB.open(name); ask.onsuccess = () => done(ask.result); });
    for (const store of base.objectStoreNames) {
      const all = await new Promise((done) => {
        const ask = base.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => done(ask.result); });
      rows += name === 'kap-room' ? all.length : 0;
      for (const row of all) {
        text.push(spell(row));
        if (row.key instanceof CryptoKey) await crypto.subtle.exportKey('raw', row.key).then(() => { open += 1; }, () => 0);
      }
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) text.push(request.url, await (await cache.match(request)).text());
  }
  return { rows, open, cached: (await caches.keys()).length, text: text.join(' ') + JSON.stringify({...localStorage}) };
}"""


def test_nothing_readable_stays_on_the_tablet_and_signing_out_leaves_nothing(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    room.network.cut()
    room.note(page, "whispered of the blue door")
    page.locator("#event_text").fill("half typed of the green door")
    room.later(page, 3)
    says(page, "1 waiting, offline")
    while kept(page) < 1:
        page.wait_for_timeout(20)
    page.reload()
    is_ready(page)
    expect(page.locator("#event_text")).to_have_value("half typed of the green door")
    found = page.evaluate(READ_ALL)

    assert found["rows"] >= 5
    assert found["cached"] == 1
    assert found["open"] == 0
    secret = (
        "blue door",
        "green door",
        "Margo",
        "Okafor",
        "penicillin",
        room.story.noor.user.email,
    )
    assert [word for word in secret if word in found["text"]] == []

    room.network.mend()
    all_is_saved(page)
    expect(page.locator("html[data-room-kept]:not([data-snapshot])")).to_be_attached(timeout=20_000)
    page.locator(
        ".rail form[action$='/logout/'] button, .bar form[action$='/logout/'] button"
    ).first.evaluate("button => button.form.requestSubmit(button)")
    page.wait_for_url("**/accounts/login/**")
    SIGNED_IN.clear()
    assert page.evaluate(READ_ALL)["rows"] == 0


def test_a_refused_reading_stays_in_sight_until_somebody_decides(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    before = VitalSigns.objects.count()
    page.evaluate(
        "() => document.dispatchEvent(new CustomEvent('kap:entry', {detail: {kind: 'vitals', label: '120/140',"
        "facts: {systolic: 120, diastolic: 140, heart_rate: 70, spo2: 98}}}))"
    )
    line = page.locator("#room-log li.is-refused")
    expect(line).to_contain_text("not saved: The lower pressure must be below the upper one.")
    says(page, "1 line not saved: tap to see")
    page.reload()
    is_ready(page)
    line.get_by_role("button", name="Put aside").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    line.get_by_role("button", name="Put aside").click()
    page.get_by_role("dialog").get_by_role("button", name="Put it aside").click()
    expect(line).to_have_count(0)

    all_is_saved(page)
    assert VitalSigns.objects.count() == before
    assert SessionEvent.objects.filter(pk__gt=room.since).count() == 0


def test_where_no_script_runs_signing_out_asks_and_wipes_as_well(room):
    page = room.enter(room.window(room.story.noor, ahead=timedelta(0)))
    room.network.cut()
    room.note(page, "seen by nobody yet")
    says(page, "1 waiting, offline")
    page.goto("about:blank")
    room.network.mend()
    page.route("**/*sign-out*", lambda route: route.abort())
    page.goto(f"{room.network.base_url}/patients/")
    leave = ".rail form[action$='/logout/'] button, .bar form[action$='/logout/'] button"
    page.locator(leave).first.evaluate("button => button.form.requestSubmit(button)")
    expect(page.get_by_role("heading", name="Not everything is saved")).to_be_visible()
    assert page.evaluate(READ_ALL)["rows"] > 0

    page.get_by_role("button", name="Sign out and lose them").click()
    page.wait_for_url("**/accounts/login/**")
    SIGNED_IN.clear()

    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []
    page.locator("input[name=login]").fill(room.story.noor.user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
