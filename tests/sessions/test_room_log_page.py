"""The room's log: taps, notes, readings, adverse events, and undoing one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sessions.domain import observing, vitals
from sessions.domain.limits import Reading
from sessions.models import (
    AdverseEvent,
    SessionEvent,
    VitalSigns,
)
from tests.support.rooms import VITALS, at, soup, words
from tests.support.story import Story

pytestmark = pytest.mark.django_db


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


def test_readings_out_of_limits_are_said_in_words(room):
    story = Story().under_way()
    vitals.record(story.session, reading=Reading(185, 112, 101, 93), by=story.noor, at=story.at)

    page = soup(room(story, story.noor).get(at(story, "live")))

    assert "185/112, pulse 101, SpO₂ 93 % · ▲ red" in words(page.select_one("#room-log"))
