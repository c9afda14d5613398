"""The room's own curve and what the page is told of readings: letters, edges, limits."""

import json
import re
from datetime import timedelta

import pytest

from accounts.domain.policies import Policy
from accounts.policy_defaults import DEFAULTS
from sessions.domain import observing, vitals
from sessions.domain.limits import (
    Limit,
    Reading,
    level_after,
    level_before,
    limits_after,
    limits_before,
)
from tests.support.at_rest import told_once
from tests.support.rooms import at, soup, words
from tests.support.story import Story

HTMX = {"hx-request": "true"}
POLICY = Policy(1, DEFAULTS)

told, story = told_once(lambda: Story().under_way())


def live(room, story):
    return soup(room(story, story.noor).get(at(story, "live")))


def logged(story, text, *, minutes=1, **facts):
    story.later(minutes=minutes)
    return observing.record_event(story.session, text=text, by=story.noor, at=story.at, **facts)


def letters(page):
    """What the log calls each of its lines, and what the curve shows."""
    lines = {
        words(one.select_one("strong, s")): words(one.select_one(".log__letter")).split()[-1]
        for one in page.select("#log-lines li[data-kind=event]")
    }
    drawn = [one.text for one in page.select("#room-chart svg text[text-anchor=middle]")]
    return lines, [one for one in drawn if re.fullmatch("[a-z]", one)]


def test_the_curve_calls_events_by_the_letters_of_the_log(room, story):
    first = logged(story, "one")
    story.measured()
    second = logged(story, "two")
    logged(story, "three, earlier", occurred_at=story.at - timedelta(minutes=5))
    observing.amend_event(first, key="k", severity=2, by=story.noor, at=story.at)

    named, drawn = letters(live(room, story))
    assert named == {"one": "a", "two": "b", "three, earlier": "c"}
    assert sorted(drawn) == ["a", "b", "c"]

    observing.void(second, by=story.noor, at=story.at)
    named, drawn = letters(live(room, story))
    assert named == {"one": "a", "two": "b", "three, earlier": "c"}  # a letter stays with its line
    assert sorted(drawn) == ["a", "c"]


def test_a_reading_let_be_is_on_the_curve(room, story):
    before = len(live(room, story).select("#room-chart svg circle"))

    vitals.decline(story.session, reason="Resting", by=story.noor, at=story.at)

    assert len(live(room, story).select("#room-chart svg circle")) == before + 1


def test_what_the_scale_cannot_hold_has_its_number(room, story):
    reading = Reading(230, 35, 60, 80)
    vitals.record(story.session, reading=reading, by=story.noor, at=story.at)

    drawn = [one.text for one in live(room, story).select("#room-chart svg text")]

    assert {"230", "35", "80"} <= set(drawn)


@pytest.mark.parametrize(
    ("reading", "mark"),
    [
        (Reading(118, 72, 62, 86), "▼ red"),
        (Reading(186, 112, 62, 97), "▲ red"),
        (Reading(186, 112, 62, 86), "▲▼ red"),
        (Reading(118, 72, 62, 97, respiratory_rate=5), "▼ red"),
        (Reading(172, 104, 62, 97), "▲ amber"),
    ],
)
def test_the_log_says_on_which_side_a_reading_lies(room, story, reading, mark):
    vitals.record(story.session, reading=reading, by=story.noor, at=story.at)
    row = logged(story, "to be struck", minutes=0)
    client = room(story, story.noor)
    seen = client.get(at(story, "pulse"))["ETag"]
    observing.void(row, by=story.noor, at=story.at)

    log_alone = client.get(at(story, "pulse"), headers={"if-none-match": seen}).text

    assert f"· {mark}" in words(soup(client.get(at(story, "live"))).select_one("#room-log"))
    assert f"· {mark}" in log_alone
    assert "room-chart" not in log_alone


# --- what the page is told ------------------------------------------------------------------------


def rules(page):
    return json.loads(page.select_one("#room-numbers")["data-rules"])


def test_the_page_is_told_the_limits_that_the_clinic_judges_by(room, story):
    found = rules(live(room, story))
    assert found["possible"]["spo2"] == [30, 100, "SpO₂ is between 30 and 100."]
    baseline = vitals.baseline_of(story.session)

    for row in (
        Reading(systolic, diastolic, pulse, spo2, breaths)
        for systolic in (119, 139, 140, 160, 180, 200)
        for diastolic in (70, 89, 100, 110)
        for pulse in (49, 70, 111)
        for spo2 in (87, 93, 98)
        for breaths in (None, 6, 14)
    ):
        assert told_level(row, found["before"]["limits"]) == level_before(row, POLICY)
        assert told_level(row, found["after"]["limits"]) == level_after(row, baseline, POLICY)


def told_level(reading, limits):
    crossed = {one[0] for one in limits if Limit(*one).is_crossed(reading)}
    return next((level for level in ("red", "amber") if level in crossed), "within")


def test_what_is_due_is_told_with_its_schedule_and_goes_on_with_what_was_let_be(room, story):
    page = live(room, story)
    before = rules(page)
    assert before["schedule"] == DEFAULTS["vitals_minutes"]["SL"]
    vitals.decline(story.session, reason="Resting", by=story.noor, at=story.at)

    after = rules(live(room, story))

    assert (before["served"] < 0, after["served"]) == (True, 15)
    assert after["early"] == vitals.EARLY_MINUTES


def test_the_number_before_is_told_anew_with_every_reading(room, story):
    client = room(story, story.noor)
    seen = client.get(at(story, "pulse"))["ETag"]
    vitals.record(story.session, reading=Reading(141, 88, 70, 98), by=story.kim, at=story.at)

    answer = client.get(at(story, "pulse"), headers={"if-none-match": seen})

    assert rules(soup(answer))["last"]["systolic"] == 141


def test_limits_name_the_level_that_they_lead_to():
    assert {one.level for one in (*limits_before(POLICY), *limits_after(POLICY, None))} == {
        "red", "amber",
    }  # fmt: skip


def test_a_signed_room_keeps_its_outbox_and_offers_nothing_to_write(room, story):
    story.discharged().signed()

    page = live(room, story)

    assert page.select_one("#room-outbox")["data-session"] == str(story.session.pk)
    assert page.select("#room-taps, #room-event, #room-vitals, [data-entry]") == []
    assert not page.select_one("#room-numbers").has_attr("data-rules")
