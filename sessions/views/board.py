"""Today's rooms on one wall."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from sessions.board import places
from sessions.due import OVERDUE_SECONDS


@requires(Permission.SESSION_VIEW)
@require_GET
def board(request: ClinicRequest) -> HttpResponse:
    at = timezone.now()
    found = places(request.membership, at=at)
    facts = {"places": found, "now": at, "overdue_seconds": OVERDUE_SECONDS}
    if request.htmx:  # type: ignore[attr-defined]  # the same wall again, every few seconds
        return render(request, "sessions/board_tiles.html", facts)
    whose = [tile.session.patient_id for place in found for tile in place.tiles]
    trail.listed("board.read", whose, by=request.membership, at=at)
    return render(request, "sessions/board.html", facts)
