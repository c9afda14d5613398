"""A new patient, and who they are, corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.clock import day_at
from core.errors import Refusal
from core.forms import ClinicForm
from patients.domain import care_team, demographics, registration
from patients.domain.demographics import MAY_CHANGE
from patients.forms import AccountForm, EditForm, RegisterForm, SearchForm, posted
from patients.identity import identity
from patients.models import Patient
from patients.queries import alike, find

SUGGESTED = 8
SHORTEST = 2


@require_GET
@requires(Permission.CHART_LOGISTICS)
def suggest(request: ClinicRequest) -> HttpResponse:
    """A few people under the search box while somebody types."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    people: list[Patient] = []
    if len(text) >= SHORTEST:
        today = day_at(request.clinic, timezone.now())
        rows = find(Patient.objects.visible_to(request.membership), text, today=today)
        people = list(rows.order_by("legal_name", "pk")[:SUGGESTED])
    return render(request, "patients/suggest.html", {"people": people, "text": text})


@requires(Permission.PATIENT_REGISTER)
def register(request: ClinicRequest) -> HttpResponse:
    form = RegisterForm(posted(request), clinic=request.clinic)
    twins = _twins(form) if form.is_valid() else []
    if form.is_valid() and (not twins or form.cleaned_data["confirmed"]):
        try:
            patient = registration.register(
                request.clinic, by=request.membership, at=timezone.now(), **form.facts
            )
            return _welcome(request, patient)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    seen = Patient.objects.visible_to(request.membership).filter(pk__in=[one.pk for one in twins])
    context = {"form": form, "twins": twins, "open_to_me": {one.pk for one in seen}}
    return render(request, "patients/register.html", context, status=422 if form.is_bound else 200)


@requires(Permission.PATIENT_REGISTER)
def edit(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = _patient(request, pk)
    initial = {name: getattr(patient, name) for name in MAY_CHANGE}
    form = EditForm(posted(request), initial=initial, clinic=request.clinic)
    if form.is_valid():
        try:
            demographics.correct(
                patient, changes=form.cleaned_data, by=request.membership, at=timezone.now()
            )
            messages.success(request, "Saved.")
            return redirect("dashboard:chart", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return _person_page(request, "patients/edit.html", patient, form)


@requires(Permission.PATIENT_REGISTER)
def account(request: ClinicRequest, pk: int) -> HttpResponse:
    """Let a registered patient sign in to their own side."""
    patient = _patient(request, pk)
    form = AccountForm(posted(request), initial={"email": patient.email})
    if form.is_valid():
        try:
            email = form.cleaned_data["email"]
            demographics.invite(patient, email=email, by=request.membership, at=timezone.now())
            messages.success(request, f"{patient.name} can sign in now.")
            return redirect("dashboard:chart", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return _person_page(request, "patients/account.html", patient, form)


def _patient(request: ClinicRequest, pk: int) -> Patient:
    rows = Patient.objects.visible_to(request.membership).select_related("clinic")
    return get_object_or_404(rows, pk=pk)


def _person_page(
    request: ClinicRequest, template: str, patient: Patient, form: ClinicForm
) -> HttpResponse:
    bar = identity(patient, membership=request.membership, at=timezone.now())
    context = {"form": form, "patient": patient, "identity": bar}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _twins(form: RegisterForm) -> list[Patient]:
    data: dict[str, Any] = form.cleaned_data
    return alike(
        form.clinic,
        legal_name=data["legal_name"],
        born=data["date_of_birth"],
        email=data["email"],
        phone=data["phone"],
    )


def _welcome(request: ClinicRequest, patient: Patient) -> HttpResponse:
    messages.success(request, f"{patient.name} is registered as number {patient.record_number}.")
    led = care_team.lead_of(patient) is not None
    return redirect("dashboard:chart" if led else "patients:team", patient.pk)
