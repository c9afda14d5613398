"""What a locked screen may show: the room's name and its clocks. No name, no drug, no reading."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import MemberPin
from core.clock import elapsed
from sessions.domain import gate, vitals
from sessions.due import OVERDUE_SECONDS, Due, due_in
from sessions.models import MedicineSession


@dataclass(frozen=True)
class LockedRoom:
    """The room behind the lock at one moment."""

    session: MedicineSession
    at: datetime
    due_at: datetime | None

    @property
    def name(self) -> str:
        visit = self.session.appointment
        return visit.room.name if visit else "The room"

    @property
    def since(self) -> datetime | None:
        """The first dose, while the session runs."""
        return None if self.session.is_over else self.session.first_dose_at

    @property
    def seconds_since(self) -> int:
        return int(elapsed(self.since, self.at).total_seconds()) if self.since else 0

    @property
    def seconds_left(self) -> int:
        return round(elapsed(self.at, self.due_at).total_seconds()) if self.due_at else 0

    @property
    def due_digits(self) -> str:
        minutes, seconds = divmod(abs(self.seconds_left), 60)
        return f"{'+' if self.seconds_left < 0 else ''}{minutes:02d}:{seconds:02d}"

    @property
    def due_words(self) -> str:
        if self.due_at is None:
            return ""
        return f"at {self.due_at.astimezone(self.session.patient.clinic.zone):%-I:%M %p}"

    @property
    def due(self) -> Due:
        return due_in(self.seconds_left)

    @property
    def overdue_seconds(self) -> int:
        return OVERDUE_SECONDS

    @property
    def words(self) -> str:
        """Where there is no clock to show."""
        return "The session is over." if self.session.is_over else "No clock runs yet."


def behind_lock(session: MedicineSession, *, at: datetime) -> LockedRoom:
    minutes = None
    if session.first_dose_at is not None and not session.is_over:
        minutes = vitals.minutes_until_due(gate.load(session.episode, session, at=at))
    due_at = None if minutes is None else at + timedelta(minutes=minutes)
    return LockedRoom(session, at, due_at)


def device_check(pin: MemberPin | None, *, until: datetime | None) -> str:
    """What this person's own device may compare a PIN with while there is no network."""
    return pin.device_check if pin is not None and until is not None else ""
