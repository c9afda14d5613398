"""The shape of the three hours: a table per route, told from facts, forbidding nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from medications.enums import Route
from sessions.domain.stages import COURSES, shape
from sessions.enums import Stage

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def told(minutes, *, route="IM", status="in_progress", booster=None, gate=False, observation=120):
    """The shape so many minutes after a dose at noon; None is before it."""
    dosed = minutes is not None
    last = NOON + timedelta(minutes=booster or 0)
    return shape(
        status=status,
        is_gate_open=gate,
        route=route,
        first_dose_at=NOON if dosed else None,
        last_dose_at=last if dosed else None,
        observation_minutes=observation,
        at=NOON + timedelta(minutes=minutes or 0),
    )


@pytest.mark.parametrize(
    ("status", "gate", "stage"),
    [
        ("planned", False, Stage.ARRIVAL),
        ("checked_in", False, Stage.SETTLING),
        ("in_progress", False, Stage.SETTLING),
        ("in_progress", True, Stage.DOSE),
        ("ended", False, Stage.CLOSING),
        ("cancelled", False, Stage.CLOSING),
    ],
)
def test_before_the_dose_the_status_and_the_gate_tell(status, gate, stage):
    assert told(None, status=status, gate=gate).stage == stage


@pytest.mark.parametrize(
    ("minutes", "stage"),
    [
        (0, Stage.ONSET), (6.9, Stage.ONSET), (7, Stage.PEAK), (44.9, Stage.PEAK),
        (45, Stage.RETURN), (89.9, Stage.RETURN), (90, Stage.PROCESSING),
        (104.9, Stage.PROCESSING), (105, Stage.CLOSING), (600, Stage.CLOSING),
    ],
)  # fmt: skip
def test_after_an_injection_the_minutes_tell(minutes, stage):
    assert told(minutes).stage == stage


@pytest.mark.parametrize("route", Route.values)
def test_every_route_has_its_course_in_order(route):
    course = COURSES[route]
    assert 0 < course.onset < course.peak < course.back
    stages = [told(minute, route=route).stage for minute in range(0, 400, 5)]
    assert stages == sorted(stages, key=list(Stage).index)
    assert {Stage.ONSET, Stage.PEAK, Stage.RETURN, Stage.CLOSING} <= set(stages)


def test_after_a_booster_the_peak_goes_on_and_never_turns_back_to_onset():
    assert told(50, booster=None).stage == Stage.RETURN
    assert told(50, booster=40).stage == Stage.PEAK
    assert told(90, booster=40).stage == Stage.RETURN


def test_the_next_stage_is_told_with_its_time():
    here = told(20)

    assert (here.next, here.next_at) == (Stage.RETURN, NOON + timedelta(minutes=45))
    assert told(200).next is None
    assert told(200).next_at is None


def test_each_stage_is_past_here_or_ahead():
    parts = dict(told(20).parts)

    assert parts[Stage.DOSE] == "past"
    assert parts[Stage.PEAK] == "here"
    assert parts[Stage.RETURN] == "ahead"
