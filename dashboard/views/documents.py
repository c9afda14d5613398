"""A document as its bytes were kept, opened by who may, with a line that says so."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from measures.queries import bar
from patients.domain import documents
from patients.enums import DocumentStatus
from patients.models import Document
from patients.queries import in_care_of

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
SUFFIX = {"application/pdf": "pdf", "text/plain": "txt", "image/png": "png", "image/jpeg": "jpg"}


@require_GET
@requires(Permission.CHART_CLINICAL)
def document(request: ClinicRequest, pk: str) -> HttpResponse:
    found = _found(request, pk)
    if found.status != DocumentStatus.READY:
        return _not_yet(request, found)
    if found.content is None:
        raise Http404
    at = timezone.now()
    trail.record(
        "document.read", found, by=request.membership, at=at, outcome="read", sha256=found.sha256
    )
    return _as_file(found)


@require_POST
@requires(Permission.CHART_CLINICAL)
def again(request: ClinicRequest, pk: str) -> HttpResponse:
    """One that could not be made: its tries begin anew."""
    try:
        documents.make_again(_found(request, pk), by=request.membership, at=timezone.now())
        messages.success(request, "It is being made again.")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("dashboard:document", pk)


def _found(request: ClinicRequest, pk: str) -> Document:
    """A document of somebody in this member's care; any other is not there."""
    rows = Document.objects.visible_to(request.membership).select_related("patient__clinic")
    cared_for = in_care_of(request.membership)
    return get_object_or_404(rows.defer("source_html").filter(patient__in=cared_for), pk=pk)


def _as_file(found: Document) -> HttpResponse:
    """Handed over as a file: no browser runs anything in it, none guesses what it is."""
    name = f"{slugify(found.title) or 'document'}.{SUFFIX.get(found.content_type, 'bin')}"
    answer = HttpResponse(bytes(found.content or b""), content_type=found.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _not_yet(request: ClinicRequest, found: Document) -> HttpResponse:
    seen = bar(found.patient, membership=request.membership, at=timezone.now())
    context = {"document": found, "patient": found.patient, "identity": seen}
    return render(request, "dashboard/document.html", context)
