"""The safety alerts of one patient: seen by name, closed with what was done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from dashboard.forms import AcknowledgeForm, CloseAlertForm
from measures.domain import alerts
from measures.models import SafetyAlert
from patients.enums import ContactKind
from patients.models import Patient

RECENT = 5


@requires(Permission.ALERT_HANDLE)
def alert(request: ClinicRequest, pk: int) -> HttpResponse:
    """What stands, the phone numbers beside it, and the two forms."""
    patient = get_object_or_404(Patient.objects.visible_to(request.membership), pk=pk)
    is_closing = request.POST.get("act") == "close"
    posted = request.POST if request.method == "POST" else None
    seen = AcknowledgeForm(posted if posted and not is_closing else None)
    closing = CloseAlertForm(posted if posted and is_closing else None)
    form = closing if is_closing else seen
    if posted and form.is_valid() and _did(request, patient, form, is_closing=is_closing):
        return redirect("dashboard:today" if is_closing else request.path)
    trail.seen(patient, by=request.membership, at=timezone.now())
    facts = {"patient": patient, "seen": seen, "closing": closing, "form": form}
    return render(
        request, "dashboard/alert.html", facts | _rows(request, patient),
        status=422 if form.errors else 200,
    )  # fmt: skip


def _did(
    request: ClinicRequest,
    patient: Patient,
    form: AcknowledgeForm | CloseAlertForm,
    *,
    is_closing: bool,
) -> bool:
    verb = alerts.close if is_closing else alerts.acknowledge
    try:
        verb(patient, **form.cleaned_data, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    words = "closed" if is_closing else "acknowledged by you. It stands until it is closed"
    messages.success(request, f"The safety alert of {patient} is {words}.")
    return True


def _rows(request: ClinicRequest, patient: Patient) -> dict[str, object]:
    rows = SafetyAlert.objects.visible_to(request.membership).filter(patient=patient)
    people = rows.select_related("acknowledged_by__user", "closed_by__user")
    contacts = patient.contacts.filter(ended_at=None).exclude(kind=ContactKind.RIDE)
    return {
        "standing": list(people.standing().order_by("opened_at")),
        "closed": list(people.exclude(closed_at=None).order_by("-closed_at")[:RECENT]),
        "contacts": list(contacts.order_by("kind", "-recorded_at")),
        "now": timezone.now(),
    }
