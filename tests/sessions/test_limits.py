"""Amber and red, before the dose and after it, at every edge; and who may leave."""

from dataclasses import replace

import pytest

from accounts.domain.policies import Policy
from accounts.policy_defaults import DEFAULTS
from sessions.domain.limits import Reading, level_after, level_before, too_high_to_leave

POLICY = Policy(1, DEFAULTS)
CALM = Reading(systolic=120, diastolic=80, heart_rate=70, spo2=98, respiratory_rate=14, sedation=5)


def reading(**values: int | None) -> Reading:
    return replace(CALM, **values)


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({}, "within"),
        ({"systolic": 139, "diastolic": 89}, "within"),
        ({"systolic": 140}, "amber"),
        ({"diastolic": 90}, "amber"),
        ({"systolic": 159, "diastolic": 99}, "amber"),
        ({"systolic": 160}, "red"),
        ({"diastolic": 100}, "red"),
        ({"heart_rate": 110}, "within"),
        ({"heart_rate": 111}, "red"),
        ({"heart_rate": 50}, "within"),
        ({"heart_rate": 49}, "red"),
        ({"spo2": 94}, "within"),
        ({"spo2": 93}, "red"),
        ({"respiratory_rate": 4}, "within"),
        ({"sedation": 0}, "within"),
        ({"systolic": 140, "spo2": 93}, "red"),
    ],
    ids=str,
)
def test_before_the_dose(values, level):
    assert level_before(reading(**values), POLICY) == level


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({}, "within"),
        ({"systolic": 159, "diastolic": 99}, "within"),
        ({"systolic": 160}, "amber"),
        ({"diastolic": 100}, "amber"),
        ({"systolic": 179, "diastolic": 109}, "amber"),
        ({"systolic": 180}, "red"),
        ({"diastolic": 110}, "red"),
        ({"spo2": 92}, "within"),
        ({"spo2": 91}, "red"),
        ({"respiratory_rate": 10}, "within"),
        ({"respiratory_rate": 9}, "red"),
        ({"respiratory_rate": 0}, "red"),
        ({"respiratory_rate": None}, "within"),
        ({"heart_rate": 150}, "within"),
        ({"heart_rate": 35}, "within"),
        ({"sedation": 0}, "within"),
    ],
    ids=str,
)
def test_after_the_dose(values, level):
    without_baseline = level_after(reading(**values), None, POLICY)

    assert without_baseline == level


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"systolic": 139}, "within"),
        ({"systolic": 140}, "amber"),
        ({"diastolic": 94}, "within"),
        ({"diastolic": 95}, "amber"),
    ],
    ids=str,
)
def test_a_rise_counts_from_the_last_reading_before_the_dose(values, level):
    low = reading(systolic=100, diastolic=70)

    assert level_after(reading(**{"systolic": 110, "diastolic": 80} | values), low, POLICY) == level


@pytest.mark.parametrize(
    ("now", "baseline", "stays"),
    [
        pytest.param((140, 90), (100, 60), False, id="not over the limit"),
        pytest.param((141, 80), (100, 60), True, id="over the limit and far above"),
        pytest.param((141, 80), (117, 60), True, id="just more than a fifth above"),
        pytest.param((144, 80), (120, 60), False, id="exactly a fifth above"),
        pytest.param((150, 80), (140, 60), False, id="over the limit, but as before"),
        pytest.param((120, 91), (100, 70), True, id="the lower pressure alone"),
        pytest.param((120, 91), (100, 80), False, id="the lower one, near its baseline"),
        pytest.param((141, 91), None, True, id="nothing to compare with"),
        pytest.param((140, 90), None, False, id="nothing to compare with, within"),
    ],
)
def test_who_is_too_high_to_leave(now, baseline, stays):
    before = reading(systolic=baseline[0], diastolic=baseline[1]) if baseline else None

    found = too_high_to_leave(reading(systolic=now[0], diastolic=now[1]), before, POLICY)

    assert found is stays


def test_a_clinic_may_set_its_own_limits():
    own = Policy(2, DEFAULTS | {"before_amber": {"systolic": 130, "diastolic": 85}})

    assert level_before(reading(systolic=130), own) == "amber"
    assert level_before(reading(systolic=130), POLICY) == "within"
