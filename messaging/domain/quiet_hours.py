"""When a message may leave: the clinic's hours inside 08:00 to 21:00, where the patient is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Hard limits (TCPA hours), whatever a clinic sets.
EARLIEST, LATEST = time(8), time(21)


def next_allowed(
    moment: datetime, *, zone: ZoneInfo, send_from: time, send_until: time
) -> datetime:
    """The same moment if it is allowed, else the next opening; never earlier, never dropped."""
    opens, closes = max(send_from, EARLIEST), min(send_until, LATEST)
    local = moment.astimezone(zone)
    if opens <= local.time() < closes:
        return moment
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, tzinfo=zone).astimezone(UTC)


def day_bounds(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The calendar day it is there, as instants."""
    day = moment.astimezone(zone).date()
    start = datetime.combine(day, time.min, tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)
