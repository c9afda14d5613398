"""The live room: the gate, the dose, the log, and what each hat may do in it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from medications.enums import DoseSource, Route
from sessions.domain import gate, observing, vitals
from sessions.domain.limits import Reading
from sessions.models import (
    AdverseEvent,
    GateAcknowledgement,
    Incident,
    MedicationAdministration,
    SessionEvent,
    StockWaste,
    VitalSigns,
)
from tests.support.story import CALM, PASSWORD, Story

AMBER = Reading(systolic=148, diastolic=94, heart_rate=84, spo2=97)
VITALS = {"systolic": "131", "diastolic": "84", "heart_rate": "76", "spo2": "98"}
STOCK = {"route": Route.IM, "source": DoseSource.CLINIC_STOCK, "planned_mg": Decimal(55)}
pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client, time_machine):
    """Open a story's room as one of its people, at the story's moment."""

    def enter(story, who):
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return enter


def at(story, name, *more):
    return reverse(f"sessions:{name}", args=[story.session.pk, *more])


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def from_stock(*, dosed=False):
    story = Story().ready_to_book(**STOCK).booked().checked_in()
    story.stocked()
    story.measured()
    if dosed:
        story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    return story


def test_the_gate_says_each_fact_and_why_the_button_is_dead(room):
    story = Story().ready_to_book().booked().checked_in()
    story.measured(AMBER)

    page = soup(room(story, story.noor).get(at(story, "live")))

    button = page.select_one("#room-give button")
    assert button.has_attr("disabled")
    assert words(page.select_one("#give-why")) == (
        "The reading is amber. Rest 5 to 10 min and repeat, or acknowledge."
    )
    assert words(page.select_one(".gate__count")) == "10 of 11 are met"
    assert "148/94, pulse 84" in words(page.select_one("#room-gate"))
    assert page.select_one("#room-dose [name=mg]").get("value") is None


def test_an_open_gate_gives_the_dose_and_starts_the_clock(room):
    story = Story().ready_for_dose()
    client = room(story, story.noor)
    assert (
        not soup(client.get(at(story, "live"))).select_one("#room-give button").has_attr("disabled")
    )

    answer = client.post(at(story, "dose"), {"mg": "200"})

    dose = MedicationAdministration.objects.get()
    assert (answer.status_code, dose.mg, dose.given_at) == (302, Decimal(200), story.at)
    page = soup(client.get(at(story, "live")))
    assert words(page.select_one("#clock")) == "Since dose 00:00:00 given 9:47 AM"
    assert words(page.select_one("#due .number__label")) == "Next vitals in"


def test_a_refused_dose_keeps_what_was_typed_and_gives_nothing(room):
    story = Story().ready_to_book().booked().checked_in()

    answer = room(story, story.noor).post(at(story, "dose"), {"mg": "187.5"})

    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("#room-dose [name=mg]")["value"] == "187.5"
    assert words(page.select_one("#room-dose .error-summary li")) == "Take a reading."
    assert not MedicationAdministration.objects.exists()


def test_a_dose_pressed_twice_is_one_dose(room):
    story = Story().ready_for_dose()
    client = room(story, story.noor)

    client.post(at(story, "dose"), {"mg": "200"})
    again = client.post(at(story, "dose"), {"mg": "200"})

    assert again.status_code == 422
    assert MedicationAdministration.objects.count() == 1


def test_a_therapist_cannot_give_from_clinic_stock(room):
    story = from_stock()
    client = room(story, story.ana)

    page = soup(client.get(at(story, "live")))
    answer = client.post(at(story, "dose"), {"mg": "55", "lot_number": "KET-1", "drawn_mg": "60"})

    assert page.select_one("#room-dose form") is None
    assert "From clinic stock a nurse or a prescriber gives it." in words(
        page.select_one("#room-dose")
    )
    assert answer.status_code == 422
    assert not MedicationAdministration.objects.exists()


def test_a_therapist_gives_the_patients_own_supply(room):
    story = Story().ready_for_dose()

    answer = room(story, story.ana).post(at(story, "dose"), {"mg": "200"})

    assert answer.status_code == 302
    assert MedicationAdministration.objects.get().given_by == story.ana


@pytest.mark.parametrize(
    ("method", "name"),
    [("get", "live"), ("post", "dose"), ("post", "vitals"), ("post", "event"), ("post", "end")],
)
def test_the_desk_has_no_room(room, method, name):
    story = Story().ready_for_dose()
    before = VitalSigns.objects.count()

    answer = getattr(room(story, story.flo), method)(at(story, name), {"mg": "200", **VITALS})

    assert answer.status_code == 403
    assert not MedicationAdministration.objects.exists()
    assert (VitalSigns.objects.count(), SessionEvent.objects.count()) == (before, 0)


@pytest.mark.parametrize("name", ["live", "pulse", "check_in", "note"])
def test_another_clinics_room_is_not_there(room, name):
    story = Story().ready_for_dose()
    other = Story(story.at, name="Birch")

    assert room(other, other.raj).get(at(story, name)).status_code == 404


def test_an_amber_reading_is_opened_by_name(room):
    story = Story().ready_to_book().booked().checked_in()
    story.measured(AMBER)
    client = room(story, story.raj)

    answer = client.post(
        at(story, "acknowledge"),
        {"item": "vitals_amber", "reason": "Her usual at rest"},
        headers={"hx-request": "true"},
    )

    assert GateAcknowledgement.objects.get().reason == "Her usual at rest"
    assert words(soup(answer).select_one("#room-gate .gate__count")) == "11 of 11 are met"
    assert not soup(answer).select_one("#room-give button").has_attr("disabled")


def test_a_nurse_opens_amber_only_after_a_repeat(room):
    story = Story().ready_to_book().booked().checked_in()
    story.measured(AMBER)

    answer = room(story, story.noor).post(
        at(story, "acknowledge"), {"item": "vitals_amber", "reason": "Looks calm"}
    )

    assert answer.status_code == 422
    assert soup(answer).select_one("#gate-vitals_amber")["value"] == "Looks calm"
    assert not GateAcknowledgement.objects.exists()


def test_a_tap_is_one_line_however_often_it_is_sent(room):
    story = Story().under_way()
    client = room(story, story.noor)

    for _ in range(2):
        client.post(at(story, "event"), {"code": "tears", "key": "k1"})
    client.post(at(story, "event"), {"code": "ease", "key": "k1"})

    assert sorted(SessionEvent.objects.values_list("code", flat=True)) == ["ease", "tears"]


@pytest.mark.parametrize(
    ("typed", "minutes_ago", "text"),
    [
        pytest.param("Sat up", 0, "Sat up", id="now"),
        pytest.param("t-3 Sat up", 3, "Sat up", id="three minutes ago"),
        pytest.param("09:55 Sat up", 7, "Sat up", id="at a clock time"),
        pytest.param("120/80 by hand", 0, "120/80 by hand", id="only looks like a time"),
    ],
)
def test_the_note_line_dates_back(room, typed, minutes_ago, text):
    story = Story().under_way()
    assert f"{story.at.astimezone(story.clinic.zone):%H:%M}" == "10:02"

    room(story, story.noor).post(at(story, "event"), {"text": typed, "key": "k"})

    row = SessionEvent.objects.get()
    assert (row.text, row.occurred_at, row.recorded_at) == (
        text, story.at - timedelta(minutes=minutes_ago), story.at,
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["23:50 Sat up", "10:75 Sat up", "", "t-3", "x" * 4001])
def test_a_note_that_cannot_be_is_refused_and_kept(room, typed):
    story = Story().under_way()

    answer = room(story, story.noor).post(at(story, "event"), {"text": typed, "key": "k"})

    assert answer.status_code == 422
    assert soup(answer).select_one("#event_text").text.strip() == typed
    assert not SessionEvent.objects.exists()


def test_a_reading_is_kept_with_its_level_and_the_swap_is_what_a_reload_shows(room):
    story = Story().under_way()
    client = room(story, story.noor)

    swapped = soup(
        client.post(at(story, "vitals"), VITALS | {"key": "v1"}, headers={"hx-request": "true"})
    )

    reloaded = soup(client.get(at(story, "live")))
    assert VitalSigns.objects.get(key="v1").systolic == 131
    for part in ("#room-log", "#room-chart", "#room-numbers"):
        assert words(swapped.select_one(part)) == words(reloaded.select_one(part))
    assert swapped.select_one("#room-vitals [name=systolic]")["value"] == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"systolic": "80", "diastolic": "120"},
        {"spo2": "101"},
        {"systolic": "9" * 400},
        {"heart_rate": "NaN"},
    ],
)
def test_an_impossible_reading_is_refused_and_kept(room, wrong):
    story = Story().under_way()
    before = VitalSigns.objects.count()

    answer = room(story, story.noor).post(at(story, "vitals"), VITALS | wrong)

    page = soup(answer)
    assert answer.status_code == 422
    assert {name: page.select_one(f"#vitals_{name}")["value"] for name in wrong} == wrong
    assert VitalSigns.objects.count() == before


def test_undo_strikes_a_line_and_keeps_it_in_sight(room):
    story = Story().under_way()
    row = observing.record_event(story.session, by=story.noor, at=story.at, code="tears")

    answer = room(story, story.ana).post(
        at(story, "void", "event", row.pk), headers={"hx-request": "true"}
    )

    row.refresh_from_db()
    struck = soup(answer).select_one("#room-log .is-struck")
    assert row.voided_by == story.ana
    assert words(struck.select_one(".log__who")) == "Noor Haddad · struck by Ana Ruiz 10:02"
    assert struck.select_one("form") is None


def test_a_line_of_another_session_cannot_be_struck_from_here(room):
    story = Story().under_way()
    row = observing.record_event(story.session, by=story.noor, at=story.at, code="tears")
    first = story.session.pk
    story.patient = story.new_patient("Rey Whitfield", key="rey")
    story.at += timedelta(days=1)
    story.ready_for_dose()

    answer = room(story, story.noor).post(
        reverse("sessions:void", args=[story.session.pk, "event", row.pk])
    )

    row.refresh_from_db()
    assert first != story.session.pk
    assert (answer.status_code, row.voided_at) == (404, None)


def test_an_adverse_event_pressed_twice_is_one(room):
    story = Story().under_way()
    client = room(story, story.noor)
    facts = {"type": "nausea", "severity": "mild", "action": "reassure", "outcome": "resolving"}

    for _ in range(2):
        client.post(at(story, "adverse"), facts)

    assert AdverseEvent.objects.count() == 1


def test_this_was_given_is_recorded_outside_the_gate_with_an_incident(room):
    story = Story().ready_to_book(**STOCK).booked().checked_in()
    client = room(story, story.ana)

    answer = client.post(
        at(story, "given"),
        {
            "kind": "first", "mg": "75", "given": "08:40", "day": "0", "lot_number": "KET-9",
            "drawn_mg": "75", "what_happened": "Given on paper in the outage.",
        },
    )  # fmt: skip

    dose = MedicationAdministration.objects.get()
    assert answer.status_code == 302
    assert (dose.mg, dose.incident.what_happened) == (Decimal(75), "Given on paper in the outage.")
    assert "Given on paper in the outage." in client.get(at(story, "live")).text


def test_waste_needs_the_witness_own_password_on_this_device(room):
    story = from_stock(dosed=True)
    client = room(story, story.noor)
    facts = {"mg": "5", "witness": story.kim.pk}

    wrong = client.post(at(story, "waste"), facts | {"password": "not-kims-password"})
    right = client.post(at(story, "waste"), facts | {"password": PASSWORD})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "That is not Kim Osei" in words(soup(wrong).select_one("#to-waste .error-summary"))
    assert soup(wrong).select_one("#waste_mg")["value"] == "5"
    assert StockWaste.objects.get().ledger_entry.witness == story.kim


def test_nobody_witnesses_themselves(room):
    story = from_stock(dosed=True)

    answer = room(story, story.noor).post(
        at(story, "waste"), {"mg": "5", "witness": story.noor.pk, "password": PASSWORD}
    )

    assert answer.status_code == 422
    assert not StockWaste.objects.exists()


def test_waste_without_a_witness_says_why(room):
    story = from_stock(dosed=True)
    client = room(story, story.noor)

    silent = client.post(at(story, "waste"), {"mg": "5"})
    spoken = client.post(at(story, "waste"), {"mg": "5", "unwitnessed": "Alone in the house"})

    assert (silent.status_code, spoken.status_code) == (422, 302)
    assert StockWaste.objects.get().ledger_entry.reason == "Alone in the house"


def test_touch_narrows_with_one_tap_and_never_widens_after_the_dose(room):
    story = Story().under_way()
    client = room(story, story.ana)

    narrow = client.post(at(story, "touch"), {"kind": "hand_hold", "choice": "NO"})
    widen = client.post(at(story, "touch"), {"kind": "hand_hold", "choice": "YES"})

    assert (narrow.status_code, widen.status_code) == (302, 422)
    rows = soup(client.get(at(story, "live"))).select(".room-touch strong")
    assert [words(row) for row in rows] == ["No", "No", "No"]


def test_discharge_is_refused_with_the_minutes_left(room):
    story = Story().under_way()

    answer = room(story, story.ana).post(
        at(story, "discharge"), {"released_to": "Dele Okafor", "items": ["oriented"]}
    )

    page = soup(answer)
    assert answer.status_code == 422
    assert (
        words(page.select_one("#to-discharge .error-summary li"))
        == "Discharge needs 105 more minutes."
    )
    assert page.select_one("#discharge_items_0").has_attr("checked")
    story.session.refresh_from_db()
    assert story.session.ended_at is None


def test_discharge_with_time_and_list_met_ends_the_session(room):
    story = Story().under_way().later(minutes=110)
    story.measured()
    session = story.session
    client = room(story, story.ana)
    items = [box["value"] for box in soup(client.get(at(story, "live"))).select("[name=items]")]

    answer = client.post(at(story, "discharge"), {"released_to": "Dele Okafor", "items": items})

    session.refresh_from_db()
    assert (answer.status_code, session.ending, len(items)) == (302, "discharged", 10)


def test_against_advice_asks_who_assessed_capacity_and_who_was_told(room):
    story = Story().under_way()
    session = story.session
    url = at(story, "end")
    client = room(story, story.ana)
    facts = {"outcome": "against_advice", "reason": "Wants to go home now"}

    bare = client.post(url, facts)
    whole = client.post(
        url,
        facts | {"capacity_assessed_by": story.raj.pk, "told": ["support_person", "prescriber"]},
    )

    session.refresh_from_db()
    assert bare.status_code == 422
    assert soup(bare).select_one("#end_reason").text.strip() == "Wants to go home now"
    assert (whole.status_code, session.ending, session.capacity_assessed_by) == (
        302, "against_advice", story.raj,
    )  # fmt: skip
    assert Incident.objects.get().kind == "against_advice"


def test_before_the_dose_only_two_endings_are_offered(room):
    story = Story().ready_for_dose()

    page = soup(room(story, story.ana).get(at(story, "live")))

    assert [box["value"] for box in page.select("#room-sheets [name=outcome], #to-end [name=outcome]")] == [
        "no_dose", "entered_in_error",
    ]  # fmt: skip
    assert page.select_one("#panel-discharge") is None


def test_of_two_who_begin_one_begins(room):
    story = Story().ready_for_dose()
    client = room(story, story.ana)

    first, second = client.post(at(story, "begin")), client.post(at(story, "begin"))

    assert (first.status_code, second.status_code) == (302, 422)


def test_a_signed_room_has_no_entry_forms(room):
    story = Story().under_way().discharged().signed()
    client = room(story, story.noor)

    page = soup(client.get(at(story, "live")))
    refused = client.post(at(story, "vitals"), VITALS)

    forms = [form["action"] for form in page.select("main form")]
    assert forms == [reverse("core:theme")]
    assert "Both parts are signed" in words(page.select_one("main"))
    assert refused.status_code == 422


def test_the_pulse_is_silent_until_somebody_writes(room):
    story = Story().under_way()
    client = room(story, story.noor)
    seen = soup(client.get(at(story, "live"))).select_one("#room-seen")["value"]

    quiet = client.get(at(story, "pulse"), {"seen": seen})
    observing.record_event(story.session, by=story.ana, at=story.at, code="tears")
    changed = client.get(at(story, "pulse"), {"seen": seen})

    assert (quiet.status_code, quiet.content) == (204, b"")
    assert "Tears" in words(soup(changed).select_one("#room-log"))


def test_the_pulse_asks_for_a_new_page_when_the_dose_was_given(room):
    story = Story().ready_for_dose()
    client = room(story, story.ana)
    seen = soup(client.get(at(story, "live"))).select_one("#room-seen")["value"]
    story.dosed()

    answer = client.get(at(story, "pulse"), {"seen": seen})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_an_amber_reading_before_the_booster_is_opened_in_its_own_sheet(room):
    story = Story().under_way()
    story.measured(Reading(166, 96, 84, 97))
    client = room(story, story.raj)
    sheet = soup(client.get(at(story, "live"))).select_one("#panel-dose")
    assert sheet.select_one("#room-give button").has_attr("disabled")

    client.post(at(story, "acknowledge"), {"item": "vitals_amber", "reason": "Expected rise"})

    sheet = soup(client.get(at(story, "live"))).select_one("#panel-dose")
    assert words(sheet.select_one("#room-give button")) == "Give the booster now"


def test_opening_the_room_stands_in_the_read_log(room):
    from audit.models import AuditEvent  # noqa: PLC0415 - read only here

    story = Story().under_way()
    room(story, story.noor).get(at(story, "live"))

    row = AuditEvent.objects.order_by("-pk").first()
    assert (row.action, row.outcome, row.patient_id) == ("session.opened", "read", story.patient.pk)


@pytest.mark.parametrize("events", [3, 300])
def test_the_room_costs_the_same_with_three_events_and_three_hundred(
    room, events, django_assert_num_queries
):
    story = from_stock(dosed=True)
    SessionEvent.objects.bulk_create(
        SessionEvent(
            session=story.session, code="ease", occurred_at=story.at, recorded_at=story.at,
            recorded_by=story.noor,
        )
        for _ in range(events)
    )  # fmt: skip
    client = room(story, story.noor)
    url = at(story, "live")

    with django_assert_num_queries(15):
        page = client.get(url)

    assert len(re.findall("log__undo", page.text)) == events + 1


def test_the_room_before_the_dose_costs_no_more(room, django_assert_num_queries):
    story = from_stock()
    client = room(story, story.noor)
    url = at(story, "live")

    with django_assert_num_queries(15):
        client.get(url)


def test_the_overdue_reading_is_said(room):
    story = Story().under_way().later(minutes=4)

    page = soup(room(story, story.noor).get(at(story, "live")))

    assert words(page.select_one("#due")) == "Vitals overdue +04:00 at 10:02 AM"


def test_readings_out_of_limits_are_said_in_words(room):
    story = Story().under_way()
    vitals.record(story.session, reading=Reading(185, 112, 101, 93), by=story.noor, at=story.at)

    page = soup(room(story, story.noor).get(at(story, "live")))

    assert "185/112, pulse 101, SpO₂ 93 % · red" in words(page.select_one("#room-log"))


def test_what_was_opened_by_name_stands_on_the_line(room):
    story = Story().ready_to_book().booked().checked_in()
    story.measured(AMBER)
    gate.acknowledge(story.session, item="vitals_amber", reason="Usual", by=story.raj, at=story.at)

    page = soup(room(story, story.noor).get(at(story, "live")))

    assert "148/94, pulse 84, SpO₂ 97 %; acknowledged" in words(page.select_one("#room-gate"))
    assert CALM.systolic == 122
