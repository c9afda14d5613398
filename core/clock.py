"""Instants are UTC; a day belongs to a clinic (or to a patient). Nobody here reads the clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class HasZone(Protocol):
    @property
    def zone(self) -> ZoneInfo: ...


def day_at(place: HasZone, at: datetime) -> date:
    """The calendar day it is at that place."""
    return at.astimezone(place.zone).date()


def day_span(place: HasZone, day: date) -> tuple[datetime, datetime]:
    """The half-open span of instants that is `day` there: 23 or 25 hours twice a year."""
    start = datetime.combine(day, time.min, tzinfo=place.zone)
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=place.zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Time that really passed; Python's own subtraction is wrong inside one zone across a change."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def minutes_between(start: datetime, end: datetime) -> float:
    return elapsed(start, end).total_seconds() / 60
