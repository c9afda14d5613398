"""The locked screen: what may be read on it, who may open it, and the way back into the room."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts import screen
from accounts.decorators import requires
from accounts.enums import Permission
from accounts.forms import UnlockForm
from accounts.middleware import ClinicRequest
from accounts.proof import require_password
from accounts.queries import people_with_pin, pin_of
from core.errors import Refusal
from sessions.locked import behind_lock, device_check
from sessions.models import MedicineSession
from sessions.queries import sessions_seen_by


@requires(Permission.SESSION_VIEW)
@require_POST
def lock(request: ClinicRequest, pk: int) -> HttpResponse:
    """From here this session opens nothing of the record, in no window."""
    session = get_object_or_404(_rows(request), pk=pk)
    where = reverse("sessions:live", args=[session.pk])
    screen.lock(request, where=where, session=session.pk, at=timezone.now())
    if _is_asked_by_script(request):
        return JsonResponse({"locked": True})
    return redirect("sessions:locked")


@requires(Permission.DASHBOARD_VIEW)
@require_POST
def lock_here(request: ClinicRequest) -> HttpResponse:
    """The same from any other page, which nobody has touched for a while."""
    where = request.POST.get("where", "")
    if not where.startswith("/") or not url_has_allowed_host_and_scheme(where, allowed_hosts=None):
        where = "/"
    screen.lock(request, where=where, at=timezone.now())
    return JsonResponse({"locked": True})


@requires(Permission.DASHBOARD_VIEW)
@require_GET
def sheet_here(request: ClinicRequest) -> HttpResponse:
    """The lock to lay over that page: who may open it, and nothing of any record."""
    return render(request, "sessions/lock/sheet.html", _facts(request, None))


@requires(Permission.DASHBOARD_VIEW)
@require_POST
def awake(_request: ClinicRequest) -> HttpResponse:
    """Somebody is reading or typing; that it was sent is all there is to say."""
    return HttpResponse(status=204)


@requires(Permission.SESSION_VIEW)
@require_GET
def sheet(request: ClinicRequest, pk: int) -> HttpResponse:
    """What the room's page keeps ready, to lay it over everything at once."""
    session = get_object_or_404(_rows(request), pk=pk)
    return render(request, "sessions/lock/sheet.html", _facts(request, session))


@requires(Permission.SESSION_VIEW)
@require_GET
def clock(request: ClinicRequest, pk: int) -> HttpResponse:
    """The numbers alone, as they stand now: a room, minutes, a time. Nobody's name."""
    session = get_object_or_404(_rows(request), pk=pk)
    facts = {"locked": behind_lock(session, at=timezone.now())}
    return render(request, "sessions/lock/clock.html", facts)


@requires(Permission.DASHBOARD_VIEW)
@require_GET
def page(request: ClinicRequest) -> HttpResponse:
    """The lock as a page of its own; a screen that is not locked goes on."""
    if screen.lock_of(request) is None:
        return redirect("/")
    return _page(request)


@requires(Permission.DASHBOARD_VIEW)
@require_POST
def unlock(request: ClinicRequest) -> HttpResponse:
    """As who locked it or as a colleague: the session gets a new key and its rows their author."""
    kept, before = screen.lock_of(request), request.membership
    people = people_with_pin(request.clinic)
    form = UnlockForm(request.POST, people=people, auto_id="lock_%s")
    where = kept.where if kept else "/"
    is_open = form.is_valid() and _opened(request, form)
    if _is_asked_by_script(request):
        switched = before.pk != request.membership.pk
        return _told(request, form, switched=switched, where=where)
    if is_open:
        return redirect(where)
    return _page(request, form)


def _opened(request: ClinicRequest, form: UnlockForm) -> bool:
    at, password = timezone.now(), form.cleaned_data["password"]
    try:
        if password:
            require_password(request, request.membership, password)
            screen.open_again(request, at=at)
        else:
            screen.open_with_pin(request, form.person, pin=form.cleaned_data["pin"], at=at)
    except ValidationError as wrong:
        form.add_error("password", wrong)
    except Refusal as refusal:
        form.add_error("pin", refusal.sentence)
    return form.is_valid()


def _told(request: ClinicRequest, form: UnlockForm, *, switched: bool, where: str) -> JsonResponse:
    if form.errors:
        return JsonResponse({"sentence": form.sentence}, status=422)
    return JsonResponse({"switched": switched, "next": where, "csrf": get_token(request)})


def _page(request: ClinicRequest, form: UnlockForm | None = None) -> HttpResponse:
    kept = screen.lock_of(request)
    session = _rows(request).filter(pk=kept.session).first() if kept and kept.session else None
    facts = _facts(request, session) | ({"form": form} if form else {})
    return render(request, "sessions/lock/page.html", facts, status=422 if form else 200)


def _facts(request: ClinicRequest, session: MedicineSession | None) -> dict[str, Any]:
    member, at = request.membership, timezone.now()
    device = screen.device_of(request)
    people = people_with_pin(request.clinic) if device else []
    until = screen.open_until(request)
    return {
        "form": UnlockForm(people=people, initial={"member": member.pk}, auto_id="lock_%s"),
        "people": people,
        "member": member,
        "device": device,
        "locked": behind_lock(session, at=at) if session else None,
        "check": device_check(pin_of(member), until=until) if device else "",
        "until": until,
        "after_minutes": settings.LOCK_AFTER_MINUTES,
        "now": at,
    }


def _rows(request: ClinicRequest) -> Any:
    return sessions_seen_by(request.membership)


def _is_asked_by_script(request: ClinicRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
