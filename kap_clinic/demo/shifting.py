"""Moving a played file in time: every instant by the same whole number of days."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kap_clinic.scenarios.language.model import Scenario


def shifted(scenario: Scenario, days: timedelta) -> Scenario:
    """The same journey, so many days later. Days printed on boxes and birthdays stay."""
    steps = tuple(
        replace(step, at=step.at + days, arguments=_moved(step.arguments, days), checks=())
        for step in scenario.steps
    )
    return replace(scenario, steps=steps)


def days_to_end_before(scenario: Scenario, moment: datetime) -> timedelta:
    """Whole days that bring the last step as close before `moment` as they can."""
    last = max(step.until for step in scenario.steps)
    return timedelta(days=(moment - last) // timedelta(days=1))


def _moved(value: Any, days: timedelta) -> Any:
    if isinstance(value, datetime):
        return value + days
    if isinstance(value, Mapping):
        return {key: _moved(item, days) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_moved(item, days) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _moved(getattr(value, one.name), days) for one in fields(value)}
        return replace(value, **changed)
    return value
