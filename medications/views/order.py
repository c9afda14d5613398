"""The prescriber's order: typed, read back with its arithmetic, then written."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from measures.queries import bar
from medications.domain import orders
from medications.domain.arithmetic import Sum, sum_of, weight_is_current
from medications.enums import DoseLevel, DoseSource, Route
from medications.models import MedicationOrder
from medications.order_forms import OrderForm
from medications.order_reading import carried_over, newest_weight, orders_of
from patients.forms import posted
from patients.models import EpisodeOfCare, Patient
from patients.queries import in_care_of

OVERTAKEN = "Another order was written since this page was opened. Read it first, then write yours."


@requires(Permission.ORDER_WRITE, Permission.CHART_CLINICAL)
def order(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    episodes = EpisodeOfCare.objects.visible_to(request.membership).open()
    written = orders_of(get_object_or_404(episodes, patient=patient))
    standing = next((one for one in written if one.replaced_at is None), None)
    form = OrderForm(posted(request), initial=carried_over(standing))
    now, seen = timezone.now(), None
    if form.is_valid():
        if (form.cleaned_data["replaces"] or 0) != (standing.pk if standing else 0):
            form.add_error(None, OVERTAKEN)
        elif "write" in request.POST:
            if (answer := _write(request, patient, form, at=now)) is not None:
                return answer
        else:
            seen = _read_back(patient, form, at=now)
    return _page(request, patient, form, written, seen, at=now)


def _write(
    request: ClinicRequest, patient: Patient, form: OrderForm, *, at: datetime
) -> HttpResponse | None:
    try:
        made = orders.write(patient, by=request.membership, at=at, **form.facts)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, f"The order is written: {made.planned_mg.normalize():f} mg.")
    return redirect("medications:order", patient.pk)


def _read_back(patient: Patient, form: OrderForm, *, at: datetime) -> Sum | None:
    data = form.cleaned_data
    made = sum_of(
        planned_mg=form.in_mg,
        planned_mg_per_kg=form.in_mg_per_kg,
        lowest_mg=data["allowed_min_mg"],
        highest_mg=data["allowed_max_mg"],
        weight=newest_weight(patient, at=at),
        route=data["route"],
        policy=policy_of(patient.clinic, at=at),
        at=at,
    )
    if made is None:
        form.add_error(None, "Record a weight before a dose per kilogram.")
    return made


def _page(
    request: ClinicRequest,
    patient: Patient,
    form: OrderForm,
    written: list[MedicationOrder],
    seen: Sum | None,
    *,
    at: datetime,
) -> HttpResponse:
    policy = policy_of(patient.clinic, at=at)
    weight = newest_weight(patient, at=at)
    context = {
        "form": form,
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=at),
        "written": written,
        "sum": seen,
        "words": _words(form) if seen else {},
        "weight": weight,
        "weight_is_current": weight_is_current(weight, policy=policy, at=at),
        "order_days": policy["order_days"],
        "may_write": request.membership.may(Permission.ORDER_WRITE),
    }
    status = 422 if form.is_bound and seen is None else 200
    return render(request, "medications/order.html", context, status=status)


def _words(form: OrderForm) -> dict[str, str]:
    """The choices as they are read aloud."""
    data = form.cleaned_data
    return {
        "route": Route(data["route"]).label,
        "level": DoseLevel(data["level"]).label,
        "source": DoseSource(data["source"]).label,
    }
