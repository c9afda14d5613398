"""The live room: the gate, the dose, and what each hat may do in it."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from sessions.domain import answers, gate, observing
from sessions.domain.limits import Reading
from sessions.models import (
    GateAcknowledgement,
    MedicationAdministration,
    SessionEvent,
    VitalSigns,
)
from tests.support.rooms import AMBER, STOCK, VITALS, at, from_stock, soup, words
from tests.support.story import CALM, Story

pytestmark = pytest.mark.django_db


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
    first, *others = (words(line) for line in page.select("#room-gate .gate__item"))
    assert first.startswith("Vitals Stands in the way 148/94, pulse 84")
    assert any("Dele Okafor, (303) 555-0118" in line for line in others)
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


def test_this_was_given_is_recorded_outside_the_gate_with_an_incident(room):
    story = Story().ready_to_book(**STOCK).booked().checked_in()
    client = room(story, story.ana)

    answer = client.post(
        at(story, "given"),
        {
            "kind": "first", "mg": "75", "given": "08:40", "day": "0", "lot_number": "KET-9",
            "drawn_mg": "75", "what_happened": "Given on paper in the outage.", "route": "IM",
            "source": "CLINIC_STOCK", "given_by": story.noor.pk,
        },
    )  # fmt: skip

    dose = MedicationAdministration.objects.get()
    assert answer.status_code == 302
    assert (dose.mg, dose.incident.what_happened) == (Decimal(75), "Given on paper in the outage.")
    assert "Given on paper in the outage." in client.get(at(story, "live")).text


def test_of_two_who_begin_one_begins(room):
    story = Story().ready_for_dose()
    client = room(story, story.ana)

    first, second = client.post(at(story, "begin")), client.post(at(story, "begin"))

    assert (first.status_code, second.status_code) == (302, 422)


def test_the_pulse_is_silent_until_somebody_writes(room):
    story = Story().under_way()
    client = room(story, story.noor)
    seen = soup(client.get(at(story, "live"))).select_one("#room-seen")["value"]

    quiet = client.get(at(story, "pulse"), headers={"if-none-match": f'"{seen}"'})
    observing.record_event(story.session, by=story.ana, at=story.at, code="tears")
    changed = client.get(at(story, "pulse"), headers={"if-none-match": f'"{seen}"'})

    assert (quiet.status_code, quiet.content) == (304, b"")
    assert "Tears" in words(soup(changed).li)


@pytest.fixture
def woken(room):
    """What the next poll of that page brings: ids of parts, or the lines alone."""
    pages: dict[str, str] = {}

    def ask(story: Story, client: Client) -> set[str] | list[str]:
        headers = {"if-none-match": pages.get("seen", "")}
        answer = client.get(at(story, "pulse"), headers=headers)
        pages["seen"] = answer["ETag"]
        if "Kap-Lines" in answer:
            return [words(line.strong) for line in soup(answer).select("li")]
        return {part["id"] for part in soup(answer).select("[hx-swap-oob]")}

    return ask


def test_a_tap_wakes_its_line_alone_and_an_older_line_the_log(room, woken):
    story = Story().under_way()
    client, two = room(story, story.noor), {"by": story.ana, "at": story.at}
    woken(story, client)

    tap = observing.record_event(story.session, **two, code="tears")
    assert woken(story, client) == ["Tears"]
    observing.record_event(story.session, **two, code="fear")
    observing.record_event(story.session, **two, code="ease")
    assert woken(story, client) == ["Ease", "Fear"]

    observing.void(tap, **two)
    assert woken(story, client) == {"room-log", "room-state"}
    again = observing.record_event(story.session, **two, code="tears")
    observing.amend_event(again, key="k", text="softly", **two)
    assert woken(story, client) == {"room-log", "room-state"}
    for _turn in range(41):
        observing.record_event(story.session, **two, code="fear")
    assert woken(story, client) == {"room-log", "room-state"}


def test_what_shows_beside_the_log_wakes_the_whole_room(room, woken):
    story = Story().under_way()
    client = room(story, story.noor)
    woken(story, client)

    reading = story.measured(Reading(186, 112, 84, 97))
    assert {"room-numbers", "room-alarms", "room-chart", "room-log"} < woken(story, client)
    answers.see(reading, action="Resting", by=story.noor, at=story.at)
    assert "room-alarms" in woken(story, client)


@pytest.mark.parametrize("seen", ["after", "after-1-2", "after-x-1-0-y", "after-3-1-0-" + "9" * 40])
def test_a_word_that_nobody_gave_gets_the_whole_room(room, seen):
    story = Story().under_way()

    answer = room(story, story.noor).get(at(story, "pulse"), headers={"if-none-match": seen})

    assert answer.status_code == 200
    assert soup(answer).select_one("#room-log")


def test_the_pulse_asks_for_a_new_page_when_the_dose_was_given(room):
    story = Story().ready_for_dose()
    client = room(story, story.ana)
    seen = soup(client.get(at(story, "live"))).select_one("#room-seen")["value"]
    story.dosed()

    answer = client.get(at(story, "pulse"), headers={"if-none-match": f'"{seen}"'})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_an_amber_reading_before_the_booster_is_opened_in_its_own_sheet(room):
    story = Story().under_way()
    story.measured(Reading(166, 96, 84, 97))
    client = room(story, story.raj)
    sheet = soup(client.get(at(story, "live"))).select_one("#panel-dose")
    assert sheet.select_one("#room-give button").has_attr("disabled")
    nurses = soup(room(story, story.noor).get(at(story, "live"))).select_one("#panel-dose")
    assert nurses.select_one("#gate-vitals_amber") is None, "after the dose it is a prescriber's"
    assert "tell the prescriber" in words(nurses)

    client = room(story, story.raj)
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

    assert len(re.findall("log__undo", page.text)) == min(events + 1, 60)


def test_the_room_before_the_dose_costs_no_more(room, django_assert_num_queries):
    story = from_stock()
    client = room(story, story.noor)
    url = at(story, "live")

    with django_assert_num_queries(15):
        client.get(url)


def test_the_overdue_reading_is_said(room):
    story = Story().under_way().later(minutes=4)

    page = soup(room(story, story.noor).get(at(story, "live")))

    assert words(page.select_one("#due")) == "Vitals OVERDUE +04:00 at 10:02 AM"


def test_what_was_opened_by_name_stands_on_the_line(room):
    story = Story().ready_to_book().booked().checked_in()
    story.measured(AMBER)
    gate.acknowledge(story.session, item="vitals_amber", reason="Usual", by=story.raj, at=story.at)

    page = soup(room(story, story.noor).get(at(story, "live")))

    assert "148/94, pulse 84, SpO₂ 97 %; acknowledged" in words(page.select_one("#room-gate"))
    assert CALM.systolic == 122
