"""Reading levels: what is within limits, amber or red, before the dose and after it. Pure."""

from dataclasses import dataclass
from typing import Any, Protocol

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


class Taken(Protocol):
    """A row that holds a reading."""

    systolic: Any
    diastolic: Any
    heart_rate: Any
    spo2: Any
    respiratory_rate: Any
    sedation: Any


def as_reading(row: Taken) -> Reading:
    return Reading(
        systolic=row.systolic,
        diastolic=row.diastolic,
        heart_rate=row.heart_rate,
        spo2=row.spo2,
        respiratory_rate=row.respiratory_rate,
        sedation=row.sedation,
    )


@dataclass(frozen=True)
class Limit:
    """One edge: a number `from` it, `over` it or `under` it has that level."""

    level: ReadingLevel
    name: str
    side: str
    value: float

    def is_crossed(self, reading: Reading) -> bool:
        value = getattr(reading, self.name)
        if value is None:
            return False
        return {
            "from": value >= self.value,
            "over": value > self.value,
            "under": value < self.value,
        }[self.side]


def limits_before(policy: Policy) -> list[Limit]:
    red, amber = policy["before_red"], policy["before_amber"]
    return [
        *_pressure(ReadingLevel.RED, red),
        Limit(ReadingLevel.RED, "heart_rate", "over", red["heart_rate_over"]),
        Limit(ReadingLevel.RED, "heart_rate", "under", red["heart_rate_under"]),
        Limit(ReadingLevel.RED, "spo2", "under", red["spo2_under"]),
        *_pressure(ReadingLevel.AMBER, amber),
    ]


def limits_after(policy: Policy, baseline: Reading | None) -> list[Limit]:
    """`baseline` is the last reading before the first dose. Sedation is recorded and stops nothing."""
    red, amber = policy["after_red"], policy["after_amber"]
    rises = [
        Limit(ReadingLevel.AMBER, name, "from", getattr(baseline, name) + amber[f"rise_{name}"])
        for name in (("systolic", "diastolic") if baseline else ())
    ]
    return [
        *_pressure(ReadingLevel.RED, red),
        Limit(ReadingLevel.RED, "spo2", "under", red["spo2_under"]),
        Limit(ReadingLevel.RED, "respiratory_rate", "under", red["respiratory_rate_under"]),
        *_pressure(ReadingLevel.AMBER, amber),
        *rises,
    ]


def _pressure(level: ReadingLevel, limit: dict[str, Any]) -> list[Limit]:
    return [Limit(level, name, "from", limit[name]) for name in ("systolic", "diastolic")]


def level_before(reading: Reading, policy: Policy) -> ReadingLevel:
    return _level(reading, limits_before(policy))


def level_after(reading: Reading, baseline: Reading | None, policy: Policy) -> ReadingLevel:
    return _level(reading, limits_after(policy, baseline))


def _level(reading: Reading, limits: list[Limit]) -> ReadingLevel:
    crossed = {one.level for one in limits if one.is_crossed(reading)}
    ranked = (ReadingLevel.RED, ReadingLevel.AMBER)
    return next((one for one in ranked if one in crossed), ReadingLevel.WITHIN)


def graver(one: ReadingLevel, other: ReadingLevel) -> ReadingLevel:
    return max(one, other, key=[ReadingLevel.WITHIN, ReadingLevel.AMBER, ReadingLevel.RED].index)


def sides(reading: Reading, limits: list[Limit]) -> str:
    """▲ for what lies too high, ▼ for what lies too low, or both, of the level that it has."""
    level = _level(reading, limits)
    crossed = [one.side for one in limits if one.level == level and one.is_crossed(reading)]
    high, low = any(one != "under" for one in crossed), "under" in crossed
    return f"{'▲' if high else ''}{'▼' if low else ''}"


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
