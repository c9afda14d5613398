"""Papers that somebody in the room waits for, each with its line in the trail."""

from django.http import HttpResponse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core import pdf
from core.answers import OF_PAPER, paper_now
from sessions.ambulance import page, sheet
from sessions.domain import patient_copy
from sessions.room import Room
from sessions.views.showing import enter


@requires(Permission.SESSION_VIEW)
@require_GET
@csp_override(OF_PAPER)
def ambulance(request: ClinicRequest, pk: int) -> HttpResponse:
    """One page that goes along in the ambulance."""
    room = _printed(request, pk, "ambulance_sheet.printed")
    return paper_now(lambda: sheet(room), words=lambda: page(room), name="ambulance-sheet")


@requires(Permission.SESSION_VIEW)
@require_GET
@csp_override(OF_PAPER)
def after_care(request: ClinicRequest, pk: int) -> HttpResponse:
    """The card that goes home with the patient, before anything is signed."""
    room = _printed(request, pk, "after_care.printed")
    words = patient_copy.card_html(room.session, at=room.at)
    return paper_now(lambda: pdf.render(words), words=lambda: words, name="after-care")


def _printed(request: ClinicRequest, pk: int, action: str) -> Room:
    room = enter(request, pk)
    trail.record(
        action, room.session, by=room.member, at=room.at, patient_id=room.session.patient_id,
        outcome="read",
    )  # fmt: skip
    return room
