"""A visit to which nobody came; a medicine session that was planned in it goes with it."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.moves import apply_move
from scheduling.domain import arrivals
from scheduling.models import Appointment
from sessions.enums import SESSION_MOVES, SessionStatus
from sessions.models import MedicineSession


@act("visit.missed", Permission.CHECK_IN)
def mark_no_show(appointment: Appointment, *, by: Membership, at: datetime) -> Appointment:
    """Free the time, and let go the session that was to be in it."""
    session = (
        MedicineSession.objects.select_for_update(of=("self",))
        .select_related("episode")
        .filter(appointment=appointment)
        .first()
    )
    if session is not None and session.status != SessionStatus.PLANNED:
        raise invalid("The patient was checked in: the session is ended, not missed.")
    appointment = arrivals.mark_no_show(appointment, by=by, at=at)
    if session is not None:
        apply_move(session, "cancel", SESSION_MOVES)
        session.save(update_fields=["status"])
        trail.record("session.cancelled", session, by=by, at=at, reason="no-show")
    return appointment
