"""Today's rooms on one wall."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from sessions.board import places
from sessions.due import OVERDUE_SECONDS


@requires(Permission.SESSION_VIEW)
@require_GET
def board(request: ClinicRequest) -> HttpResponse:
    at = timezone.now()
    template = "sessions/board_tiles.html" if request.htmx else "sessions/board.html"  # type: ignore[attr-defined]
    return render(
        request,
        template,
        {
            "places": places(request.membership, at=at), "now": at,
            "overdue_seconds": OVERDUE_SECONDS,
        },
    )  # fmt: skip
