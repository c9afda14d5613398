"""What a device remembers of its reader: the theme, and whether single keys act."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.context import KEYS_COOKIE, THEME_COOKIE, THEMES

YEAR = 365 * 24 * 60 * 60


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to the page the person was on."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest("There is no such theme.")
    return _remember(request, THEME_COOKIE, theme)


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Single-letter keys on or off: dictation and some keyboards press them unasked."""
    wanted = request.POST.get("keys", "")
    if wanted not in {"on", "off"}:
        return HttpResponseBadRequest("Keys are on or off.")
    return _remember(request, KEYS_COOKIE, wanted)


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    response.set_cookie(
        cookie, value, max_age=YEAR, secure=request.is_secure(), samesite="Lax", httponly=True
    )
    return response
