"""A preparation visit: as many as are needed, each kept beside the ones before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from measures.queries import bar
from patients.forms import posted
from patients.models import EpisodeOfCare, Patient
from patients.queries import in_care_of
from sessions.domain import agreements
from sessions.forms.preparation import PreparationForm
from sessions.preparing import Prepared, prepared

OVERTAKEN = "A preparation visit was recorded since this page was opened. Read it first; yours is still here."


@requires(Permission.PREPARATION_RECORD, Permission.CHART_CLINICAL)
def preparation(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    episodes = EpisodeOfCare.objects.visible_to(request.membership).open()
    so_far = prepared(get_object_or_404(episodes, patient=patient))
    form = PreparationForm(posted(request), initial=so_far.initial)
    if form.is_valid():
        if (form.cleaned_data["newest"] or 0) != so_far.newest:
            form.add_error(None, OVERTAKEN)
        elif (answer := _record(request, patient, form)) is not None:
            return answer
    return _page(request, patient, form, so_far)


def _record(request: ClinicRequest, patient: Patient, form: PreparationForm) -> HttpResponse | None:
    try:
        agreements.record_preparation(
            patient, by=request.membership, at=timezone.now(), **form.facts
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, "The preparation visit is recorded.")
    return redirect("dashboard:chart", patient.pk)


def _page(
    request: ClinicRequest, patient: Patient, form: PreparationForm, so_far: Prepared
) -> HttpResponse:
    now = timezone.now()
    if not form.is_bound:
        trail.record("preparation.read", patient, by=request.membership, at=now, outcome="read")
    context = {
        "form": form,
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=now),
        "so_far": so_far,
        "may_record": request.membership.may(Permission.PREPARATION_RECORD),
    }
    status = 422 if form.is_bound else 200
    return render(request, "sessions/preparation.html", context, status=status)
