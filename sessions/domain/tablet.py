"""The tablet's own clock beside the true time: shown wherever the two were apart when a line was made."""

from datetime import datetime, timedelta

CLOCK_APART = timedelta(seconds=60)


def clock_apart(said: datetime | None, happened_at: datetime) -> datetime | None:
    """What the tablet said, once that is worth a word; nothing while it was near enough."""
    return said if said and abs(said - happened_at) > CLOCK_APART else None
