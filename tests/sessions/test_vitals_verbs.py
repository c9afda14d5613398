"""Readings: what can be, when the next one is due, and by which limits each is judged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Refusal
from measures.domain import alerts
from measures.models import SafetyAlert
from medications.enums import Route
from patients.models import Patient, WorklistTask
from sessions.domain import answers, gate, vitals
from sessions.domain.limits import Reading
from tests.support.at_rest import told_once
from tests.support.story import Story

AMBER = Reading(systolic=150, diastolic=85, heart_rate=70, spo2=98)
RED = Reading(systolic=188, diastolic=108, heart_rate=104, spo2=97)
REDDER = Reading(systolic=196, diastolic=114, heart_rate=110, spo2=95)
CALM = Reading(systolic=120, diastolic=80, heart_rate=70, spo2=98)


told, story = told_once(lambda: Story().ready_for_dose())


def due(story: Story, minutes: float) -> float | None:
    facts = gate.load(
        story.episode, story.session, at=story.session.first_dose_at + timedelta(minutes=minutes)
    )
    return vitals.minutes_until_due(facts)


def read_at(story: Story, minutes: float) -> None:
    at = story.session.first_dose_at + timedelta(minutes=minutes)
    vitals.record(story.session, reading=CALM, by=story.noor, at=at)


def test_before_the_dose_no_reading_is_due(story):
    assert vitals.minutes_until_due(gate.load(story.episode, story.session, at=story.at)) is None


@pytest.mark.parametrize(
    ("read", "now", "left"),
    [
        pytest.param(None, 0, 15, id="the first one after the dose"),
        pytest.param(None, 17, -2, id="overdue"),
        pytest.param(12.99, 13, 2, id="three minutes early serves nothing"),
        pytest.param(13, 13, 17, id="two minutes early serves it"),
        pytest.param(15, 20, 10, id="on time"),
        pytest.param(27.9, 28, 2, id="late for one, not yet the next"),
        pytest.param(28, 28, 12, id="late for one, early enough for the next"),
        pytest.param(45, 45, 15, id="two at once"),
        pytest.param(117.9, 118, 2, id="the last one"),
        pytest.param(118, 118, None, id="all taken"),
    ],
)
def test_when_the_next_reading_is_due(story, read, now, left):
    story.dosed()
    if read is not None:
        read_at(story, read)

    found = due(story, now)

    assert found == (None if left is None else pytest.approx(left))


@pytest.mark.parametrize(
    ("route", "minutes"),
    [
        (Route.IV, [10, 20, 30, 40, 55, 70, 85, 100]), (Route.IM, [5, 15, 30, 45, 60, 90, 120]),
        (Route.SL, [15, 30, 40, 60, 90, 120]), (Route.IN_RACEMIC, [40, 120]),
        (Route.IN_ESKETAMINE, [40, 120]), (Route.PR, [15, 30, 40, 60, 90, 120]),
    ],
)  # fmt: skip
def test_each_route_has_its_readings(story, route, minutes):
    facts = gate.load(story.episode, story.session, at=story.at)

    assert vitals.schedule(facts, route) == minutes


def test_from_65_on_the_dense_set_stays(story):
    Patient.objects.update(date_of_birth=story.at.date().replace(year=story.at.year - 65))
    facts = gate.load(story.episode, story.session, at=story.at)

    assert vitals.needs_dense(facts) is (facts.episode.patient.age_on(story.at.date()) >= 65)


@pytest.mark.parametrize(
    "values",
    [
        {"systolic": 19}, {"systolic": 301}, {"diastolic": 120}, {"diastolic": 9},
        {"heart_rate": 19}, {"heart_rate": 301}, {"spo2": 101}, {"spo2": 29},
        {"respiratory_rate": 81}, {"sedation": 6}, {"sedation": -1}, {"systolic": 120.5},
        {"systolic": None}, {"systolic": True}, {"systolic": "120"},
    ],
    ids=str,
)  # fmt: skip
def test_a_reading_that_cannot_be_is_refused_in_words(story, values):
    reading = replace(CALM, **values)

    with pytest.raises(Refusal) as refusal:
        vitals.record(story.session, reading=reading, by=story.noor, at=story.at)

    assert refusal.value.code == "invalid"
    assert story.session.vitals.count() == 1


def test_a_reading_is_judged_by_the_time_it_was_taken(story):
    """Written down after the dose, taken before it."""
    before = story.at
    story.later(minutes=1).dosed()

    row = vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at, taken_at=before)

    assert row.level == "amber"
    assert vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at).level == "within"


def test_a_third_dose_thins_the_readings_and_an_amber_one_that_day_does_not(story):
    facts = gate.load(story.episode, story.session, at=story.at)
    calm = replace(facts, doses=[FakeDose(-1), FakeDose(-2)])
    assert vitals.schedule(calm, Route.SL) == [40, 120]
    assert vitals.schedule(calm, Route.IM) == [15, 40, 120]
    assert vitals.schedule(calm, Route.IV) == vitals.schedule(facts, Route.IV)
    assert vitals.schedule(replace(facts, doses=[FakeDose(-1)]), Route.SL)[0] == 15

    vitals.record(story.session, reading=AMBER, by=story.noor, at=story.at)
    amber = gate.load(story.episode, story.session, at=story.at)

    assert vitals.schedule(replace(amber, doses=calm.doses), Route.SL)[0] == 15


class FakeDose:
    """A dose of an earlier session of this course of care: all that is counted of it."""

    def __init__(self, session_id: int) -> None:
        self.session_id = session_id


def taken(story: Story, reading: Reading):
    return vitals.record(story.session, reading=reading, by=story.noor, at=story.at)


def test_each_red_reading_after_the_dose_calls_anew(story):
    """What was done about the first says nothing of the second: still one alert, open again."""
    story.dosed()
    first = taken(story, RED)
    answers.see(first, action="watching", by=story.ana, at=story.later(minutes=1).at)
    assert SafetyAlert.objects.get().status == "acknowledged"

    taken(story.later(minutes=14), REDDER)

    alert = SafetyAlert.objects.get()
    assert (alert.status, alert.since) == ("open", story.at)
    assert alert.fact == "196/114, pulse 110, SpO₂ 95 %"
    fifteen = story.at + timedelta(minutes=15)
    assert alerts.next_due(after=story.at) == fifteen
    assert alerts.escalate_due(at=fifteen - timedelta(seconds=1)) == 0, "its own fifteen minutes"
    assert alerts.escalate_due(at=fifteen) == 1
    assert WorklistTask.objects.filter(kind="alert").count() == 1


def test_an_answer_to_an_older_reading_is_none_to_the_newest_red_one(story):
    story.dosed()
    amber = taken(story, replace(AMBER, systolic=165))
    older = taken(story.later(minutes=5), RED)
    newest = taken(story.later(minutes=5), REDDER)
    for row in (amber, older):
        answers.see(row, action="watching", by=story.ana, at=story.at)

    assert SafetyAlert.objects.get().status == "open"
    answers.see(newest, action="told the prescriber", by=story.ana, at=story.at)
    assert SafetyAlert.objects.get().status == "acknowledged"


def test_red_readings_one_after_another_put_nobodys_line_off(story):
    story.dosed()
    taken(story, RED)
    first = story.at
    for _minute in range(2):
        taken(story.later(minutes=7), REDDER)

    assert alerts.next_due(after=story.at) == first + timedelta(minutes=15)
    assert alerts.escalate_due(at=first + timedelta(minutes=15)) == 1
