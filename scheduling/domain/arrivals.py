"""Who came to a visit, who left, who did not come. A medicine session has its own door."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from core.moves import apply_move
from messaging.domain import outbox
from patients.domain.care_team import require_care
from scheduling.domain.booking import free_the_rest
from scheduling.domain.reminders import subject_of
from scheduling.enums import APPOINTMENT_MOVES, VisitKind
from scheduling.models import Appointment

OWN_DOOR = "A medicine session is checked in with its own questions."


@act("appointment.arrived", Permission.CHECK_IN)
def arrive(appointment: Appointment, *, by: Membership, at: datetime) -> Appointment:
    """The person is here. Only today's visits have somebody at the door."""
    _require_ordinary(appointment)
    if day_at(appointment.clinic, appointment.start_at) != day_at(appointment.clinic, at):
        raise invalid("The visit is booked for another day.")
    return _move(appointment, "check_in", "appointment.arrived", by=by, at=at)


@act("appointment.arrival_undone", Permission.CHECK_IN)
def undo_arrival(appointment: Appointment, *, by: Membership, at: datetime) -> Appointment:
    """It was somebody else."""
    _require_ordinary(appointment)
    return _move(appointment, "undo_check_in", "appointment.arrival_undone", by=by, at=at)


@act("appointment.left", Permission.CHECK_IN)
def leave(appointment: Appointment, *, by: Membership, at: datetime) -> Appointment:
    """The visit took place and is over."""
    _require_ordinary(appointment)
    appointment = _move(appointment, "fulfil", "appointment.left", by=by, at=at)
    free_the_rest(appointment, at=at)
    return appointment


@act("appointment.missed", Permission.CHECK_IN)
def mark_no_show(appointment: Appointment, *, by: Membership, at: datetime) -> Appointment:
    """Nobody came: the time is free again, and nothing more is sent about it."""
    if at < appointment.start_at:
        raise invalid("The visit has not begun yet.")
    appointment = _move(appointment, "mark_no_show", "appointment.missed", by=by, at=at)
    free_the_rest(appointment, at=at)
    outbox.cancel_about(subject_of(appointment), why="The patient did not come.")
    return appointment


def _require_ordinary(appointment: Appointment) -> None:
    if appointment.kind == VisitKind.MEDICINE_SESSION:
        raise invalid(OWN_DOOR)


def _move(
    appointment: Appointment, move: str, action: str, *, by: Membership, at: datetime
) -> Appointment:
    appointment = Appointment.objects.lock(appointment.pk)
    require_care(by, appointment.patient)
    apply_move(appointment, move, APPOINTMENT_MOVES)
    appointment.save(update_fields=["status"])
    trail.record(action, appointment, by=by, at=at, kind=appointment.kind)
    return appointment
