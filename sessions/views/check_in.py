"""At the door: what the patient says, and whether the room may go on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.enums import RefusalCode as Code
from accounts.middleware import ClinicRequest
from sessions.domain import arrival
from sessions.forms.check_in import CheckInForm
from sessions.room import Room
from sessions.views.showing import attempt

# What the desk itself can mend; everything else is a clinician's.
OF_THE_DESK = {Code.RIDE_MISSING, Code.INTEGRATION_NOT_BOOKED}


@requires(Permission.CHECK_IN)
def check_in(request: ClinicRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Room.rows(request.membership), pk=pk)
    room = Room(session, request.membership, at=timezone.now())
    form = CheckInForm(request.POST or None, before=room.facts.check_in, zone=room.zone, at=room.at)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _keep(room, form)):
        _tell(request, room, form)
        return redirect("sessions:check_in", pk=pk)
    status = 422 if form.is_bound else 200
    return render(request, "sessions/check_in.html", _page(room, form), status=status)


def _tell(request: ClinicRequest, room: Room, form: CheckInForm) -> None:
    messages.success(request, f"{room.patient.name} is checked in.")
    if form.answers().suicidal_thoughts:
        said = "A safety alert is open. Stay with the patient and call a clinician now."
        messages.warning(request, said)


def _keep(room: Room, form: CheckInForm) -> None:
    corrected = form.cleaned_data.get("corrected", "")
    arrival.check_in(
        room.session, answers=form.answers(), by=room.member, at=room.at, corrected=corrected
    )


def _page(room: Room, form: CheckInForm) -> dict[str, Any]:
    """The desk learns ready or not, and its own items but for what it does here; a clinician sees all."""
    visit = room.session.appointment
    others = [one for one in room.blockers if one.code != Code.NOT_CHECKED_IN]
    own = [one for one in others if one.code in OF_THE_DESK]
    return {
        "room": room,
        "session": room.session,
        "patient": room.patient,
        "form": form,
        "now": room.at,
        "is_clinical": room.member.may(Permission.SESSION_VIEW),
        "own_items": own,
        "is_ready": not room.blockers,
        "waits_for_clinician": len(own) < len(others),
        "check_in": room.facts.check_in,
        "clinician": visit.clinician.full_name if visit else "the clinician",
    }
