"""The medicine cupboard: lots, what comes in, what is counted, and the ledger of each lot."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from medications import queries
from medications.domain import stock
from medications.forms import CountForm, PageForm, ReceiptForm, ReviewForm
from medications.models import Lot
from medications.proof import require_password
from patients.domain import tasks

LINES_PER_PAGE = 50


@requires(Permission.LEDGER_READ, Permission.STOCK_HANDLE)
@require_GET
def overview(request: ClinicRequest) -> HttpResponse:
    return _overview(request)


@requires(Permission.STOCK_HANDLE)
def receive(request: ClinicRequest) -> HttpResponse:
    form = ReceiptForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _sheet(request, "medications/receive.html", form=form)
    facts, at = form.cleaned_data, timezone.now()
    again = queries.is_received_already(
        request.membership, number=facts["lot_number"], invoice=facts["invoice"],
        containers=facts["containers"], at=at,
    )  # fmt: skip
    try:
        if not again:
            stock.receive(request.clinic, **facts, by=request.membership, at=at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, "medications/receive.html", form=form)
    messages.success(request, f"Lot {facts['lot_number'].strip()} is in the ledger.")
    return redirect("medications:stock")


@requires(Permission.STOCK_HANDLE)
def count(request: ClinicRequest, pk: int) -> HttpResponse:
    lot = get_object_or_404(queries.lots_of(request.membership), pk=pk)
    people = queries.witnesses(request.membership)
    form = CountForm(request.POST or None, witnesses=people)
    if request.method == "POST" and form.is_valid() and _is_counted(request, lot, form):
        messages.success(request, f"Lot {lot.number} was counted by two.")
        return redirect("medications:ledger", pk=lot.pk)
    return _sheet(request, "medications/count.html", form=form, lot=lot)


def _is_counted(request: ClinicRequest, lot: Lot, form: CountForm) -> bool:
    witness = form.second_person
    assert witness is not None  # noqa: S101 - the form takes only people of its list
    facts = form.cleaned_data
    try:
        require_password(request, witness, facts["password"])
        stock.count(
            lot, counted_mg=facts["counted_mg"], reason=facts["reason"], witness=witness,
            by=request.membership, at=timezone.now(),
        )  # fmt: skip
    except ValidationError as wrong:
        form.add_error("password", wrong)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return form.is_valid()


@requires(Permission.LEDGER_READ)
@require_GET
def ledger(request: ClinicRequest, pk: int) -> HttpResponse:
    lot = get_object_or_404(queries.lots_of(request.membership), pk=pk)
    at = timezone.now()
    pages = Paginator(queries.ledger_of(lot), LINES_PER_PAGE)
    page = pages.get_page(PageForm(request.GET).number())
    trail.record("ledger.read", lot, by=request.membership, at=at, outcome="read", lot=lot.number)
    expired = stock.is_expired(lot, at=at)
    context = {"lot": lot, "page": page, "is_expired": expired}
    return render(request, "medications/ledger.html", context)


@requires(Permission.WORKLIST_HANDLE)
@require_POST
def review(request: ClinicRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(queries.unwitnessed_waste(request.membership), pk=pk)
    form = ReviewForm(request.POST, auto_id=f"id_review_{pk}_%s")
    if form.is_valid():
        try:
            tasks.close(task, **form.cleaned_data, by=request.membership, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Reviewed.")
            return redirect("medications:stock")
    return _overview(request, review=form, reviewed=pk, status=422)


def _overview(
    request: ClinicRequest,
    *,
    review: ReviewForm | None = None,
    reviewed: int = 0,
    status: int = 200,
) -> HttpResponse:
    member, at = request.membership, timezone.now()
    lots = list(queries.lots_of(member))
    waiting = [
        (task, review if task.pk == reviewed else ReviewForm(auto_id=f"id_review_{task.pk}_%s"))
        for task in queries.unwitnessed_waste(member)
    ]
    context = {
        "lots": [(lot, stock.is_expired(lot, at=at)) for lot in lots],
        "total": sum(lot.balance_mg for lot in lots),  # type: ignore[attr-defined]
        "waiting": waiting,
        "form": review,
        "may_handle": member.may(Permission.STOCK_HANDLE),
        "may_review": member.may(Permission.GATE_ACKNOWLEDGE),
    }
    return render(request, "medications/stock.html", context, status=status)


def _sheet(request: ClinicRequest, template: str, *, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)
