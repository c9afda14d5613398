"""Times as people type them in a room: a clock time of the session's day, or minutes ago."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from core.clock import elapsed
from sessions.models import MedicineSession

AGO = re.compile(r"t\s*-\s*(\d{1,3})(?:\s+|$)(.*)", re.IGNORECASE | re.DOTALL)
CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?:\s?(?P<half>[ap])\.?m\.?)?(?:\s+|$)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
NO_SUCH_TIME = "There is no such time. Write it as 10:12, or 2:12 pm."
HALF_A_DAY = timedelta(hours=12)
NOON = 12
DAYS_BACK = 60  # a dose that the month's count brings to light


@dataclass(frozen=True)
class Hours:
    """The hours that clock times in one room are of: the clinic's zone, the session's day, its beginning."""

    zone: ZoneInfo
    day: datetime  # any moment of the session's day
    began: datetime | None = None  # nobody was in the room before

    def at_clock(self, clock: time, *, at: datetime, is_bare: bool = True) -> datetime:
        """That time of the session's day; where it lies before the session began, the one within it.

        A bare 2:12 of an afternoon is 14:12; what a session that goes over midnight has, is of the next day.
        """
        day = min(self.day, at)
        plain = on_day(self.zone, day, clock)
        if self.began is None or plain >= self.began:
            return plain
        later = [on_day(self.zone, day, clock, days_ago=-1)]
        if is_bare and clock.hour < NOON:
            later.append(on_day(self.zone, day, clock.replace(hour=clock.hour + NOON)))
        return min((one for one in later if self._fits(one, at=at)), default=plain)

    def _fits(self, moment: datetime, *, at: datetime) -> bool:
        """Between its beginning and now; a session lasts no half day."""
        assert self.began is not None  # noqa: S101 - asked only of a session that began
        return timedelta() <= elapsed(self.began, moment) < HALF_A_DAY and moment <= at

    def is_past(self, at: datetime) -> bool:
        """That the session's day is over at the clinic; a session that goes over midnight is still of now."""
        is_running = self.began is not None and elapsed(self.began, at) < HALF_A_DAY
        return self._date(self.day) < self._date(at) and not is_running

    def days_ago(self, at: datetime) -> int:
        """How many days the session's own lies back, as far as a day can be chosen; none while it runs."""
        if not self.is_past(at):
            return 0
        return min((self._date(at) - self._date(self.day)).days, DAYS_BACK)

    def day_words(self) -> str:
        return f"{self._date(self.day):%A, %B %-d}"

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def hours_of(session: MedicineSession, zone: ZoneInfo) -> Hours:
    """Of the day on which it began; one that was written down afterwards began with its dose at the latest."""
    known = [session.checked_in_at, session.started_at, session.first_dose_at]
    began = min((moment for moment in known if moment is not None), default=None)
    return Hours(zone, began or session.planned_at, began)


def on_day(zone: ZoneInfo, at: datetime, clock: time, *, days_ago: int = 0) -> datetime:
    """That clock time on the clinic's day of `at`, or so many days before it."""
    day = at.astimezone(zone).date() - timedelta(days=days_ago)
    return datetime.combine(day, clock, tzinfo=zone)


def days_back(zone: ZoneInfo, at: datetime, *, most: int = DAYS_BACK) -> list[tuple[int, str]]:
    """Today, yesterday and the days before them, to be chosen from."""
    today = at.astimezone(zone).date()
    earlier = [(ago, f"{today - timedelta(days=ago):%A, %B %-d}") for ago in range(2, most + 1)]
    return [(0, "Today"), (1, "Yesterday"), *earlier]


def split_note(text: str, *, hours: Hours, at: datetime) -> tuple[datetime | None, str]:
    """`t-3 sat up` happened three minutes ago, `10:12 sat up` at 10:12; anything else happens now."""
    text = text.strip()
    if ago := AGO.match(text):
        return at - timedelta(minutes=int(ago[1])), ago[2].strip()
    if clock := CLOCK.match(text):
        return _typed(clock, hours=hours, at=at), clock["rest"].strip()
    return None, text


def _typed(clock: re.Match[str], *, hours: Hours, at: datetime) -> datetime:
    """With am or pm it is what it says; a bare time is one within the session, or is asked about."""
    told = _clock_of(clock)
    is_bare = not clock["half"]
    found = hours.at_clock(told, at=at, is_bare=is_bare)
    if is_bare and hours.began is not None and found < hours.began and told.hour <= NOON:
        began = f"{hours.began.astimezone(hours.zone):%-I:%M %p}"
        hour = told.hour % NOON or NOON
        raise ValidationError(
            f"{clock[1]}:{clock[2]} lies before this session began at {began}. "
            f"Write {hour}:{clock[2]} am or {hour}:{clock[2]} pm.", code="time",
        )  # fmt: skip
    return found


def _clock_of(clock: re.Match[str]) -> time:
    hour, minute = int(clock[1]), int(clock[2])
    half = (clock["half"] or "").lower()
    try:
        if half:
            return time(
                hour % NOON + (NOON if half == "p" else 0) if 1 <= hour <= NOON else 24, minute
            )
        return time(hour, minute)
    except ValueError as error:
        raise ValidationError(NO_SUCH_TIME, code="time") from error
