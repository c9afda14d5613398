"""What should not have happened: open ones for prescribers, each closed with what follows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from medications.forms import PageForm
from sessions.domain import as_given
from sessions.domain.received import received
from sessions.domain.routes import given_totals
from sessions.forms.route import CloseIncidentForm
from sessions.models import Incident
from sessions.views.showing import attempt

PER_PAGE = 25
BESIDE = ("session__episode__patient__clinic", "opened_by__user", "closed_by__user")
OF_DOSES = ("doses__lot", "doses__given_by__user", "doses__recorded_by__user")


@requires(Permission.FINDINGS_ACKNOWLEDGE)
@require_GET
def incidents(request: ClinicRequest) -> HttpResponse:
    """Open ones, the oldest first."""
    rows = Incident.objects.visible_to(request.membership).open().select_related(*BESIDE)
    page = Paginator(rows.order_by("opened_at", "pk"), PER_PAGE).get_page(
        PageForm(request.GET).number()
    )
    return render(request, "sessions/route/incidents.html", {"page": page, "now": timezone.now()})


@requires(Permission.FINDINGS_ACKNOWLEDGE)
def incident(request: ClinicRequest, pk: int) -> HttpResponse:
    """One of them, with its doses; closed by writing what follows."""
    rows = Incident.objects.visible_to(request.membership).select_related(*BESIDE)
    one = get_object_or_404(rows.prefetch_related(*OF_DOSES), pk=pk)
    form = CloseIncidentForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: as_given.close_incident(
        one, **form.cleaned_data, by=request.membership, at=timezone.now()
    )):  # fmt: skip
        messages.success(request, "The incident is closed.")
        return redirect("sessions:incidents")
    trail.record(
        "incident.read", one, by=request.membership, at=timezone.now(),
        patient_id=one.session.patient_id, outcome="read",
    )  # fmt: skip
    status = 422 if form.errors else 200
    return render(
        request,
        "sessions/route/incident.html",
        {
            "incident": one,
            "doses": received(one.doses.all(), given_totals(one.session)),
            "form": form,
        },
        status=status,
    )
