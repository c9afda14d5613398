"""The intake, said by the patient and typed by staff: one plain form, kept as often as wanted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from measures.queries import bar
from patients.forms import posted
from patients.models import EpisodeOfCare, Patient
from patients.queries import in_care_of
from screening.domain import intake as verbs
from screening.forms import IntakeForm, MedicineFormSet, medicines_of
from screening.queries import kept_draft, stored_answers

OVERTAKEN = "An intake was submitted since this page was opened. Look at it, then send yours if it is still needed."


@requires(Permission.CHART_CLINICAL)
def intake(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    newest = verbs.newest_intake(_episode(request, patient))
    initial, rows = stored_answers(patient, newest)
    form = IntakeForm(posted(request), initial={**initial, "newest": newest.pk if newest else 0})
    medicines = MedicineFormSet(posted(request), initial=rows, prefix="medicine")
    if request.method != "POST":
        return _page(request, patient, form, medicines)
    if "more" in request.POST or "keep" in request.POST:
        return _keep(request, patient)
    if form.is_valid() and medicines.is_valid():
        if (form.cleaned_data["newest"] or 0) != (newest.pk if newest else 0):
            form.add_error(None, OVERTAKEN)
        elif (answer := _submit(request, patient, form, medicines)) is not None:
            return answer
    return _page(request, patient, form, medicines, status=422)


def _episode(request: ClinicRequest, patient: Patient) -> EpisodeOfCare:
    rows = EpisodeOfCare.objects.visible_to(request.membership).open()
    return get_object_or_404(rows.select_related("patient__clinic"), patient=patient)


def _submit(
    request: ClinicRequest, patient: Patient, form: IntakeForm, medicines: Any
) -> HttpResponse | None:
    try:
        verbs.submit(
            patient,
            medications=medicines_of(medicines),
            by=request.membership,
            at=timezone.now(),
            **form.facts,
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, "The intake is submitted and screened.")
    return redirect("screening:findings", patient.pk)


def _keep(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Keep everything typed, whole or not; the next opening of the page finds it."""
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    more = "more" in request.POST
    draft = kept_draft(typed, more=more)
    try:
        verbs.save_draft(
            patient, answers={"staff": draft}, by=request.membership, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("screening:intake", patient.pk)
    if not more:
        messages.success(request, "Kept. You can come back to it.")
        return redirect("dashboard:chart", patient.pk)
    return redirect("screening:intake", patient.pk)


def _page(
    request: ClinicRequest, patient: Patient, form: IntakeForm, medicines: Any, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "medicines": medicines,
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=timezone.now()),
    }
    return render(request, "screening/intake.html", context, status=status)
