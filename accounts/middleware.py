"""Puts the membership and the clinic on the request and sets the clinic's clock."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Clinic, Membership


class ClinicRequest(HttpRequest):
    """A request from somebody signed in to a clinic."""

    membership: Membership
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
        zone = membership.clinic.zone if membership else None
        with timezone.override(zone):
            return self.get_response(request)
