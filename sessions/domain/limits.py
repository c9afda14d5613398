"""Reading levels: what is within limits, amber or red, before the dose and after it. Pure."""

from dataclasses import dataclass
from typing import Any

from accounts.domain.policies import Policy
from sessions.enums import ReadingLevel


@dataclass(frozen=True)
class Reading:
    """mmHg, per minute, percent."""

    systolic: int
    diastolic: int
    heart_rate: int
    spo2: int
    respiratory_rate: int | None = None
    sedation: int | None = None


def level_before(reading: Reading, policy: Policy) -> ReadingLevel:
    red, amber = policy["before_red"], policy["before_amber"]
    if (
        _pressure_from(reading, red)
        or reading.heart_rate > red["heart_rate_over"]
        or reading.heart_rate < red["heart_rate_under"]
        or reading.spo2 < red["spo2_under"]
    ):
        return ReadingLevel.RED
    return ReadingLevel.AMBER if _pressure_from(reading, amber) else ReadingLevel.WITHIN


def level_after(reading: Reading, baseline: Reading | None, policy: Policy) -> ReadingLevel:
    """`baseline` is the last reading before the first dose. Sedation is recorded and stops nothing."""
    red, amber = policy["after_red"], policy["after_amber"]
    slow = reading.respiratory_rate
    if (
        _pressure_from(reading, red)
        or reading.spo2 < red["spo2_under"]
        or (slow is not None and slow < red["respiratory_rate_under"])
    ):
        return ReadingLevel.RED
    if _pressure_from(reading, amber) or _risen(reading, baseline, amber):
        return ReadingLevel.AMBER
    return ReadingLevel.WITHIN


def too_high_to_leave(reading: Reading, baseline: Reading | None, policy: Policy) -> bool:
    """Over the leaving limit and more than a fifth above the last reading before the dose."""
    leaving = policy["leaving"]
    factor = 1 + leaving["over_baseline_percent"] / 100
    pairs = (
        (reading.systolic, leaving["systolic"], baseline.systolic if baseline else None),
        (reading.diastolic, leaving["diastolic"], baseline.diastolic if baseline else None),
    )
    return any(
        value > limit and (base is None or value > base * factor) for value, limit, base in pairs
    )


def _pressure_from(reading: Reading, limit: dict[str, Any]) -> bool:
    return reading.systolic >= limit["systolic"] or reading.diastolic >= limit["diastolic"]


def _risen(reading: Reading, baseline: Reading | None, limit: dict[str, Any]) -> bool:
    if baseline is None:
        return False
    return (
        reading.systolic - baseline.systolic >= limit["rise_systolic"]
        or reading.diastolic - baseline.diastolic >= limit["rise_diastolic"]
    )
