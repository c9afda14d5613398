"""The room's small acts: what each does on the page, who may, and that a refusal loses nothing."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sessions.ambulance import sheet
from sessions.domain import emergency, observing, presence, vitals
from sessions.domain.limits import Reading
from sessions.models import (
    EmergencyRun,
    Presence,
    ReadingDeclined,
    SessionEvent,
    SupportEpisode,
    VitalSigns,
)
from sessions.room import Room
from tests.support.at_rest import told_once
from tests.support.rooms import VITALS, at, words
from tests.support.story import Story

HTMX = {"hx-request": "true"}

told, story = told_once(lambda: Story().under_way())


@pytest.fixture
def as_(story, time_machine):
    """A browser of that member at the story's moment."""

    def sign_in(who):
        time_machine.move_to(story.at, tick=False)
        client = Client()
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return sign_in


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def logged(story, code="fear", key="k"):
    return observing.record_event(story.session, code=code, key=key, by=story.noor, at=story.at)


# --- a line is changed, undone -------------------------------------------------------------------


def test_a_line_moved_and_graded_stands_once_with_what_it_was(as_, story):
    row = logged(story)
    story.later(minutes=1)
    client = as_(story.noor)

    client.post(at(story, "amend", row.pk), {"minutes": "5", "key": "a1"}, headers=HTMX)
    answer = client.post(
        at(story, "amend", row.pk), {"severity": "3", "text": "of water", "key": "a2"},
        headers=HTMX,
    )  # fmt: skip

    lines = soup(answer).select("#log-lines li[data-kind=event]")
    assert len(lines) == 1
    assert words(lines[0].select_one(".log__words p")) == "Fear strong of water"
    assert "changed 10:03" in words(lines[0])
    assert len(lines[0].select(".log__before li")) == 2
    newest = SessionEvent.objects.get(voided_at=None)
    assert newest.occurred_at == row.occurred_at - timedelta(minutes=5)


def test_whom_one_told_is_added_to_what_the_line_says(as_, story):
    row = logged(story)
    client = as_(story.noor)
    chip = soup(client.get(at(story, "live"))).find("button", {"name": "adds"})
    assert chip["value"] == "told Raj Patel"

    client.post(at(story, "amend", row.pk), {"adds": "told Raj Patel", "key": "a1"})
    client.post(at(story, "amend", row.pk), {"adds": "told Mei Lin", "key": "a2"})

    assert SessionEvent.objects.get(voided_at=None).text == "told Raj Patel, told Mei Lin"
    assert 'name="adds"' not in as_(story.raj).get(at(story, "live")).text


def test_a_chip_speaks_of_its_line_by_its_key_however_often_it_is_pressed(as_, story):
    client = as_(story.noor)
    client.post(at(story, "event"), {"code": "tears", "key": "t1"})

    for _ in range(2):
        client.post(at(story, "amend_by_key"), {"target": "t1", "minutes": "1", "key": "a"})
    client.post(at(story, "amend_by_key"), {"target": "t1", "minutes": "1", "key": "b"})
    client.post(at(story, "undo"), {"target": "t1", "kind": "event"})

    first = SessionEvent.objects.order_by("pk").first()
    last = SessionEvent.objects.order_by("pk").last()
    assert SessionEvent.objects.count() == 3
    assert last.occurred_at == first.occurred_at - timedelta(minutes=2)
    assert not SessionEvent.objects.filter(voided_at=None).exists()


@pytest.mark.parametrize(
    "wrong", [{"severity": "4"}, {"minutes": "900"}, {"text": "x" * 4001}, {"minutes": "NaN"}]
)
def test_a_change_that_cannot_be_changes_nothing(as_, story, wrong):
    row = logged(story)

    answer = as_(story.noor).post(at(story, "amend", row.pk), wrong | {"key": "a"}, headers=HTMX)

    assert answer.status_code == 422
    assert words(soup(answer).select_one("#room-state")).startswith("Not saved.")
    assert SessionEvent.objects.get().voided_at is None


@pytest.mark.parametrize(
    ("name", "more", "data"),
    [
        ("amend", [99_999], {"minutes": "1"}),
        ("seen", [], {"reading": "99999", "action": "watching"}),
    ],
)
def test_a_line_that_is_not_there_is_404(as_, story, name, more, data):
    assert as_(story.noor).post(at(story, name, *more), data).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("amend_by_key", {"target": "nowhere", "minutes": "1"}),
        ("undo", {"target": "nowhere"}),
        ("undo", {"line": "dose:1"}),
    ],
)
def test_a_tap_that_the_log_does_not_know_is_refused_in_words(as_, story, name, data):
    answer = as_(story.noor).post(at(story, name), data, headers=HTMX)

    assert answer.status_code == 422
    assert "That line is not in this session" in answer.text


# --- vitals --------------------------------------------------------------------------------------


def test_a_number_that_jumps_is_asked_about_once(as_, story):
    client = as_(story.noor)
    jumped = VITALS | {"systolic": "185"}

    asked = client.post(at(story, "vitals"), jumped | {"key": "v"}, headers=HTMX)
    sure = client.post(at(story, "vitals"), jumped | {"key": "v", "sure": "yes"}, headers=HTMX)

    page = soup(asked)
    assert (asked.status_code, sure.status_code) == (422, 200)
    assert words(page.select_one("[data-sure-words]")) == "Is 185 right?"
    assert page.select_one("[name=sure]").has_attr("autofocus")
    assert page.select_one("#vitals_systolic")["value"] == "185"
    assert VitalSigns.objects.filter(systolic=185).count() == 1


def test_what_stands_beside_the_numbers_is_kept(as_, story):
    more = {"sedation": "4", "dissociation": "7", "temperature": "36.8", "note": "Left arm"}

    as_(story.noor).post(at(story, "vitals"), VITALS | more | {"key": "v"})

    row = VitalSigns.objects.get(key="v")
    assert (row.sedation, row.dissociation, str(row.temperature), row.note) == (
        4, 7, "36.8", "Left arm",
    )  # fmt: skip


def test_a_reading_that_was_let_be_answers_its_turn(as_, story):
    story.later(minutes=4)
    client = as_(story.noor)
    assert "Vitals OVERDUE" in words(soup(client.get(at(story, "live"))).select_one("#due"))

    client.post(at(story, "declined"), {"reason": "Resting", "key": "d"}, headers=HTMX)

    page = soup(client.get(at(story, "live")))
    assert ReadingDeclined.objects.get().reason == "Resting"
    assert "Next vitals in" in words(page.select_one("#due"))
    assert "No reading Resting" in words(page.select_one("#room-log"))
    assert client.post(at(story, "declined"), {"reason": " "}).status_code == 422


def test_a_red_reading_says_what_to_do_until_somebody_answers(as_, story):
    row = vitals.record(
        story.session, reading=Reading(186, 112, 96, 95), by=story.noor, at=story.at
    )
    client = as_(story.ana)
    strip = soup(client.get(at(story, "live"))).select_one("#room-alarms")
    assert "Call the prescriber or nurse now. Emergency list at hand." in words(strip)

    answer = client.post(
        at(story, "seen"), {"reading": row.pk, "action": "told the prescriber"}, headers=HTMX
    )

    page = soup(answer)
    assert page.select_one("#room-alarms form") is None
    assert "186/112, red: told the prescriber" in words(page.select_one("#room-log"))


# --- people, hard moment, emergency --------------------------------------------------------------


def test_the_line_of_the_room_says_who_and_warns_when_nobody(as_, story):
    client = as_(story.ana)
    empty = soup(client.get(at(story, "live"))).select_one("#room-presence")
    assert "Nobody is logged in the room." in words(empty)

    client.post(at(story, "presence"), {"act": "came"}, headers=HTMX)
    answer = client.post(
        at(story, "presence"), {"act": "hand_over", "to": story.noor.pk}, headers=HTMX
    )

    assert "In the room: Noor Haddad since 10:02 AM" in words(
        soup(answer).select_one("#room-presence")
    )
    assert Presence.objects.get(member=story.ana).handed_to == story.noor


def test_handing_over_to_nobody_says_so(as_, story):
    presence.came(story.session, by=story.ana, at=story.at)

    answer = as_(story.ana).post(at(story, "presence"), {"act": "hand_over"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Choose who takes over." in words(soup(answer).select_one("#room-presence"))
    assert Presence.objects.get().left_at is None


def test_a_hard_moment_is_lived_through_on_its_screen(as_, story):
    client = as_(story.ana)
    url = at(story, "support")
    client.post(url, {"act": "start"}, headers=HTMX)
    tried = soup(client.post(url, {"what": "voice", "helped": ""}, headers=HTMX))
    client.post(url, {"act": "finish", "helped": "The hand"}, headers=HTMX)

    assert "Tried: Voice" in words(tried.select_one("#room-support"))
    row = SupportEpisode.objects.get()
    assert (row.tried, row.helped) == (["voice"], "The hand")
    page = soup(client.get(at(story, "live")))
    assert "Helped last time" in words(page.select_one("#room-words"))
    chart = client.get(reverse("sessions:preparation", args=[story.patient.pk]))
    assert "The hand" in chart.text


def test_the_emergency_list_is_stamped_from_the_page(as_, story):
    client = as_(story.noor)
    url = at(story, "emergency")
    page = soup(client.post(url, {"act": "start"}, headers=HTMX))
    assert page.select_one("#room-emergency")["data-since"].startswith("2026-03-09T")

    for key in ("a", "a", "b"):
        step = {"act": "step", "kind": "oxygen", "key": key}
        answer = client.post(url, step, headers=HTMX)
    line = next(one for one in soup(answer).select(".sos__line") if "Oxygen on" in words(one))
    assert words(line.select_one("[data-stamps]")) == "10:02:00 NH, 10:02:00 NH"

    client.post(url, {"act": "finish", "outcome": "false_alarm"}, headers=HTMX)
    assert EmergencyRun.objects.get().outcome == "false_alarm"


def test_the_ambulance_sheet_is_one_page(as_, story):
    story.clinic.address = "214 Juniper Street"
    story.clinic.save()
    emergency.stamp(
        story.session, kind="called_911", opens=True, key="x", by=story.noor, at=story.at
    )
    for number in range(40):
        logged(story, "fear", f"k{number}")
        story.measured()

    answer = as_(story.noor).get(at(story, "ambulance"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    session = Room.rows(story.noor).get(pk=story.session.pk)
    assert sheet(Room(session, story.noor, at=story.at)).pages == 1


def test_a_line_of_the_discharge_list_is_stamped_as_it_is_ticked(as_, story):
    client = as_(story.ana)

    answer = client.post(at(story, "tick"), {"item": "oriented", "done": "on"}, headers=HTMX)

    assert (answer.status_code, answer["Kap-Stamp"]) == (200, "10:02 AR")
    page = soup(client.get(at(story, "live")))
    line = page.select_one("input[name=items][value=oriented]")
    assert line.has_attr("checked")
    assert words(line.find_parent("li").select_one("[data-stamp]")) == "10:02 AR"
    others = page.select("input[name=items][checked]")
    assert len(others) == 1


# --- who may -------------------------------------------------------------------------------------

ACTS = {
    "amend_by_key": {"target": "k", "minutes": "1"},
    "undo": {"target": "k"},
    "declined": {"reason": "Resting"},
    "seen": {"reading": "1", "action": "watching"},
    "presence": {"act": "came"},
    "support": {"act": "start"},
    "emergency": {"act": "start"},
    "tick": {"item": "oriented", "done": "on"},
}


@pytest.mark.parametrize("name", ACTS)
def test_the_desk_does_nothing_in_the_room(as_, story, name):
    logged(story)

    answer = as_(story.flo).post(at(story, name), ACTS[name])

    assert answer.status_code == 403
    assert SessionEvent.objects.get().voided_at is None
    assert not Presence.objects.exists()
    assert not EmergencyRun.objects.exists()


@pytest.mark.parametrize("name", [*ACTS, "ambulance"])
def test_another_clinic_finds_no_room(as_, story, name):
    other = Story(story.at, name="Birch")
    client = as_(other.raj)

    answer = client.get(at(story, name)) if name == "ambulance" else client.post(
        at(story, name), ACTS[name]
    )  # fmt: skip

    assert answer.status_code == 404


def test_without_a_script_an_act_leads_back_into_the_room(as_, story):
    answer = as_(story.ana).post(at(story, "presence"), {"act": "came"})

    assert (answer.status_code, answer["Location"]) == (302, at(story, "live"))
