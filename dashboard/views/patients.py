"""Everybody whom this member may find."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.clock import day_at
from dashboard.chart.directory import directory
from patients.forms import SearchForm


@require_GET
@requires(Permission.CHART_LOGISTICS)
def patients(request: ClinicRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.is_valid()
    now = timezone.now()
    text = (form.cleaned_data.get("q") or "").strip()
    found = directory(
        request.membership,
        text=text,
        after=form.cleaned_data.get("after"),
        today=day_at(request.clinic, now),
        at=now,
    )
    trail.listed("patients.listed", [one.pk for one in found.people], by=request.membership, at=now)
    context = {
        "found": found,
        "text": text,
        "is_first": form.cleaned_data.get("after") is None,
        "may_register": request.membership.may(Permission.PATIENT_REGISTER),
        "sees_clinical": request.membership.may(Permission.CHART_CLINICAL),
        "now": now,
    }
    return render(request, "dashboard/patients.html", context)
