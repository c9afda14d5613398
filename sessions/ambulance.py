"""The one page that goes along in the ambulance."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from core import pdf
from sessions.room import Room

# How many of the newest readings and acts: one page it is, so a long story leaves out its oldest lines.
FITS = ((8, 14), (6, 9), (4, 6), (3, 3))
OF_THE_CREW = {"step", "adverse", "route"}


def sheet(room: Room) -> pdf.Rendered:
    """One page: with as much of the story as it holds."""
    for readings, acts in FITS:
        made = pdf.render(page(room, readings=readings, acts=acts))
        if made.pages == 1:
            break
    return made


def page(room: Room, *, readings: int = FITS[0][0], acts: int = FITS[0][1]) -> str:
    with timezone.override(room.patient.clinic.zone):
        return render_to_string("sessions/paper/ambulance.html", _told(room, readings, acts))


def _told(room: Room, readings: int, acts: int) -> dict[str, Any]:
    """The newest readings, acts of the list, adverse events and the route."""
    standing = [one for one in room.log if not one.line.is_struck]
    done = [one for one in standing if one.line.kind in OF_THE_CREW]
    return {
        "room": room,
        "session": room.session,
        "patient": room.patient,
        "now": room.at,
        "medicines": sorted({one.medicine for one in room.received}),
        "readings": room.readings[:readings],
        "directive_lines": room.directive.lines if room.directive.is_asked else [],
        "done": done[:acts][::-1],
        "other_given": [one for one in standing if one.line.kind == "other_medicine"][::-1],
    }
