"""Groups as the desk sees them: who is in one, and booking one more into it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from dashboard.domain import diary, groups, proposals
from patients.models import Patient
from scheduling.enums import FREES_THE_SLOT, UPCOMING, VisitKind
from scheduling.models import Appointment


def visit_of(request: ClinicRequest, pk: int) -> Any:
    """A visit of the group that is meant."""
    rows = Appointment.objects.visible_to(request.membership)
    return get_object_or_404(diary.in_full(rows), pk=pk)


def show(
    request: ClinicRequest, patient: Patient, pk: int, *, at: datetime, refusal: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    """Who is in the group and when it is; one press books this person into it."""
    visit = visit_of(request, pk)
    facts: dict[str, Any] = {"patient": patient, "refusal": refusal, "obstacles": []}
    facts["back_url"] = _way_to_add(visit)
    facts |= {"group": groups.group_of(visit, request.membership)}
    if visit.kind == VisitKind.MEDICINE_SESSION:
        facts["obstacles"] = proposals.obstacles(patient, start_at=visit.start_at, at=at)
    return render(request, "dashboard/book/group.html", facts, status=422 if refusal else 200)


def as_booked(visit: Appointment) -> dict[str, Any]:
    """Kind, time, clinician and room of the group, as they are booked with."""
    minutes = int((visit.end_at - visit.start_at).total_seconds() // 60)
    names = ("kind", "start_at", "clinician", "room")
    return {name: getattr(visit, name) for name in names} | {"minutes": minutes}


def open_to(member: Any, wanted: dict[str, Any]) -> groups.Group | None:
    """The visit that takes the time asked for, where it can be shared."""
    visit = groups.at_that_time(member, wanted)
    found = visit and groups.group_of(visit, member)
    return found if found and found.free else None


def beside(request: ClinicRequest, visit: Appointment, *, at: datetime) -> dict[str, Any]:
    """What the page of one visit says of its group, and the way to add somebody."""
    may_book = request.membership.may(Permission.APPOINTMENT_BOOK)
    facts: dict[str, Any] = {"others": [], "more_url": ""}
    if visit.status in FREES_THE_SLOT or (visit.group_id is None and visit.room.places == 1):
        return facts
    group = groups.group_of(visit, request.membership)
    facts["others"] = [one for one in group.visits if one.pk != visit.pk]
    if may_book and group.free and visit.status in UPCOMING and visit.start_at > at:
        facts["more_url"] = _way_to_add(visit)
    return facts


def _way_to_add(visit: Appointment) -> str:
    return f"{reverse('dashboard:book')}?{urlencode({'together': visit.pk})}"
