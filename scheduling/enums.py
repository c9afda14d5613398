"""Words of the diary."""

from django.db.models import TextChoices

from core.moves import Moves, move


class VisitKind(TextChoices):
    INTAKE = "intake", "Intake visit"
    PREPARATION = "preparation", "Preparation visit"
    MEDICINE_SESSION = "medicine_session", "Medicine session"
    INTEGRATION = "integration", "Integration visit"


class AppointmentStatus(TextChoices):
    BOOKED = "booked", "Booked"
    CHECKED_IN = "checked_in", "Arrived"
    FULFILLED = "fulfilled", "Left"
    NO_SHOW = "no_show", "No-show"
    CANCELLED = "cancelled", "Cancelled"


S = AppointmentStatus
FREES_THE_SLOT = (S.CANCELLED, S.NO_SHOW)
UPCOMING = (S.BOOKED, S.CHECKED_IN)

APPOINTMENT_MOVES: Moves = {
    "check_in": move(S.BOOKED, to=S.CHECKED_IN),
    "undo_check_in": move(S.CHECKED_IN, to=S.BOOKED),
    "fulfil": move(S.BOOKED, S.CHECKED_IN, to=S.FULFILLED),
    "mark_no_show": move(S.BOOKED, to=S.NO_SHOW),
    "cancel": move(S.BOOKED, S.CHECKED_IN, to=S.CANCELLED),
}
