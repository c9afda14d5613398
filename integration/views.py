"""Open windows, one window, one contact."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.components import Tab
from core.errors import Refusal
from integration import queries
from integration.domain import contacts
from integration.domain import practices as practices_domain
from integration.domain.windows import coverage
from integration.forms import CompleteForm, DeclineForm, PracticeForm, WindowsForm
from integration.models import IntegrationContact, IntegrationWindow, Practice
from patients.domain.chart import read_section

PER_PAGE = 12


@requires(Permission.INTEGRATION_VIEW)
def windows(request: ClinicRequest) -> HttpResponse:
    """Every open window that this person may see."""
    form = WindowsForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    mine = given.get("whose") == "mine"
    rows = queries.open_windows(request.membership, only_mine=mine)
    page = Paginator(rows, PER_PAGE).get_page(given.get("page") or 1)
    at = timezone.now()
    cards = [queries.card_of(window, by=request.membership, at=at) for window in page]
    tabs = [
        Tab("All", request.path, is_current=not mine),
        Tab("Mine", f"{request.path}?whose=mine", is_current=mine),
    ]
    facts = {"cards": cards, "page": page, "tabs": tabs, "now": at}
    return render(request, "integration/windows.html", facts)


@requires(Permission.INTEGRATION_VIEW)
def window(request: ClinicRequest, pk: int) -> HttpResponse:
    """One window: its contacts, and for clinicians what was said, shared and chosen."""
    row = _window(request, pk)
    return render(request, "integration/window.html", _window_facts(request, row, PracticeForm()))


@require_POST
@requires(Permission.CONTACT_COMPLETE)
def add_practice(request: ClinicRequest, pk: int) -> HttpResponse:
    row = _window(request, pk)
    form = PracticeForm(request.POST)
    if form.is_valid():
        try:
            practices_domain.choose(
                row, **form.cleaned_data, by=request.membership, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The practice is noted.")
            return redirect("integration:window", pk=row.pk)
    facts = _window_facts(request, row, form)
    return render(request, "integration/window.html", facts, status=422)


@require_POST
@requires(Permission.CONTACT_COMPLETE)
def let_go(request: ClinicRequest, pk: int) -> HttpResponse:
    rows = Practice.objects.visible_to(request.membership)
    row = get_object_or_404(rows.select_related("window__episode__patient"), pk=pk)
    try:
        practices_domain.let_go(row, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "The practice is let go.")
    return redirect("integration:window", pk=row.window_id)


@requires(Permission.CONTACT_COMPLETE, Permission.CONTACT_HOME_SAFE)
def contact(request: ClinicRequest, pk: int) -> HttpResponse:
    """Say that it took place, or that the patient does not want it."""
    row = _contact(request, pk)
    declines = request.POST.get("act") == "decline"
    posted = request.POST if request.method == "POST" else None
    done = CompleteForm(
        None if declines else posted, contact=row, is_clinical=_is_clinical(request)
    )
    declined = DeclineForm(posted if declines else None)
    form: Any = declined if declines else done
    if posted and form.is_valid() and _did(request, row, form, declines=declines):
        return redirect("integration:window", pk=row.window_id)
    trail.seen(row.window.episode.patient, by=request.membership, at=timezone.now())
    line = queries.contact_line(row, by=request.membership, at=timezone.now())
    facts = {"contact": row, "line": line, "done": done, "declined": declined, "form": form}
    facts |= {"patient": row.window.episode.patient, "now": timezone.now()}
    facts |= {"may_decline": request.membership.may(Permission.CONTACT_DECLINE)}
    facts |= {"is_clinical": _is_clinical(request)}
    return render(request, "integration/contact.html", facts, status=422 if form.errors else 200)


def _did(request: ClinicRequest, row: IntegrationContact, form: Any, *, declines: bool) -> bool:
    verb = contacts.decline if declines else contacts.complete
    try:
        verb(row, **form.cleaned_data, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    words = "declined by the patient" if declines else "done"
    messages.success(request, f"{row.kind}, {row.get_kind_display().lower()}: {words}.")
    return True


def _contact(request: ClinicRequest, pk: int) -> IntegrationContact:
    rows = IntegrationContact.objects.visible_to(request.membership)
    rows = rows.select_related("window__episode__patient__clinic", "owner__user", "done_by__user")
    return get_object_or_404(rows, pk=pk)


def _window(request: ClinicRequest, pk: int) -> IntegrationWindow:
    rows = queries.in_full(IntegrationWindow.objects.visible_to(request.membership))
    return get_object_or_404(rows, pk=pk)


def _is_clinical(request: ClinicRequest) -> bool:
    return request.membership.may(Permission.CHART_CLINICAL)


def _window_facts(
    request: ClinicRequest, row: IntegrationWindow, form: PracticeForm
) -> dict[str, Any]:
    """Opening what was shared leaves its line in the read log."""
    member, at, is_clinical = request.membership, timezone.now(), _is_clinical(request)
    try:
        read_section(
            row.episode.patient,
            section="clinical" if is_clinical else "logistics",
            by=member,
            at=at,
        )
    except Refusal as refusal:
        raise PermissionDenied(refusal.sentence) from refusal
    facts: dict[str, Any] = {
        "card": queries.card_of(row, by=member, at=at),
        "window": row,
        "patient": row.episode.patient,
        "visits": queries.visits_in(row, member),
        "form": form,
        "is_clinical": is_clinical,
        "may_book": member.may(Permission.APPOINTMENT_BOOK),
        "now": at,
    }
    if is_clinical:
        share = coverage(row)
        facts |= queries.clinical_side(row, member)
        facts["coverage"] = None if share is None else round(share * 100)
    return facts
