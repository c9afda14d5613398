"""One patient's own limits for readings: read and tightened by whoever treats them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from measures.queries import bar
from patients.forms import posted
from patients.models import EpisodeOfCare, Patient
from patients.queries import in_care_of
from sessions.domain import patient_limits
from sessions.forms.limits import LimitsForm
from sessions.models import PatientLimits

WRITERS = (Permission.ORDER_WRITE, Permission.SESSION_RUN)
OVERTAKEN = (
    "Somebody wrote limits since this page was opened. Read them below; yours are still here."
)


@requires(Permission.ORDER_WRITE, Permission.CHART_CLINICAL)
def limits(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    episodes = EpisodeOfCare.objects.visible_to(request.membership).open()
    episode = get_object_or_404(episodes.select_related("patient__clinic"), patient=patient)
    rows = PatientLimits.objects.visible_to(request.membership).filter(episode=episode)
    rows = rows.select_related("written_by__user")
    written = list(rows.order_by("-written_at", "-pk"))
    form = LimitsForm(
        posted(request), policy=policy_of(patient.clinic, at=timezone.now()),
        row=written[0] if written else None,
    )  # fmt: skip
    if form.is_valid() and _wrote(request, episode, form, written):
        messages.success(request, "Readings from now on are judged by these limits.")
        return redirect("sessions:limits", patient.pk)
    return _page(request, patient, form, written)


def _wrote(
    request: ClinicRequest, episode: EpisodeOfCare, form: LimitsForm, written: list[PatientLimits]
) -> bool:
    if (form.cleaned_data["newest"] or 0) != (written[0].pk if written else 0):
        form.add_error(None, OVERTAKEN)
        return False
    try:
        patient_limits.write(
            episode, limits=form.limits, reason=form.cleaned_data["reason"],
            by=request.membership, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def _page(
    request: ClinicRequest, patient: Patient, form: LimitsForm, written: list[PatientLimits]
) -> HttpResponse:
    now = timezone.now()
    if not form.is_bound:
        trail.record("limits.read", patient, by=request.membership, at=now, outcome="read")
    context = {
        "form": form,
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=now),
        "written": [(row, patient_limits.pairs(row)) for row in written],
        "may_write": any(map(request.membership.may, WRITERS)),
        "may_loosen": request.membership.may(Permission.ORDER_WRITE),
    }
    return render(request, "sessions/limits.html", context, status=422 if form.is_bound else 200)
