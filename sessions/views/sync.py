"""Where the tablet's outbox arrives."""

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
from sessions.queries import pulse_of, sessions_seen_by
from sessions.views.scripted import for_scripts

UNREADABLE = "Nothing was taken: send at most 50 lines, as the room's page does."


@for_scripts
@requires(Permission.SESSION_RUN)
@require_POST
def sync(request: ClinicRequest, pk: int) -> HttpResponse:
    """Each line is stored, known already, or refused in words; the page keeps what is refused."""
    session = get_object_or_404(sessions_seen_by(request.membership), pk=pk)
    at = timezone.now()
    try:
        told = outbox.read_body(request.body)
    except (outbox.Unreadable, RawPostDataException):
        return JsonResponse({"sentence": UNREADABLE}, status=400)
    stored = outbox.take(session, told, here=request.membership, at=at)
    found = pulse_of(request.membership, pk)
    return JsonResponse({
        "now": timezone.now().isoformat(), "revision": found.revision if found else 0,
        "stored": stored, "author": author_word(request.membership, pk), "csrf": get_token(request),
    })  # fmt: skip
