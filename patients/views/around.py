"""The people around a patient, and what is measured: team, contacts, weight."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from core.forms import ClinicForm
from patients.domain import care_team, contacts, directives, handover, weighing
from patients.forms import ContactPersonForm, DirectiveForm, MemberForm, WeightForm, posted
from patients.identity import identity
from patients.models import Patient
from patients.queries import in_care_of


def _patient(request: ClinicRequest, pk: int) -> Patient:
    rows = Patient.objects.visible_to(request.membership).select_related("clinic")
    return get_object_or_404(rows, pk=pk)


@requires(*handover.MAY_CHANGE_TEAM)
def team(request: ClinicRequest, pk: int) -> HttpResponse:
    """Who looks after this patient; one of them leads."""
    patient = _patient(request, pk)
    form = MemberForm(posted(request), clinic=request.clinic)
    if form.is_valid():
        add = handover.name_lead if form.cleaned_data["is_lead"] else care_team.join
        try:
            member = form.cleaned_data["member"]
            add(patient, member=member, by=request.membership, at=timezone.now())
            messages.success(request, f"{member.full_name} is on the team.")
            return redirect("patients:team", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    rows = patient.care_team.filter(ended_at=None).select_related("membership__user")
    rows = rows.order_by("-is_lead", "joined_at", "pk")
    return _page(request, "patients/team.html", patient, form, team=rows)


@require_POST
@requires(*handover.MAY_CHANGE_TEAM)
def leave_team(request: ClinicRequest, pk: int, row: int) -> HttpResponse:
    patient = _patient(request, pk)
    member = get_object_or_404(patient.care_team.select_related("patient", "membership"), pk=row)
    try:
        handover.leave(member, by=request.membership, at=timezone.now())
        messages.success(request, "Off the team.")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("patients:team", pk)


@requires(Permission.PATIENT_REGISTER)
def people(request: ClinicRequest, pk: int) -> HttpResponse:
    """Support person, emergency contact, ride home."""
    patient = _patient(request, pk)
    form = ContactPersonForm(posted(request))
    if form.is_valid():
        try:
            contacts.name_person(
                patient, by=request.membership, at=timezone.now(), **form.cleaned_data
            )
            return redirect("patients:people", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    rows = patient.contacts.filter(ended_at=None).order_by("kind", "recorded_at")
    return _page(request, "patients/people.html", patient, form, people=rows)


@require_POST
@requires(Permission.PATIENT_REGISTER)
def end_person(request: ClinicRequest, pk: int, row: int) -> HttpResponse:
    patient = _patient(request, pk)
    person = get_object_or_404(patient.contacts.select_related("patient"), pk=row)
    contacts.end(person, by=request.membership, at=timezone.now())
    messages.success(request, f"{person.name} is not called any more.")
    return redirect("patients:people", pk)


@requires(Permission.CHART_CLINICAL)
def directive(request: ClinicRequest, pk: int) -> HttpResponse:
    """Advance directive, code status, health-care agent; what was said before stays readable."""
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    now, standing = timezone.now(), directives.newest(patient)
    filled = model_to_dict(standing) | {"filled_from": standing.pk}
    form, changed = DirectiveForm(posted(request), initial=filled), None
    if form.is_valid():
        try:
            directives.record(patient, by=request.membership, at=now, **form.cleaned_data)
            messages.success(request, "It is on record.")
            return redirect("dashboard:chart", pk)
        except directives.RecordedElsewhere as other:
            form, changed = _beside(form, other), other.standing
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    earlier = patient.directives.select_related("recorded_by__user").order_by("-recorded_at", "-pk")
    trail.record("directive.read", patient, by=request.membership, at=now, outcome="read")
    return _page(
        request, "patients/directive.html", patient, form, earlier=earlier, standing=changed
    )


def _beside(form: DirectiveForm, other: directives.RecordedElsewhere) -> DirectiveForm:
    """The form once more, filled from what stands now; what was changed in it is kept."""
    said, standing = form.cleaned_data, other.standing
    kept = directives.changed_only(said, standing, filled_from=said["filled_from"])
    again = DirectiveForm(kept | {"filled_from": standing.pk})
    again.add_error(None, other.sentence)
    return again


@requires(Permission.CHART_CLINICAL)
def weight(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    form = WeightForm(posted(request))
    if form.is_valid():
        try:
            weighing.weigh(patient, by=request.membership, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "The weight is on record.")
            return redirect("dashboard:chart", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    earlier = patient.weights.order_by("-measured_at", "-pk")[:8]
    return _page(request, "patients/weight.html", patient, form, earlier=earlier)


def _page(
    request: ClinicRequest, template: str, patient: Patient, form: ClinicForm, **more: Any
) -> HttpResponse:
    bar = identity(patient, membership=request.membership, at=timezone.now())
    context = {"form": form, "patient": patient, "identity": bar, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)
