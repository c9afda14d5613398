"""One visit: who, when, where, and what the door does with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.clock import day_at
from core.errors import Refusal
from dashboard.domain import diary
from dashboard.domain.readiness import with_papers
from dashboard.domain.visit_lines import line_of
from dashboard.views import groups
from scheduling.domain import arrivals
from scheduling.enums import UPCOMING
from scheduling.models import Appointment
from sessions.domain import absences


@requires(Permission.CALENDAR_VIEW)
def visit(request: ClinicRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    row = _visit(request, pk)
    line = line_of(row, at=at)
    facts = {"line": line, "now": at, "day": f"{day_at(row.clinic, row.start_at)}"}
    can_cancel = row.status in UPCOMING and row.end_at > at and not line.is_under_way
    facts |= {"can_cancel": can_cancel}
    facts |= {"may_book": request.membership.may(Permission.APPOINTMENT_BOOK)}
    facts |= {"may_check_in": request.membership.may(Permission.CHECK_IN)}
    facts |= groups.beside(request, row, at=at)
    facts |= {"may_run": request.membership.may(Permission.SESSION_VIEW)}
    return render(request, "dashboard/visit.html", facts)


@require_POST
@requires(Permission.CHECK_IN)
def arrived(request: ClinicRequest, pk: int) -> HttpResponse:
    return _at_the_door(request, pk, arrivals.arrive, "is here.")


@require_POST
@requires(Permission.CHECK_IN)
def not_arrived(request: ClinicRequest, pk: int) -> HttpResponse:
    return _at_the_door(request, pk, arrivals.undo_arrival, "is expected again.")


@require_POST
@requires(Permission.CHECK_IN)
def left(request: ClinicRequest, pk: int) -> HttpResponse:
    return _at_the_door(request, pk, arrivals.leave, "has left.")


@require_POST
@requires(Permission.CHECK_IN)
def no_show(request: ClinicRequest, pk: int) -> HttpResponse:
    return _at_the_door(
        request, pk, absences.mark_no_show, "did not come. What was held for them is free again."
    )


def _at_the_door(
    request: ClinicRequest, pk: int, verb: Callable[..., Appointment], words: str
) -> HttpResponse:
    """Do it, say it, and go back to where the button was."""
    row = _visit(request, pk)
    try:
        verb(row, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"{row.patient} {words}")
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if safe else "/calendar/")


def _visit(request: ClinicRequest, pk: int) -> Any:
    rows = Appointment.objects.visible_to(request.membership)
    policy = policy_of(request.clinic, at=timezone.now())
    papers = with_papers(rows, policy=policy, at=timezone.now())
    return get_object_or_404(diary.in_full(papers), pk=pk)
