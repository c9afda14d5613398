"""Puts the membership and the clinic on the request, sets the clinic's clock, and keeps the lock."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import screen
from accounts.enums import Permission
from accounts.models import Clinic

LOCKED = "This screen is locked. Enter your PIN or password to go on."
HTTP_LOCKED = 423
# What a locked screen still answers: nothing of a record, and nothing typed is lost.
OPEN_WHILE_LOCKED = frozenset({
    "healthz", "readyz", "core:theme", "core:keys", "account_logout", "sessions:sync",
    "sessions:lock", "sessions:locked", "sessions:lock_clock", "sessions:unlock",
    "sessions:lock_here", "sessions:lock_sheet_here", "sessions:shell", "sessions:worker",
})  # fmt: skip
# Asked by the page itself every few seconds: while locked it is told that nothing happened.
PULSE = "sessions:pulse"
STAFF = Permission.DASHBOARD_VIEW


class ClinicRequest(screen.ScreenRequest):
    """A request from somebody signed in to a clinic."""

    clinic: Clinic


class MembershipMiddleware:
    """Every signed-in request knows its membership; without one there is no clinic to see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = None
        if request.user.is_authenticated:
            current = request.user.current_membership
            membership = current if current is not None and current.is_active else None
            if membership is not None:
                membership.user = request.user
        request.membership = membership  # type: ignore[attr-defined]
        request.clinic = membership.clinic if membership else None  # type: ignore[attr-defined]
        if membership is not None:
            screen.bind(request, at=timezone.now())  # type: ignore[arg-type]
        zone = membership.clinic.zone if membership else None
        with timezone.override(zone):
            return self.get_response(request)

    def process_view(self, request: Any, _view: Any, _args: Any, _kwargs: Any) -> Any:
        """A locked screen answers with its lock, whatever is asked of it."""
        if request.membership is None:
            return None
        name = request.resolver_match.view_name
        _notice_quiet(request, name)
        if screen.lock_of(request) is None or name in OPEN_WHILE_LOCKED:
            return None
        return locked(request, is_pulse=name == PULSE)


def _notice_quiet(request: Any, name: str) -> None:
    """A page that is opened after a quiet quarter of an hour finds the screen locked.

    What is sent is never refused for that, and what a page asks by itself keeps nobody awake.
    """
    if not request.membership.may(STAFF):
        return
    at, is_asked_by_page = timezone.now(), "HX-Request" in request.headers
    if request.method != "GET":
        screen.see(request, at=at)
    elif not is_asked_by_page and name != PULSE and name not in OPEN_WHILE_LOCKED:
        if screen.is_quiet(request, at=at):
            screen.lock(request, where=request.get_full_path(), at=at)
        else:
            screen.see(request, at=at)


def locked(request: Any, *, is_pulse: bool) -> HttpResponse:
    """204 for the pulse, JSON for a script, the lock for a page; what was sent stays in its form."""
    if is_pulse:
        return HttpResponse(status=204, headers={"HX-Trigger": "kap-locked"})
    if "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "*/*"):
        return JsonResponse({"locked": True, "sentence": LOCKED}, status=HTTP_LOCKED)
    if request.method == "GET":
        return redirect("sessions:locked")
    return render(request, "accounts/locked.html", status=HTTP_LOCKED)
