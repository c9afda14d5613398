"""What stands open in the room when the session ends: it ends with it."""

from datetime import datetime

from accounts.models import Membership
from sessions.domain import emergency, presence, support
from sessions.models import MedicineSession


def close_the_room(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """Presence, hard moment and emergency list; within the verb that ends or signs the session."""
    presence.leave_all(session, at=at)
    support.end_open(session, by=by, at=at)
    emergency.end_open(session, by=by, at=at)
