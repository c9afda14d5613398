"""My day: what waits for the person who opens it."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.domain.policies import policy_of
from accounts.enums import Permission, Role
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from core.clock import day_at
from core.templatetags.formats import is_title
from dashboard import waiting_lists
from dashboard.domain import my_day
from dashboard.domain.waiting import waiting


@requires(Permission.DASHBOARD_VIEW, Permission.PORTAL_VIEW)
def today(request: ClinicRequest) -> HttpResponse:
    """Patients have their own home; everybody else finds what their hats bring."""
    member = request.membership
    if not member.may(Permission.DASHBOARD_VIEW):
        return redirect("portal:home")
    at = timezone.now()
    facts = {"day": day_at(member.clinic, at), "now": at, "greeting": greeting(member, at)}
    facts |= {"is_desk": my_day.is_desk(member), **_parts(member, at)}
    return render(request, "dashboard/today.html", facts)


def _parts(member: Membership, at: datetime) -> dict[str, Any]:
    """Only the parts this person may see; a part that is absent is not asked for."""
    policy = policy_of(member.clinic, at=at) if any(map(member.may, ASKS_POLICY)) else None
    parts: dict[str, Any] = {
        name: read(member, at=at)
        for name, read, *needs in PARTS
        if any(member.may(need) or need in member.roles for need in needs)
    }
    if policy and member.may(P.CHECK_IN):
        parts["visits"] = my_day.visits(member, at=at, policy=policy)
    if policy and any(map(member.may, WAITED_FOR)):
        waits = waiting(member, at=at, policy=policy)
        drafts = waits.pop("draft", [])
        parts["urgent_lists"] = waiting_lists.urgent(waits)
        parts["later_lists"] = waiting_lists.later(waits, at=at)
        if any(map(member.may, WRITERS)):
            parts["notes"] = my_day.unsigned_notes(member, at=at, drafts=drafts)
    return parts


P = Permission
WRITERS = (P.NOTE_THERAPY, P.NOTE_MEDICINE)
WAITED_FOR = (*WRITERS, P.DOSE_ANY_SOURCE)
ASKS_POLICY = (P.CHECK_IN, *WAITED_FOR)
PARTS: tuple[tuple[Any, ...], ...] = (
    ("alerts", my_day.alerts, P.ALERT_HANDLE),
    ("under_way", my_day.under_way, P.SESSION_VIEW),
    ("contacts", my_day.contacts, P.INTEGRATION_VIEW),
    ("decisions", my_day.decisions_due, P.ELIGIBILITY_DECIDE),
    ("tasks", my_day.tasks, P.WORKLIST_HANDLE, Role.OWNER),
    ("unsent", my_day.unsent_messages, Role.FRONT_DESK),
    ("counts", my_day.counts, Role.OWNER),
)


def greeting(member: Membership, at: datetime) -> str:
    hour = at.astimezone(member.clinic.zone).hour
    when = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    first, *rest = member.full_name.split()
    called = f"{first} {rest[-1]}" if rest and is_title(first) else first
    return f"Good {when}, {called}"
