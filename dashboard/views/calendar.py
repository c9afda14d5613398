"""The calendar: a day as columns, and the same day as a table."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from core.clock import day_at
from dashboard.domain import diary
from dashboard.domain.day_grid import grid_of, hours_of
from dashboard.domain.visit_lines import VisitLine
from dashboard.forms import AskedDay, DayForm
from scheduling.enums import VisitKind


@requires(Permission.CALENDAR_VIEW)
def calendar(request: ClinicRequest) -> HttpResponse:
    """One day; an address that means no day shows today."""
    member, at = request.membership, timezone.now()
    today = day_at(member.clinic, at)
    asked = DayForm(request.GET).asked(today)
    lines = diary.lines_of_day(member, asked.day, at=at)
    week = diary.week_around(member, asked.day, today=today)
    everybody = diary.clinicians(member)
    shown = everybody if asked.everybody else diary.working(everybody, week, lines, me=member)
    zone = member.clinic.zone
    grid = grid_of(
        lines,
        hours=hours_of(asked.day, zone, lines),
        zone=zone,
        clinicians=shown,
        rooms=diary.in_use(diary.rooms(member), lines),
        at=at,
    )
    facts = {"asked": asked, "today": today, "now": at, "at": at, "lines": lines, "week": week}
    facts |= {"grid": grid, "hidden_people": len(everybody) - len(shown)}
    facts |= _ways_on(member, asked, lines)
    return render(request, "dashboard/calendar.html", facts)


def _ways_on(member: Membership, asked: AskedDay, lines: list[VisitLine]) -> dict[str, Any]:
    """What this person may do from here, and the words for it."""
    may_book = member.may(Permission.APPOINTMENT_BOOK)
    coming = sum(not line.is_off for line in lines)
    book_url = f"{reverse('dashboard:book')}?day={asked.day:%Y-%m-%d}"
    return {
        "may_book": may_book,
        "may_check_in": member.may(Permission.CHECK_IN),
        "book_url": book_url,
        "packet_url": _packet_url(member, asked, lines),
        "lead": f"{coming} visit{'' if coming == 1 else 's'}, {member.clinic.timezone} time",
    }


def _packet_url(member: Membership, asked: AskedDay, lines: list[VisitLine]) -> str:
    """The day on paper, where somebody may see sessions and there is one."""
    is_asked = any(one.visit.kind == VisitKind.MEDICINE_SESSION for one in lines)
    if not is_asked or not member.may(Permission.SESSION_VIEW):
        return ""
    return f"{reverse('sessions:packet')}?day={asked.day:%Y-%m-%d}"
