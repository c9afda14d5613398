"""An adverse event that was not over when it was written down: how it ended."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from sessions.domain import resolving
from sessions.forms.resolving import ResolveForm
from sessions.models import AdverseEvent
from sessions.notebook import Notebook
from sessions.views.showing import attempt, require_signature

BESIDE = (
    "session__episode__patient__clinic", "session__medicine_note", "recorded_by__user",
    "resolution__recorded_by__user",
)  # fmt: skip


@requires(Permission.SESSION_RUN)
def resolve(request: ClinicRequest, pk: int) -> HttpResponse:
    rows = AdverseEvent.objects.visible_to(request.membership)
    event = get_object_or_404(rows.select_related(*BESIDE), pk=pk)
    now = timezone.now()
    form = ResolveForm(
        request.POST if request.method == "POST" else None, signs=event.session.is_signed
    )
    if form.is_valid() and attempt(form, lambda: _resolve(request, event, form, at=now)):
        messages.success(request, "How it ended is on record.")
        return redirect("sessions:note", pk=event.session_id)
    if not form.is_bound:
        trail.record("adverse_event.read", event, by=request.membership, at=now, outcome="read",
                     patient_id=event.session.patient_id)  # fmt: skip
    book = Notebook(event.session, request.membership, at=now)
    context = {
        "event": event, "form": form, "book": book, "patient": event.session.patient,
        "session": event.session, "may_add": request.membership.may(Permission.NOTE_MEDICINE),
    }  # fmt: skip
    return render(request, "sessions/resolve.html", context, status=422 if form.is_bound else 200)


def _resolve(
    request: ClinicRequest, event: AdverseEvent, form: ResolveForm, *, at: datetime
) -> None:
    """In a record that is closed it is a signature: by the person's own password."""
    if form.signs:
        require_signature(request, form)
    resolving.resolve(event, **form.words, signs=form.signs, by=request.membership, at=at)
