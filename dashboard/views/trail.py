"""The trail, for those who may read it. Reading it leaves a line in it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail as record_of_acts
from dashboard.domain import trail_reading
from dashboard.forms import TrailForm
from patients.domain.chart import read_section
from patients.models import Patient


@requires(Permission.AUDIT_READ)
def trail(request: ClinicRequest) -> HttpResponse:
    """Newest first; a patient's trail is a section of their chart, and is read as one."""
    form = TrailForm(request.GET, clinic=request.clinic)
    if not form.is_valid():
        return render(request, "dashboard/trail.html", {"form": form, "page": None}, status=422)
    given = dict(form.cleaned_data)
    number = given["patient"].strip()
    patient = _patient(request, number) if number else None
    if number and patient is None:
        form.add_error("patient", "No patient of the clinic has this record number.")
        return render(request, "dashboard/trail.html", {"form": form, "page": None}, status=422)
    page = trail_reading.read(request.membership, **(given | {"patient": patient}))
    _leave_line(request, patient)
    kept = {key: value for key, value in request.GET.items() if key != "before" and value}
    older = urlencode(kept | {"before": page.next_before}) if page.next_before else ""
    facts = {"form": form, "page": page, "patient": patient, "older": older}
    return render(request, "dashboard/trail.html", facts | {"is_first": not given["before"]})


def _patient(request: ClinicRequest, number: str) -> Patient | None:
    rows = Patient.objects.for_clinic(request.clinic)
    return rows.filter(record_number=number.zfill(5)).first()


def _leave_line(request: ClinicRequest, patient: Patient | None) -> None:
    by, at = request.membership, timezone.now()
    if patient is not None:
        read_section(patient, section="audit", by=by, at=at)
    else:
        record_of_acts.record("trail.read", None, by=by, at=at, outcome="read")
