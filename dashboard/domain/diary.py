"""What the calendar reads: one day, the week around it, and the next free times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from accounts.domain.policies import Policy, policy_of
from accounts.models import Membership
from core.clock import day_span
from dashboard.domain.day_grid import CLOSES, OPENS, SLOT
from dashboard.domain.my_day import in_full
from dashboard.domain.readiness import with_papers
from dashboard.domain.visit_lines import VisitLine, line_of
from patients.models import Patient
from scheduling.enums import AppointmentStatus
from scheduling.models import HOLDS_THE_SLOT, Appointment, Room

WEEK = timedelta(days=7)
LOOK_AHEAD = timedelta(days=14)
OFFERS = 5


def lines_of_day(member: Membership, day: date, *, at: datetime) -> list[VisitLine]:
    """Every visit of the day that this person may see, cancelled ones too."""
    policy = policy_of(member.clinic, at=at)
    start, end = day_span(member.clinic, day)
    rows = Appointment.objects.visible_to(member).filter(start_at__gte=start, start_at__lt=end)
    return [line_of(visit, at=at) for visit in in_full(with_papers(rows, policy=policy, at=at))]


@dataclass(frozen=True, slots=True)
class WeekDay:
    day: date
    visits: int
    is_chosen: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Week:
    days: list[WeekDay]
    clinician_ids: frozenset[int]


def week_around(member: Membership, day: date, *, today: date) -> Week:
    """Sunday to Saturday: how many visits each day holds, and who has any."""
    sunday = day - timedelta(days=day.isoweekday() % 7)
    start = day_span(member.clinic, sunday)[0]
    end = day_span(member.clinic, sunday + WEEK - timedelta(days=1))[1]
    rows = (
        Appointment.objects.visible_to(member)
        .filter(start_at__gte=start, start_at__lt=end)
        .exclude(status__in=[AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW])
        .annotate(on=TruncDate("start_at", tzinfo=member.clinic.zone))
        .values("on", "clinician_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    found = list(rows)
    days = [sunday + timedelta(days=one) for one in range(7)]
    return Week(
        days=[
            WeekDay(
                one,
                sum(row["number"] for row in found if row["on"] == one),
                is_chosen=one == day,
                is_today=one == today,
            )
            for one in days
        ],
        clinician_ids=frozenset(row["clinician_id"] for row in found),
    )


def clinicians(member: Membership) -> list[Membership]:
    rows = Membership.objects.for_clinic(member.clinic).clinicians()
    return list(rows.select_related("user").order_by("user__full_name", "pk"))


def rooms(member: Membership) -> list[Room]:
    return list(Room.objects.for_clinic(member.clinic).in_use().order_by("name", "pk"))


def working(
    everybody: Sequence[Membership], week: Week, lines: Sequence[VisitLine], *, me: Membership
) -> list[Membership]:
    """Who has visits this week, and whoever is looking; all of them while nobody has any."""
    known = {one.pk: one for one in everybody}
    met = {line.visit.clinician_id: line.visit.clinician for line in lines if not line.is_off}
    busy = week.clinician_ids | met.keys() | {me.pk}
    if not week.clinician_ids:
        return list(everybody)
    return [one for pk, one in (known | met).items() if pk in busy]


def in_use(everywhere: Sequence[Room], lines: Sequence[VisitLine]) -> list[Room]:
    """Every room, and one that was closed since but still holds a visit."""
    met = {line.visit.room_id: line.visit.room for line in lines if not line.is_off}
    return list(({room.pk: room for room in everywhere} | met).values())


def peak_of(session_visit: Appointment, *, policy: Policy) -> tuple[datetime, datetime]:
    """When integration is due after a medicine session: from the next day to the end of the peak."""
    start: datetime = session_visit.start_at
    return start + timedelta(hours=24), start + timedelta(hours=policy["peak_hours"])


def free_times(
    patient: Patient,
    *,
    clinician: Membership,
    room: Room,
    minutes: int,
    after: datetime,
    until: datetime | None = None,
    offers: int = OFFERS,
) -> list[datetime]:
    """The next starts at which clinician, room and patient are all free, in opening hours."""
    end = until or after + LOOK_AHEAD
    needed = timedelta(minutes=minutes + room.turnover_minutes)
    busy = _busy(patient, clinician, room, after=after, until=end + needed)
    zone = room.clinic.zone
    found: list[datetime] = []
    at = _next_slot(after)
    while at <= end and len(found) < offers:
        clash = next(
            (taken for taken in busy if at < taken.upper and taken.lower < at + needed), None
        )
        if clash is not None:
            at = _next_slot(clash.upper)
        elif not _is_open(at, at + timedelta(minutes=minutes), zone):
            at += SLOT
        else:
            found.append(at)
            at += SLOT
    return found


def _busy(
    patient: Patient, clinician: Membership, room: Room, *, after: datetime, until: datetime
) -> list[Any]:
    rows = Appointment.objects.filter(
        HOLDS_THE_SLOT,
        Q(clinician=clinician) | Q(room=room) | Q(patient=patient),
        span__overlap=(after, until),
    )
    return list(rows.order_by("span").values_list("span", flat=True))


def _next_slot(at: datetime) -> datetime:
    """The quarter of an hour that begins then or next."""
    at = at.astimezone(UTC)
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not past else at - past + SLOT


def _is_open(start: datetime, end: datetime, zone: Any) -> bool:
    first, last = start.astimezone(zone), end.astimezone(zone)
    return first.date() == last.date() and first.time() >= OPENS and last.time() <= CLOSES


def moment_of(day: date, clock: time, zone: Any) -> datetime | None:
    """The instant of a clock time on that day; None where clocks jump over it."""
    local = datetime.combine(day, clock, tzinfo=zone)
    at = local.astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None
