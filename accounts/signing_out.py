"""Signing out leaves nothing in the browser, also where no script ran; what waits to be sent is asked about."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.context import UNSENT_COOKIE

# Not the cookies: the device's own and the one against forged forms serve whoever signs in next.
EVERYTHING = '"cache", "storage"'
SIGN_OUT = "account_logout"


class KeptSessionMiddleware(SessionMiddleware):
    """Only signing out takes the session's cookie away.

    What a page asked while a PIN gave the tablet to somebody else speaks of a session that is gone. Its
    answer may come last, and would sign out the one who has just come in.
    """

    def process_response(self, request: Any, response: Any) -> Any:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and not _is_signing_out(request):
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class WipeOnSignOut:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if _is_signing_out(request) and was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = EVERYTHING
            response.delete_cookie(UNSENT_COOKIE, samesite="Strict")
        return response

    def process_view(self, request: Any, _view: Any, _args: Any, _kwargs: Any) -> Any:
        """Keeping comes before wiping: who has not said that the lines may go is asked."""
        if not _is_signing_out(request) or UNSENT_COOKIE not in request.COOKIES:
            return None
        if request.POST.get("lose") == "yes":
            return None
        return render(request, "account/unsent.html", status=409)


def _is_signing_out(request: HttpRequest) -> bool:
    found = request.resolver_match
    return request.method == "POST" and found is not None and found.view_name == SIGN_OUT
