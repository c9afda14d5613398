"""The scan of an invoice: added to a receipt, handed over as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from medications import queries
from medications.domain import invoices
from medications.enums import EntryKind, ScanType
from medications.models import InvoiceScan
from medications.shelf_forms import ScanForm
from medications.views.doing import is_done, sheet
from patients.forms import posted

SUFFIX = {ScanType.PDF: "pdf", ScanType.PNG: "png", ScanType.JPEG: "jpg"}
SANDBOX = "default-src 'none'; sandbox"


@requires(Permission.STOCK_HANDLE)
def add(request: ClinicRequest, pk: int) -> HttpResponse:
    """A scan that comes after the delivery was written down."""
    rows = queries.line_of(request.membership).filter(kind=EntryKind.RECEIPT)
    line, member, at = get_object_or_404(rows, pk=pk), request.membership, timezone.now()
    form = ScanForm(posted(request), request.FILES or None)
    if is_done(
        form, lambda: invoices.attach(line, upload=form.cleaned_data["scan"], by=member, at=at)
    ):
        messages.success(request, "The scan is kept with its delivery.")
        return redirect("medications:ledger", pk=line.lot_id)
    return sheet(request, "medications/scan.html", form=form, line=line, lot=line.lot)


@requires(Permission.LEDGER_READ, Permission.STOCK_HANDLE)
@require_GET
def scan(request: ClinicRequest, pk: int) -> HttpResponse:
    """Handed over as a file: no browser runs anything in it, none guesses what it is."""
    rows = InvoiceScan.objects.visible_to(request.membership).select_related("entry__lot")
    found = get_object_or_404(rows, pk=pk)
    trail.record(
        "invoice.read", found, by=request.membership, at=timezone.now(), outcome="read",
        lot=found.entry.lot.number, sha256=found.sha256,
    )  # fmt: skip
    name = slugify(f"invoice {found.entry.lot.number} line {found.entry.line}")
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    suffix = SUFFIX[ScanType(found.content_type)]
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{suffix}")
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
