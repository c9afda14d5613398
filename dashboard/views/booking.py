"""Booking a visit and cancelling one."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.decorators import requires
from accounts.enums import Permission, RefusalCode
from accounts.middleware import ClinicRequest
from core.clock import day_at
from core.errors import Refusal
from dashboard.domain import diary, proposals
from dashboard.forms import AskedVisitForm, BookingForm, CancelForm, SearchForm
from dashboard.views import groups
from messaging.domain.preferences import channel_for
from messaging.enums import Channel
from patients.models import Patient
from patients.queries import find
from scheduling.enums import VisitKind
from scheduling.models import Appointment
from sessions.domain import visits

FOUND = 8
OFFERED = re.compile(r"^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})$")


@requires(Permission.APPOINTMENT_BOOK)
def book(request: ClinicRequest) -> HttpResponse:
    """First who, then what and when; a slot that was clicked is filled in already."""
    if request.method == "POST":
        return _book(request)
    given = AskedVisitForm(request.GET).given
    if "patient" not in given:
        return render(request, "dashboard/book.html", _search(request, given))
    patient = get_object_or_404(_patients(request), pk=given["patient"])
    at = timezone.now()
    if "together" in given:
        return groups.show(request, patient, given["together"], at=at)
    proposal = _proposal(request, given, at=at)
    minutes = proposals.usual_minutes(patient)
    form = BookingForm(
        initial=_initial(patient, given, proposal, minutes, at=at),
        clinic=request.clinic,
        at=at,
    )
    facts = _facts(patient, form, minutes, at=at) | {"proposal": proposal, "given": given}
    if form.initial["kind"] == VisitKind.MEDICINE_SESSION:
        facts["obstacles"] = proposals.obstacles(patient, start_at=at, at=at)
    return render(request, "dashboard/book.html", facts)


@requires(Permission.APPOINTMENT_BOOK)
def patient_search(request: ClinicRequest) -> HttpResponse:
    """The people found so far, as a part of the booking page."""
    given = AskedVisitForm(request.GET).given
    return render(request, "dashboard/book.html#found", _search(request, given))


def _book(request: ClinicRequest) -> HttpResponse:
    asked = AskedVisitForm(request.POST).given
    patient = get_object_or_404(_patients(request), pk=asked.get("patient"))
    at = timezone.now()
    if "together" in asked:
        return _join(request, patient, asked["together"], at=at)
    minutes = proposals.usual_minutes(patient)
    form = BookingForm(_with_offer(request.POST), clinic=request.clinic, at=at)
    if not form.is_valid():
        facts = _facts(patient, form, minutes, at=at)
        return render(request, "dashboard/book.html", facts, status=422)
    wanted = form.cleaned_data
    wanted["minutes"] = wanted["minutes"] or minutes[wanted["kind"]]
    try:
        visit = _ask(patient, wanted, by=request.membership, at=at)
    except Refusal as refusal:
        return _refused(request, patient, form, refusal, at=at)
    return _booked(request, visit, at=at)


def _join(request: ClinicRequest, patient: Patient, pk: int, *, at: datetime) -> HttpResponse:
    """One more in a group: everything but the person is the group's."""
    visit = groups.visit_of(request, pk)
    wanted = groups.as_booked(visit)
    try:
        booked = visits.book_visit(patient, **wanted, together=visit, by=request.membership, at=at)
    except Refusal as refusal:
        return groups.show(request, patient, pk, at=at, refusal=refusal)
    return _booked(request, booked, at=at)


def _ask(patient: Patient, wanted: dict[str, Any], *, by: Any, at: datetime) -> Appointment:
    return visits.book_visit(
        patient,
        kind=wanted["kind"],
        start_at=wanted["start_at"],
        minutes=wanted["minutes"],
        clinician=wanted["clinician"],
        room=wanted["room"],
        by=by,
        at=at,
    )


def _refused(
    request: ClinicRequest, patient: Patient, form: BookingForm, refusal: Refusal, *, at: datetime
) -> HttpResponse:
    """Everything typed stays; a taken slot names what took it and the next free times."""
    form.add_error(None, refusal.sentence)
    facts = _facts(patient, form, proposals.usual_minutes(patient), at=at)
    if refusal.code != RefusalCode.SLOT_TAKEN:
        return render(request, "dashboard/book.html", facts, status=422)
    wanted = form.cleaned_data
    facts["clashes"] = proposals.clashes(request.membership, patient, wanted)
    facts["group"] = groups.open_to(request.membership, wanted)
    facts["offers"] = diary.free_times(
        patient,
        clinician=wanted["clinician"],
        room=wanted["room"],
        minutes=wanted["minutes"],
        after=wanted["start_at"],
    )
    return render(request, "dashboard/book.html", facts, status=409)


def _booked(request: ClinicRequest, visit: Appointment, *, at: datetime) -> HttpResponse:
    when = date_format(timezone.localtime(visit.start_at), "l, M j, g:i A")
    messages.success(request, f"Booked: {visit} on {when}.")
    if proposals.wants_integration(visit, at=at):
        asked = {"patient": visit.patient_id, "kind": VisitKind.INTEGRATION, "after": visit.pk}
        return redirect(f"{reverse('dashboard:book')}?{urlencode(asked)}")
    return redirect(_day_url(visit))


@requires(Permission.APPOINTMENT_BOOK)
def cancel(request: ClinicRequest, pk: int) -> HttpResponse:
    """With a reason; whatever was still to be sent about it stays unsent."""
    rows = Appointment.objects.visible_to(request.membership)
    visit = get_object_or_404(diary.in_full(rows), pk=pk)
    at = timezone.now()
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            visits.cancel_visit(
                visit, reason=form.cleaned_data["reason"], by=request.membership, at=at
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Cancelled: {visit}. Its reminders are not sent.")
            return redirect(_day_url(visit))
    facts = {"form": form, "visit": visit, "now": at}
    return render(request, "dashboard/cancel.html", facts, status=422 if form.errors else 200)


def _patients(request: ClinicRequest) -> Any:
    return Patient.objects.visible_to(request.membership).select_related("clinic")


def _search(request: ClinicRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Up to eight people; what the slot said goes along with each."""
    text = given.get("q", "").strip()
    today = day_at(request.clinic, timezone.now())
    rows = find(_patients(request), text, today=today).order_by("legal_name", "pk")
    found = list(rows[:FOUND]) if text else []
    kept = {name: _plain(value) for name, value in given.items() if name != "q"}
    return {
        "search": SearchForm(initial={"q": text}),
        "found": found,
        "text": text,
        "kept": kept,
        "kept_query": urlencode(kept),
        "today": today,
        "may_register": request.membership.may(Permission.PATIENT_REGISTER),
        "patient": None,
    }


def _plain(value: Any) -> str:
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


def _facts(
    patient: Patient, form: BookingForm, minutes: dict[str, int], *, at: datetime
) -> dict[str, Any]:
    channel = channel_for(patient, at=at)
    return {
        "patient": patient,
        "form": form,
        "minutes": minutes,
        "channel": Channel(channel).label.lower() if channel else "",
        "today": day_at(patient.clinic, at),
        "now": at,
        "offers": [],
        "clashes": [],
        "obstacles": [],
        "proposal": None,
        "given": {},
        "group": None,
    }


def _proposal(
    request: ClinicRequest, given: dict[str, Any], *, at: datetime
) -> proposals.Proposal | None:
    if "after" not in given:
        return None
    rows = Appointment.objects.visible_to(request.membership)
    visit = get_object_or_404(diary.in_full(rows), pk=given["after"], patient=given["patient"])
    return proposals.integration_after(visit, at=at)


def _initial(
    patient: Patient,
    given: dict[str, Any],
    proposal: proposals.Proposal | None,
    minutes: dict[str, int],
    *,
    at: datetime,
) -> dict[str, Any]:
    """What was clicked, else what is proposed, else today and the kind that comes next."""
    clinic = patient.clinic
    first: dict[str, Any] = {"day": day_at(clinic, at)}
    first["kind"] = given.get("kind") or proposals.usual_kind(patient)
    if proposal is not None:
        first |= {"clinician": proposal.visit.clinician_id, "room": proposal.visit.room_id}
        if proposal.start_at is not None:
            local = proposal.start_at.astimezone(clinic.zone)
            first |= {"day": local.date(), "time": local.time()}
    first |= {name: given[name] for name in BookingForm.base_fields if name in given}
    return first | {"minutes": minutes[first["kind"]]}


def _with_offer(data: QueryDict) -> QueryDict:
    """A free time that was offered and pressed takes the place of the one that was typed."""
    offered = OFFERED.match(data.get("take", ""))
    if not offered:
        return data
    data = data.copy()
    data["day"], data["time"] = offered.groups()
    return data


def _day_url(visit: Appointment) -> str:
    day = day_at(visit.clinic, visit.start_at)
    return f"{reverse('dashboard:calendar')}?day={day:%Y-%m-%d}"
