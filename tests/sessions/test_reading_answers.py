"""A reading out of limits stands over the room until an answer stands beneath it, however that was changed."""

import json
from datetime import timedelta

import pytest

from sessions.domain import answers, observing, vitals
from sessions.domain.limits import Reading
from sessions.models import SessionEvent
from tests.sessions.test_sync import line
from tests.support.at_rest import told_once
from tests.support.rooms import at, soup, words
from tests.support.story import Story

HTMX = {"hx-request": "true"}
RED = Reading(186, 112, 96, 95)
AMBER = Reading(172, 104, 84, 97)
LOW = Reading(118, 72, 62, 86)
CALM = Reading(124, 79, 71, 98)

told, story = told_once(lambda: Story().under_way())


def measured(story, reading, *, minutes=0):
    story.later(minutes=minutes)
    return vitals.record(story.session, reading=reading, by=story.noor, at=story.at)


def said(story, row, action="watching, no distress"):
    return answers.see(row, action=action, by=story.noor, at=story.at)


def strip(client, story):
    return soup(client.get(at(story, "live"))).select_one("#room-alarms")


def test_an_answer_that_was_undone_is_none(room, story):
    row = measured(story, RED)
    client = room(story, story.noor)
    client.post(at(story, "seen"), {"reading": row.pk, "action": "watching"}, headers=HTMX)
    assert strip(client, story).select_one("form") is None

    observing.void(SessionEvent.objects.get(), by=story.noor, at=story.at)
    assert "Red: 186/112" in words(strip(client, story))

    client.post(at(story, "seen"), {"reading": row.pk, "action": "told Raj"}, headers=HTMX)
    assert strip(client, story).select_one("form") is None
    standing = SessionEvent.objects.get(voided_at=None)
    assert standing.text == "186/112, red: told Raj"
    assert SessionEvent.objects.count() == 2


@pytest.mark.parametrize("change", [{"text": "and sat up"}, {"severity": 2}])
def test_an_answer_that_was_changed_goes_on_answering(room, story, change):
    row = measured(story, RED)
    changed = observing.amend_event(
        said(story, row), key="a-key-of-its-own", by=story.noor, at=story.at, **change
    )
    client = room(story, story.ana)

    assert strip(client, story).select_one("form") is None
    assert said(story, row, "told Raj") == changed

    observing.void(changed, by=story.noor, at=story.at)
    assert "Red: 186/112" in words(strip(client, story))
    said(story, row, "told Raj")
    assert strip(client, story).select_one("form") is None


def test_a_page_that_stands_open_is_told_that_the_answer_is_gone(room, story):
    row = measured(story, RED)
    changed = observing.amend_event(
        said(story, row), key="changed", severity=1, by=story.noor, at=story.at
    )
    client = room(story, story.ana)
    seen = client.get(at(story, "pulse"))["ETag"]

    observing.void(changed, by=story.noor, at=story.at)

    answer = client.get(at(story, "pulse"), headers={"if-none-match": seen})
    assert "Red: 186/112" in words(soup(answer).select_one("#room-alarms"))


def test_an_answer_undone_from_a_tablet_brings_the_reading_back(room, story):
    row = measured(story, RED)
    answer = said(story, row)
    client = room(story, story.noor)
    undo = line(story, "void", {"target": {"kind": "event", "row": answer.pk}})

    client.post(at(story, "sync"), json.dumps({"entries": [undo]}), content_type="application/json")

    assert "Red: 186/112" in words(strip(client, story))


def test_an_amber_reading_waits_although_the_next_one_is_calm(room, story):
    measured(story, AMBER, minutes=3)
    measured(story, CALM, minutes=5)

    shown = words(strip(room(story, story.noor), story))

    assert "▲ Amber: 172/104, SpO₂ 97 % at 10:05 AM." in shown


def test_red_stands_above_amber_and_several_amber_ones_are_one_line(room, story):
    first = measured(story, AMBER, minutes=3)
    red = measured(story, RED, minutes=5)
    second = measured(story, Reading(174, 103, 84, 97), minutes=5)
    client = room(story, story.noor)
    forms = strip(client, story).select("form")

    assert len(forms) == 1
    assert words(forms[0]).startswith("▲ Red: 186/112, SpO₂ 95 % at 10:10 AM.")
    assert "▲ amber 174/103 at 10:15 AM, ▲ amber 172/104 at 10:05 AM." in words(forms[0])
    assert forms[0].select_one("[name=also]") is None

    client.post(at(story, "seen"), {"reading": red.pk, "action": "told Raj"}, headers=HTMX)
    form = strip(client, story).select_one("form")
    assert words(form).startswith("▲ Amber: 174/103")
    told = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    assert (told["reading"], told["also"]) == (str(second.pk), str(first.pk))

    client.post(at(story, "seen"), told | {"action": "watching"}, headers=HTMX)
    assert strip(client, story).select_one("form") is None
    assert sorted(one.text for one in SessionEvent.objects.all()) == [
        "172/104, amber: watching", "174/103, amber: watching", "186/112, red: told Raj",
    ]  # fmt: skip


def test_what_lies_too_low_points_down(room, story):
    measured(story, LOW)

    assert words(strip(room(story, story.noor), story)).startswith("▼ Red: 118/72, SpO₂ 86 %")


@pytest.mark.parametrize("also", ["99999999", "1;2", "x", "1," * 300])
def test_readings_that_are_not_there_are_not_answered(room, story, also):
    row = measured(story, RED)

    answer = room(story, story.noor).post(
        at(story, "seen"), {"reading": row.pk, "also": also, "action": "x"}, headers=HTMX
    )

    assert answer.status_code in {404, 422}
    assert not SessionEvent.objects.exists()


def test_a_reading_before_the_dose_asks_for_no_answer(room, story):
    story.session.refresh_from_db()
    before = story.session.first_dose_at - timedelta(minutes=1)
    vitals.record(story.session, reading=RED, by=story.noor, at=story.at, taken_at=before)

    assert strip(room(story, story.noor), story).select_one("form") is None
