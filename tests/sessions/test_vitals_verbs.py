"""Readings: what can be, when the next one is due, and by which limits each is judged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Refusal
from medications.enums import Route
from patients.models import Patient
from sessions.domain import gate, vitals
from sessions.domain.limits import Reading
from tests.support.at_rest import told_once
from tests.support.story import Story

AMBER = Reading(systolic=150, diastolic=85, heart_rate=70, spo2=98)
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
