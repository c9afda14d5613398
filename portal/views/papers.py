"""Documents made for the patient, and what the clinic may send."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from messaging.domain import preferences
from messaging.enums import Channel, Topic
from patients.models import Patient
from portal import queries
from portal.forms.others import StopForm


@requires(Permission.PORTAL_VIEW)
def documents(request: ClinicRequest) -> HttpResponse:
    rows = queries.own_documents(request.membership).without_bytes()
    return render(request, "portal/documents.html", {"documents": rows})


@requires(Permission.PORTAL_VIEW)
def document(request: ClinicRequest, pk: str) -> HttpResponse:
    row = get_object_or_404(queries.own_documents(request.membership), pk=pk)
    trail.record("document.read", row, by=request.membership, at=timezone.now(), outcome="read")
    response = HttpResponse(bytes(row.content or b""), content_type=row.content_type)
    response["Content-Disposition"] = f'attachment; filename="{row.ready_at:%Y-%m-%d}.pdf"'
    return response


@requires(Permission.PORTAL_VIEW)
def message_choices(request: ClinicRequest) -> HttpResponse:
    """Which texts and e-mails the patient agreed to; each can be stopped at once."""
    patient = queries.own_patient(request.membership)
    if request.method == "POST":
        return _stop(request, patient)
    granted, stopped = queries.granted_channels(patient), queries.stopped_topics(patient)
    all_stopped = Topic.ALL in stopped
    channels = [
        {
            "channel": channel,
            "is_on": channel in granted and channel not in stopped and not all_stopped,
            "consent": f"messaging_{channel}",
        }
        for channel in Channel
    ]
    context = {"channels": channels, "all_stopped": all_stopped, "patient": patient}
    return render(request, "portal/message_choices.html", context)


def _stop(request: ClinicRequest, patient: Patient) -> HttpResponse:
    form = StopForm(request.POST)
    if form.is_valid():
        channel = form.cleaned_data["channel"]
        try:
            preferences.opt_out(patient, channel=channel, by=request.membership, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Stopped. It counts from now.")
    return redirect("portal:message_choices")
