"""The esketamine programme's monitoring forms: what waits, one form, its paper, and that it was sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.pdf import RenderFailed
from core.pdf import render as make_pdf
from sessions.domain import monitoring
from sessions.forms.route import MonitoringAnswersForm, ProofForm
from sessions.models import MonitoringForm
from sessions.monitoring_page import page_context, paper_context
from sessions.views.showing import attempt

BESIDE = ("session__episode__patient__clinic", "sent_by__user", "session__started_by__user")


def _row(request: ClinicRequest, pk: int) -> MonitoringForm:
    rows = MonitoringForm.objects.visible_to(request.membership).select_related(*BESIDE)
    return get_object_or_404(rows, pk=pk)


@requires(Permission.DOSE_ANY_SOURCE)
@require_GET
def waiting(request: ClinicRequest) -> HttpResponse:
    """Forms to be sent, with the days that are left."""
    at = timezone.now()
    waiting = monitoring.open_forms(request.membership, at=at)
    return render(request, "sessions/route/monitoring_forms.html", {"waiting": waiting, "now": at})


@requires(Permission.DOSE_ANY_SOURCE)
def form(request: ClinicRequest, pk: int) -> HttpResponse:
    """Prefilled with what the record knows; a person answers the rest."""
    row, at = _row(request, pk), timezone.now()
    if request.method != "POST":
        _read(request, row, "monitoring_form.read")
        return _show(request, row)
    answers = MonitoringAnswersForm(request.POST)
    if answers.is_valid() and attempt(answers, lambda: monitoring.save(
        row, answers=answers.answers(), version=answers.cleaned_data["version"],
        by=request.membership, at=at,
    )):  # fmt: skip
        messages.success(request, "Saved.")
        return redirect("sessions:monitoring", pk)
    return _show(request, row, answers=answers)


@requires(Permission.DOSE_ANY_SOURCE)
@require_POST
def sent(request: ClinicRequest, pk: int) -> HttpResponse:
    row, proof = _row(request, pk), ProofForm(request.POST)
    if proof.is_valid() and attempt(proof, lambda: monitoring.mark_sent(
        row, **proof.cleaned_data, by=request.membership, at=timezone.now()
    )):  # fmt: skip
        messages.success(request, "Marked as sent. The form stays as it is.")
        return redirect("sessions:monitoring", pk)
    return _show(request, row, proof=proof)


@requires(Permission.DOSE_ANY_SOURCE)
@require_GET
def paper(request: ClinicRequest, pk: int) -> HttpResponse:
    """The form as a tagged PDF, made now."""
    row = _row(request, pk)
    _read(request, row, "monitoring_form.printed")
    html = render_to_string(
        "sessions/route/paper/monitoring_form.html", paper_context(row, at=timezone.now())
    )
    try:
        made = make_pdf(html)
    except RenderFailed as failure:
        messages.error(request, f"The paper could not be made: {failure}")
        return redirect("sessions:monitoring", pk)
    return HttpResponse(
        made.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="monitoring-form-{row.pk}.pdf"'},
    )


def _read(request: ClinicRequest, row: MonitoringForm, action: str) -> None:
    trail.record(
        action, row, by=request.membership, at=timezone.now(), patient_id=row.session.patient_id,
        outcome="read",
    )  # fmt: skip


def _show(request: ClinicRequest, row: MonitoringForm, **wrong: Any) -> HttpResponse:
    context = page_context(row, at=timezone.now(), **wrong)
    return render(request, "sessions/route/monitoring.html", context, status=422 if wrong else 200)
