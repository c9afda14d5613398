"""Times as people type them at the clinic: a clock time on the page's day, or minutes ago."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

AGO = re.compile(r"t\s*-\s*(\d{1,3})(?:\s+|$)(.*)", re.IGNORECASE | re.DOTALL)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?:\s+|$)(.*)", re.DOTALL)
NO_SUCH_TIME = "There is no such time. Write it as 10:12."


def on_day(zone: ZoneInfo, at: datetime, clock: time, *, days_ago: int = 0) -> datetime:
    """That clock time on the clinic's day of `at`, or so many days before it."""
    day = at.astimezone(zone).date() - timedelta(days=days_ago)
    return datetime.combine(day, clock, tzinfo=zone)


def split_note(text: str, *, zone: ZoneInfo, at: datetime) -> tuple[datetime | None, str]:
    """`t-3 sat up` happened three minutes ago, `10:12 sat up` at 10:12; anything else happens now."""
    text = text.strip()
    if ago := AGO.match(text):
        return at - timedelta(minutes=int(ago[1])), ago[2].strip()
    if clock := CLOCK.match(text):
        try:
            return on_day(zone, at, time(int(clock[1]), int(clock[2]))), clock[3].strip()
        except ValueError as error:
            raise ValidationError(NO_SUCH_TIME, code="time") from error
    return None, text
