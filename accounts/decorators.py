"""The permission a view wears."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

type View = Callable[..., HttpResponse]


def requires(*permissions: str) -> Callable[[View], View]:
    """Let in who holds any of these; send the stranger to sign in, refuse the rest with 403."""

    def wear(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = getattr(request, "membership", None)
            if membership is None:
                if request.user.is_authenticated:
                    raise PermissionDenied("You are signed in, but no clinic has you as a member.")
                return redirect_to_login(request.get_full_path())
            if not any(membership.may(permission) for permission in permissions):
                raise PermissionDenied("Your role does not include this page.")
            return view(request, *args, **kwargs)

        guarded.requires = permissions  # type: ignore[attr-defined]
        return guarded

    return wear
