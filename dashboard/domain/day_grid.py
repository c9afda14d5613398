"""The day as columns: where each visit stands, and which quarters of an hour are free. No queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as made_of
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import time_format

from accounts.models import Membership
from dashboard.domain.visit_lines import VisitLine
from scheduling.models import Room

TRACK = timedelta(minutes=5)
SLOT = timedelta(minutes=15)
HOUR = timedelta(hours=1)
TRACKS_IN_SLOT = SLOT // TRACK
OPENS, CLOSES = time(8), time(18)


@dataclass(frozen=True, slots=True)
class Block:
    """A visit in one column, or a group's: its first track, and over how many it reaches."""

    lines: list[VisitLine]
    track: int
    tracks: int

    @property
    def line(self) -> VisitLine:
        return self.lines[0]

    @property
    def is_group(self) -> bool:
        return len(self.lines) > 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the day; `said` and `asked` are its words on the page and in an address."""

    track: int
    said: str
    asked: str


@dataclass(slots=True)
class Column:
    name: str
    field: str
    pk: int
    note: str = ""
    blocks: list[Block] = made_of(default_factory=list)
    slots: list[Slot] = made_of(default_factory=list)

    @property
    def is_room(self) -> bool:
        return self.field == "room"


@dataclass(frozen=True, slots=True)
class DayGrid:
    hours: list[Slot]
    clinicians: list[Column]
    rooms: list[Column]
    now_track: int | None

    @property
    def columns(self) -> list[Column]:
        return [*self.clinicians, *self.rooms]


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when the day is drawn: whole hours, as instants."""

    start: datetime
    end: datetime

    def track(self, at: datetime) -> int:
        return int((at.astimezone(UTC) - self.start) / TRACK)

    def steps(self, step: timedelta) -> Iterable[datetime]:
        at = self.start
        while at < self.end:
            yield at
            at += step


def hours_of(day: date, zone: ZoneInfo, lines: Sequence[VisitLine]) -> Hours:
    """Opening hours, stretched to whole hours where a visit lies outside them."""
    starts = [line.visit.start_at for line in lines if not line.is_off]
    ends = [line.visit.end_at for line in lines if not line.is_off]
    midnight = datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    next_midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    opens = datetime.combine(day, OPENS, tzinfo=zone).astimezone(UTC)
    closes = datetime.combine(day, CLOSES, tzinfo=zone).astimezone(UTC)
    start = max(midnight, min([opens, *(_hour_before(at) for at in starts)]))
    end = min(next_midnight, max([closes, *(_hour_after(at) for at in ends)]))
    return Hours(start, end)


def grid_of(
    lines: Sequence[VisitLine],
    *,
    hours: Hours,
    zone: ZoneInfo,
    clinicians: Sequence[Membership],
    rooms: Sequence[Room],
    at: datetime,
) -> DayGrid:
    """Each visit in its clinician's column and again in its room's."""
    drawn = [line for line in lines if not line.is_off]
    quarters = [(one, _slot(one, hours, zone)) for one in hours.steps(SLOT) if one >= at]
    people = [Column(one.full_name, "clinician", one.pk, one.role_words) for one in clinicians]
    places = [Column(room.name, "room", room.pk) for room in rooms]
    for column in [*people, *places]:
        own = [line for line in drawn if _belongs(line, column)]
        column.blocks = [_block(lines, hours) for lines in _parties(own)]
        column.slots = _free(own, quarters)
    is_now = hours.start <= at < hours.end
    return DayGrid(
        hours=[_slot(one, hours, zone, words="g A") for one in hours.steps(HOUR)],
        clinicians=people,
        rooms=places,
        now_track=hours.track(at) if is_now else None,
    )


def _belongs(line: VisitLine, column: Column) -> bool:
    owner = line.visit.room_id if column.is_room else line.visit.clinician_id
    return owner == column.pk


def _parties(lines: Sequence[VisitLine]) -> list[list[VisitLine]]:
    """Who stands in one block: everybody of a group, else one."""
    found: dict[int, list[VisitLine]] = {}
    for line in lines:
        found.setdefault(line.visit.group_id or -line.visit.pk, []).append(line)
    return list(found.values())


def _block(lines: list[VisitLine], hours: Hours) -> Block:
    visit = lines[0].visit
    start = max(hours.track(visit.start_at), 0)
    end = min(hours.track(visit.end_at), hours.track(hours.end))
    return Block(lines, start, max(end - start, 1))


def _slot(at: datetime, hours: Hours, zone: ZoneInfo, *, words: str = "g:i A") -> Slot:
    """Worded once for all columns: a day has hundreds of free quarters."""
    there = at.astimezone(zone)
    return Slot(hours.track(at), said=time_format(there, words), asked=f"{there:%H:%M}")


def _free(lines: Sequence[VisitLine], quarters: Sequence[tuple[datetime, Slot]]) -> list[Slot]:
    busy = [(line.visit.span.lower, line.visit.span.upper) for line in lines]
    return [
        slot
        for start, slot in quarters
        if not any(begin < start + SLOT and start < end for begin, end in busy)
    ]


def _hour_before(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hour_after(at: datetime) -> datetime:
    before = _hour_before(at)
    return before if before == at else before + HOUR
