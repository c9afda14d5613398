"""What differs between shelf and ledger, and the inventories."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.domain import registrations
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.clock import day_at
from medications import queries
from medications.domain import discrepancies as differing
from medications.domain import inventories as taking
from medications.models import Discrepancy
from medications.shelf_forms import FindingForm, InventoryForm, ReportForm
from medications.views.doing import is_done, is_done_by_two, sheet
from patients.forms import posted


@requires(Permission.LEDGER_READ)
@require_GET
def discrepancies(request: ClinicRequest) -> HttpResponse:
    rows = list(queries.discrepancies_of(request.membership))
    context = {
        "waiting": [one for one in rows if one.reviewed_at is None],
        "reviewed": [one for one in rows if one.reviewed_at is not None],
    }
    return render(request, "medications/discrepancies.html", context)


@requires(Permission.LEDGER_READ)
@require_GET
def discrepancy(request: ClinicRequest, pk: int) -> HttpResponse:
    return _discrepancy(request, _found(request, pk))


@requires(Permission.STOCK_REVIEW)
@require_POST
def review(request: ClinicRequest, pk: int) -> HttpResponse:
    found, at = _found(request, pk), timezone.now()
    form = FindingForm(request.POST)
    if is_done(
        form,
        lambda: differing.review(found, **form.cleaned_data, by=request.membership, at=at),
    ):
        messages.success(request, "Reviewed.")
        return redirect("medications:discrepancy", pk=pk)
    return _discrepancy(request, found, finding=form)


@requires(Permission.STOCK_REVIEW)
@require_POST
def report(request: ClinicRequest, pk: int) -> HttpResponse:
    found, at = _found(request, pk), timezone.now()
    form = ReportForm(request.POST, clinic=request.clinic, at=at)
    if is_done(form, lambda: differing.report(found, **form.facts, by=request.membership, at=at)):
        messages.success(request, "Kept with the discrepancy.")
        return redirect("medications:discrepancy", pk=pk)
    return _discrepancy(request, found, reporting=form)


@requires(Permission.LEDGER_READ)
@require_GET
def inventories(request: ClinicRequest) -> HttpResponse:
    context = {
        "inventories": list(queries.inventories_of(request.membership)),
        "standing": taking.standing(request.clinic, at=timezone.now()),
        "may_handle": request.membership.may(Permission.STOCK_HANDLE),
    }
    return render(request, "medications/inventories.html", context)


@requires(Permission.LEDGER_READ)
@require_GET
def inventory(request: ClinicRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.inventories_of(request.membership), pk=pk)
    lines = list(found.lines.select_related("lot").order_by("lot__substance", "lot__number"))
    context = {
        "inventory": found,
        "lines": lines,
        "registration": registrations.of(request.clinic, at=found.recorded_at),
    }
    return render(request, "medications/inventory.html", context)


@requires(Permission.STOCK_HANDLE)
def take_inventory(request: ClinicRequest) -> HttpResponse:
    member, clinic, at = request.membership, request.clinic, timezone.now()
    form = InventoryForm(
        posted(request),
        lots=taking.to_count(clinic, at=at),
        witnesses=queries.witnesses(member),
        initial={"taken_on": day_at(clinic, at)},
    )
    if is_done_by_two(
        request,
        form,
        lambda second: taking.take(clinic, **form.facts, witness=second, by=member, at=at),
        at=at,
    ):
        messages.success(request, "The inventory is kept.")
        return redirect("medications:inventories")
    return sheet(request, "medications/take_inventory.html", form=form)


def _found(request: ClinicRequest, pk: int) -> Discrepancy:
    return get_object_or_404(queries.discrepancies_of(request.membership), pk=pk)


def _discrepancy(
    request: ClinicRequest,
    found: Discrepancy,
    *,
    finding: FindingForm | None = None,
    reporting: ReportForm | None = None,
) -> HttpResponse:
    initial: dict[str, Any] = {"form_106": found.form_106}
    if found.reported_at:
        initial["reported_on"] = day_at(request.clinic, found.reported_at)
    context = {
        "found": found,
        "lot": found.entry.lot,
        "notice_due_on": differing.notice_due_on(found),
        "form_due_on": differing.form_due_on(found),
        "finding": finding or FindingForm(),
        "reporting": reporting
        or ReportForm(initial=initial, clinic=request.clinic, at=timezone.now()),
        "form": finding or reporting,
        "may_review": request.membership.may(Permission.STOCK_REVIEW),
    }
    status = 422 if finding or reporting else 200
    return render(request, "medications/discrepancy.html", context, status=status)
