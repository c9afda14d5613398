"""Where the tablet's outbox arrives."""

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from sessions import sync as outbox
from sessions.authors import author_word
from sessions.models import MedicineSession
from sessions.pulse import Since, since, word_of
from sessions.queries import rows_for_log
from sessions.room import Room
from sessions.views.log import new_lines
from sessions.views.scripted import for_scripts

UNREADABLE = "Nothing was taken: send at most 50 lines, as the room's page does."


@for_scripts
@requires(Permission.SESSION_RUN)
@require_POST
def sync(request: ClinicRequest, pk: int) -> HttpResponse:
    """Each line is stored, known already, or refused in words; the page keeps what is refused."""
    session = get_object_or_404(rows_for_log(request.membership), pk=pk)
    at = timezone.now()
    try:
        told = outbox.read_body(request.body)
    except (outbox.Unreadable, RawPostDataException):
        return JsonResponse({"sentence": UNREADABLE}, status=400)
    stored = outbox.take(session, told, here=request.membership, at=at)
    return JsonResponse({
        "now": timezone.now().isoformat(), "stored": stored, **_since(request, session, at=at),
        "author": author_word(request.membership, pk), "csrf": get_token(request),
        "name": request.membership.full_name,
    })  # fmt: skip


def _since(request: ClinicRequest, session: MedicineSession, *, at: datetime) -> dict[str, str]:
    """When nothing but new lines were written since the page looked last: these, and its new word."""
    seen, member = request.headers.get("Kap-Seen", ""), request.membership
    word = word_of(member, session.pk, at=at, seen=seen)
    if since(seen, word) is not Since.LINES:
        return {}
    lines, word = new_lines(request, Room(session, member, at=at), seen, word)
    return {"lines": lines, "seen": word} if lines else {}
