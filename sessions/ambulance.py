"""The one page that goes along in the ambulance."""

from typing import Any

from django.template.loader import render_to_string

from core import pdf
from sessions.room import Room

MOST_DONE = 14
OF_THE_CREW = {"step", "adverse", "route"}


def sheet(room: Room) -> pdf.Rendered:
    return pdf.render(page(room))


def page(room: Room) -> str:
    return render_to_string("sessions/paper/ambulance.html", _told(room))


def _told(room: Room) -> dict[str, Any]:
    """What fits on one page: the newest acts of the list, adverse events and the route."""
    standing = [one for one in room.log if not one.line.is_struck]
    done = [one for one in standing if one.line.kind in OF_THE_CREW]
    return {
        "room": room,
        "session": room.session,
        "patient": room.patient,
        "now": room.at,
        "done": done[:MOST_DONE][::-1],
        "other_given": [one for one in standing if one.line.kind == "other_medicine"][::-1],
    }
