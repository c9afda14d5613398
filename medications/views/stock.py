"""The medicine cupboard: every lot, what it waits for, and what comes in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from medications import cupboard, queries
from medications.domain import inventories, stock, unseen_waste
from medications.forms import ReviewForm
from medications.shelf_forms import ReceiptForm
from medications.views.doing import is_done, sheet
from patients.forms import posted


@requires(Permission.LEDGER_READ, Permission.STOCK_HANDLE)
@require_GET
def overview(request: ClinicRequest) -> HttpResponse:
    return _overview(request)


@requires(Permission.STOCK_HANDLE)
def receive(request: ClinicRequest) -> HttpResponse:
    at, people = timezone.now(), queries.receivers(request.membership)
    files = request.FILES or None
    form = ReceiptForm(posted(request), files, clinic=request.clinic, people=people, at=at)
    member = request.membership
    if is_done(form, lambda: stock.receive(request.clinic, **form.facts, by=member, at=at)):
        messages.success(request, f"Lot {form.facts['lot_number']} is in the ledger.")
        return redirect("medications:stock")
    return sheet(request, "medications/receive.html", form=form)


@requires(Permission.STOCK_REVIEW)
@require_POST
def review(request: ClinicRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(queries.unwitnessed_waste(request.membership), pk=pk)
    form = ReviewForm(request.POST, auto_id=f"id_review_{pk}_%s")
    member, at = request.membership, timezone.now()
    if is_done(form, lambda: unseen_waste.review(task, **form.cleaned_data, by=member, at=at)):
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
    shelves = [cupboard.shelf_of(lot, at=at) for lot in queries.lots_with_their_days(member)]
    waiting = [
        (task, review if task.pk == reviewed else ReviewForm(auto_id=f"id_review_{task.pk}_%s"))
        for task in queries.unwitnessed_waste(member)
    ]
    context = {
        "shelves": shelves,
        "totals": cupboard.totals(shelves),
        "waiting": waiting,
        "form": review,
        "discrepancies": list(queries.discrepancies_of(member).open()),  # type: ignore[attr-defined, unused-ignore]
        "inventory": inventories.standing(request.clinic, at=at),
        "may_handle": member.may(Permission.STOCK_HANDLE),
        "may_review": member.may(Permission.STOCK_REVIEW),
    }
    return render(request, "medications/stock.html", context, status=status)
