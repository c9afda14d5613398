"""The day packet: one PDF with a sheet for each medicine session, made by the clock and whenever it is asked for."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Clinic, DayPaper, Membership
from core import pdf
from core.clock import day_at
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import Appointment
from sessions.day_sheets import rows_of, sheets_of
from sessions.models import MedicineSession

MADE_FROM = time(6)
TRIES = 3
KEPT = timedelta(days=7)
LOG_LINES = 11
SHEETS_AT_ONCE = 6  # for so many more sheets it may take as long again as any other document
LONGEST_PATIENCE = 4  # who presses waits for it, less than a minute
# A day is at most so far from the instant at which it is asked for.
AROUND = timedelta(hours=36)


def as_html(clinic: Clinic, day: date, sessions: Sequence[Any], *, at: datetime) -> str:
    context = {
        "title": f"Day packet, {day:%B %-d, %Y}",
        "clinic": clinic,
        "day": day,
        "printed_at": at,
        "sheets": sheets_of(sessions, at=at),
        "log_lines": range(LOG_LINES),
    }
    with timezone.override(clinic.zone):
        return render_to_string("sessions/paper/day_packet.html", context)


def of_day(clinic: Clinic, day: date, sessions: Sequence[Any], *, at: datetime) -> pdf.Rendered:
    patience = min(2 + len(sessions) // SHEETS_AT_ONCE, LONGEST_PATIENCE)
    return pdf.render(as_html(clinic, day, sessions, at=at), patience=patience)


def make_due(*, at: datetime) -> int:
    """From six in the morning of each clinic that has sessions today; how many packets were made."""
    waiting = _waiting(at)
    DayPaper.objects.filter(day__lt=(at - KEPT).date()).delete()
    return sum(_make(clinic, day, at=at) for clinic, day in waiting)


def morning_of(member: Membership, day: date) -> DayPaper | None:
    """The one that the clock made, for whoever may see everybody in it."""
    paper = (
        DayPaper.objects.for_clinic(member.clinic).filter(day=day, made_at__isnull=False).first()
    )
    if paper is None:
        return None
    seen = MedicineSession.objects.visible_to(member).filter(pk__in=paper.session_ids).count()
    return paper if seen == len(paper.session_ids) else None


def sessions_in(paper: DayPaper) -> list[MedicineSession]:
    rows = MedicineSession.objects.filter(pk__in=paper.session_ids)
    return list(rows.select_related("episode").order_by("planned_at", "pk"))


def _waiting(at: datetime) -> list[tuple[Clinic, date]]:
    """Clinics in which it is morning, with a session to come today and no packet of it yet."""
    today = {
        clinic.pk: (clinic, day_at(clinic, at))
        for clinic in Clinic.objects.all()
        if at.astimezone(clinic.zone).time() >= MADE_FROM
    }
    days = {day for _clinic, day in today.values()}
    known = DayPaper.objects.filter(day__in=days).exclude(made_at=None, attempts__lt=TRIES)
    done = set(known.values_list("clinic_id", "day"))
    visits = Appointment.objects.filter(
        clinic__in=today, kind=VisitKind.MEDICINE_SESSION, status__in=UPCOMING,
        start_at__gt=at - AROUND, start_at__lt=at + AROUND,
    )  # fmt: skip
    held = {
        (pk, day_at(today[pk][0], start))
        for pk, start in visits.values_list("clinic_id", "start_at")
    }
    return [(clinic, day) for pk, (clinic, day) in today.items() if (pk, day) in held - done]


def _make(clinic: Clinic, day: date, *, at: datetime) -> int:
    """The try is counted before it is made: what kills the renderer does not come back all day."""
    paper, _new = DayPaper.objects.get_or_create(clinic=clinic, day=day)
    DayPaper.objects.filter(pk=paper.pk).update(attempts=F("attempts") + 1)
    if not (sessions := rows_of(clinic, day)):
        return 0
    try:
        made = of_day(clinic, day, sessions, at=at)
    except pdf.RenderFailed:
        return 0
    return DayPaper.objects.filter(pk=paper.pk, made_at=None).update(
        made_at=at,
        content=made.content,
        sha256=hashlib.sha256(made.content).hexdigest(),
        session_ids=[one.pk for one in sessions],
    )
