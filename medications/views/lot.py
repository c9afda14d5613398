"""One lot: its story line by line, and everything that is done to it."""

from collections.abc import Callable

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
from medications import queries
from medications.domain import off_the_shelf, stock
from medications.domain.packet import given_by, given_mg, other_medicine
from medications.domain.packet_rows import words_of
from medications.enums import EntryKind
from medications.forms import CountForm, PageForm, SecondPersonForm
from medications.models import LedgerEntry, Lot
from medications.shelf_forms import DisposalForm, ReasonForm, SpillForm
from medications.views.doing import is_done, is_done_by_two, sheet
from patients.forms import posted

LINES_PER_PAGE = 50


@requires(Permission.LEDGER_READ)
@require_GET
def ledger(request: ClinicRequest, pk: int) -> HttpResponse:
    lot, at, member = _lot(request, pk), timezone.now(), request.membership
    pages = Paginator(queries.ledger_of(lot), LINES_PER_PAGE)
    page = pages.get_page(PageForm(request.GET).number())
    trail.record("ledger.read", lot, by=member, at=at, outcome="read", lot=lot.number)
    context = {
        "lot": lot,
        "page": page,
        "lines": [_told(line) for line in page],
        "charts": queries.charts_open_to(member, page),
        "is_expired": stock.is_expired(lot, at=at),
        "may_handle": member.may(Permission.STOCK_HANDLE),
    }
    return render(request, "medications/ledger.html", context)


@requires(Permission.LEDGER_READ)
@require_GET
def recipients(request: ClinicRequest, pk: int) -> HttpResponse:
    """Who got from this lot: read when it is recalled."""
    lot, at, member = _lot(request, pk), timezone.now(), request.membership
    lines = list(queries.recipients_of(lot))
    trail.record("lot.recipients_read", lot, by=member, at=at, outcome="read", lot=lot.number)
    context = {
        "lot": lot,
        "lines": [_told(line) for line in lines],
        "people": len({line.patient_id for line in lines}),
        "charts": queries.charts_open_to(member, lines),
    }
    return render(request, "medications/recipients.html", context)


@requires(Permission.STOCK_HANDLE)
def count(request: ClinicRequest, pk: int) -> HttpResponse:
    return _before_two(request, pk, CountForm, stock.count, said="The lot was counted by two.")


@requires(Permission.STOCK_HANDLE)
def spill(request: ClinicRequest, pk: int) -> HttpResponse:
    return _before_two(
        request, pk, SpillForm, off_the_shelf.spill, title="Spilt or broken",
        lead="Stock that was not drawn for a patient, before two people.",
    )  # fmt: skip


@requires(Permission.STOCK_HANDLE)
def dispose(request: ClinicRequest, pk: int) -> HttpResponse:
    return _before_two(
        request, pk, DisposalForm, off_the_shelf.dispose, title="Send back or destroy",
        lead="What the clinic will not use, before two people.",
    )  # fmt: skip


def _before_two(
    request: ClinicRequest,
    pk: int,
    asked: type[SecondPersonForm],
    verb: Callable[..., object],
    *,
    said: str = "It is in the ledger.",
    **page: str,
) -> HttpResponse:
    """One form, one second person, one verb of this lot; `page` has the words of its sheet."""
    lot, member, at = _lot(request, pk), request.membership, timezone.now()
    form = asked(posted(request), witnesses=queries.witnesses(member))
    if is_done_by_two(
        request,
        form,
        lambda second: verb(lot, **form.facts, witness=second, by=member, at=at),
        at=at,
    ):
        messages.success(request, said)
        return redirect("medications:ledger", pk=lot.pk)
    template = "off_the_shelf" if page else "count"
    return sheet(request, f"medications/{template}.html", form=form, lot=lot, **page)


@requires(Permission.STOCK_HANDLE)
def set_aside(request: ClinicRequest, pk: int) -> HttpResponse:
    """Sets it aside, or puts it back where it stands aside already."""
    lot, member, at = _lot(request, pk), request.membership, timezone.now()
    verb = off_the_shelf.put_back if lot.is_set_aside else off_the_shelf.set_aside
    label = "Why it may be used again" if lot.is_set_aside else "Why it is set aside"
    form = ReasonForm(posted(request), label=label)
    if is_done(form, lambda: verb(lot, **form.cleaned_data, by=member, at=at)):
        word = "may be used again" if lot.is_set_aside else "is set aside"
        messages.success(request, f"Lot {lot.number} {word}.")
        return redirect("medications:ledger", pk=lot.pk)
    return sheet(request, "medications/set_aside.html", form=form, lot=lot)


@requires(Permission.STOCK_HANDLE)
def reverse(request: ClinicRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(queries.line_of(request.membership), pk=pk)
    member, at = request.membership, timezone.now()
    form = ReasonForm(posted(request), label="Why this line is taken back")
    if is_done(form, lambda: stock.reverse(line, **form.cleaned_data, by=member, at=at)):
        messages.success(request, f"Line {line.line} is taken back by a line of its own.")
        return redirect("medications:ledger", pk=line.lot_id)
    return sheet(request, "medications/reverse.html", form=form, line=line, lot=line.lot)


def _lot(request: ClinicRequest, pk: int) -> Lot:
    return get_object_or_404(queries.lots_of(request.membership), pk=pk)


def _told(line: LedgerEntry) -> dict[str, object]:
    """A line with what the page says of it."""
    is_draw = line.kind == EntryKind.DRAW
    in_record: bool = line.is_in_record  # type: ignore[attr-defined]
    is_reversed = getattr(line, "reversed_by", None) is not None
    return {
        "line": line,
        "given_mg": given_mg(line) if is_draw else None,
        "other": other_medicine(line),
        "who": given_by(line),
        "words": words_of(line),
        "discrepancy": getattr(line, "discrepancy", None),
        "is_reversed": is_reversed,
        "may_be_reversed": not in_record and not is_reversed and line.kind != EntryKind.REVERSAL,
    }
