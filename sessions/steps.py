"""The two steps that are always in sight: where the session stands, and the one thing that comes next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.enums import RefusalCode
from sessions.enums import SessionStatus, Stage

if TYPE_CHECKING:
    from sessions.room import Room

SOON_MINUTES = 5
# What a stage asks of whoever sits in the room. It describes; it forbids nothing.
ASKS = {
    Stage.ARRIVAL: "Welcome, bathroom, the room as agreed",
    Stage.SETTLING: "The list, a reading, the words",
    Stage.DOSE: "Everything is ready",
    Stage.ONSET: "Stay close, little talk",
    Stage.PEAK: "Breath and body, quiet company",
    Stage.RETURN: "Slow down, let words come",
    Stage.PROCESSING: "Water, a snack, the body's weight",
    Stage.CLOSING: "The list, the ride, the next visit",
}


@dataclass(frozen=True)
class Next:
    """The next thing to do: a link into the page or out of it, or a form to press."""

    label: str
    icon: str
    url: str
    note: str = ""
    posts: bool = False
    is_urgent: bool = False


def next_step(room: "Room") -> Next | None:
    if room.session.status == SessionStatus.CANCELLED or room.is_signed:
        return None
    if room.is_over:
        return Next(
            "Write the note", "notebook-pen", reverse("sessions:note", args=[room.session.pk])
        )
    if not room.may_write:
        return None
    return _after_dose(room) if room.is_dosed else _before_dose(room)


def _before_dose(room: "Room") -> Next:
    key = [room.session.pk]
    if room.session.status == SessionStatus.PLANNED:
        return Next("Check in", "clipboard-list", reverse("sessions:check_in", args=key))
    if room.may_begin:
        return Next(
            "Begin the session", "door-open", reverse("sessions:begin", args=key), posts=True
        )
    if not room.blockers:
        return Next("Give the dose", "syringe", "#room-dose", note="The gate is open")
    if any(one.code == RefusalCode.VITALS_MISSING for one in room.blockers):
        return Next("Take vitals", "heart-pulse", "#to-vitals", note="None today")
    return Next("See what is open", "shield-check", "#room-gate", note=room.gate_words)


def _after_dose(room: "Room") -> Next:
    if room.due_at and room.seconds_until_due <= SOON_MINUTES * 60:
        note = f"due {room.clock(room.due_at)}" if room.seconds_until_due > 0 else "due now"
        return Next(
            "Take vitals", "heart-pulse", "#to-vitals", note, is_urgent=room.seconds_until_due <= 0
        )
    if room.minutes_left == 0:
        return Next("Discharge", "house", "#to-discharge", note="Time is met; the list decides")
    shape = room.shape
    if shape.stage in {Stage.PROCESSING, Stage.CLOSING}:
        return Next("Read the list", "house", "#to-discharge", note=f"May leave {room.ready_words}")
    note = f"next at {room.clock(room.due_at)}" if room.due_at else "all planned ones are taken"
    return Next("Take vitals", "heart-pulse", "#to-vitals", note)
