"""Answers for the room's own script: never a page to sign in on, always a sentence."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

type View = Callable[..., HttpResponse]

SIGNED_OUT = "You have been signed out. Sign in again; what you logged is kept."


def for_scripts(view: View) -> View:
    """Signed out is 401 and forbidden 403, each with its sentence as JSON."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"sentence": SIGNED_OUT}, status=401)
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as refusal:
            return JsonResponse({"sentence": str(refusal)}, status=403)

    return answered
