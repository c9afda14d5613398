"""One visit as a front desk reads it: where it stands, in a word, and what is still missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import day_at, minutes_between
from core.components import Tone
from dashboard.domain.readiness import Readiness, readiness_of
from scheduling.enums import UPCOMING, AppointmentStatus, VisitKind
from scheduling.models import Appointment
from sessions.enums import SessionStatus
from sessions.models import MedicineSession

LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class State:
    """`code` names the colour, which comes after the word and the icon."""

    code: str
    word: str
    icon: str
    tone: str = Tone.PLAIN


BOOKED = State("booked", "Booked", "circle")
ARRIVED = State("arrived", "Arrived", "door-open", Tone.ACTIVE)
PREPARING = State("preparing", "In preparation", "clipboard-list", Tone.ACTIVE)
LEFT = State("left", "Left", "log-out", Tone.QUIET)
NO_SHOW = State("no-show", "No-show", "user-x", Tone.QUIET)
CANCELLED = State("cancelled", "Cancelled", "x", Tone.QUIET)
OF_APPOINTMENT = {
    AppointmentStatus.CHECKED_IN: ARRIVED,
    AppointmentStatus.FULFILLED: LEFT,
    AppointmentStatus.NO_SHOW: NO_SHOW,
    AppointmentStatus.CANCELLED: CANCELLED,
}


@dataclass(frozen=True, slots=True)
class VisitLine:
    """What every list and every block shows of one visit."""

    visit: Appointment
    session: MedicineSession | None
    state: State
    readiness: Readiness | None
    is_today: bool
    waits_until: datetime | None = None  # the session before it runs over

    @property
    def kind_icon(self) -> str:
        return KIND_ICONS[VisitKind(self.visit.kind)]

    @property
    def is_expected(self) -> bool:
        """Still booked: the person may be checked in, or did not come."""
        return self.visit.status == AppointmentStatus.BOOKED

    @property
    def can_arrive(self) -> bool:
        return self.is_expected and self.is_today

    @property
    def is_off(self) -> bool:
        """Cancelled or not come: the time is free again."""
        return self.visit.status in {AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW}

    @property
    def is_under_way(self) -> bool:
        return self.session is not None and self.session.status == SessionStatus.IN_PROGRESS


KIND_ICONS = {
    VisitKind.INTAKE: "clipboard-check",
    VisitKind.PREPARATION: "list-checks",
    VisitKind.MEDICINE_SESSION: "heart-pulse",
    VisitKind.INTEGRATION: "sprout",
}


def line_of(visit: Appointment, *, at: datetime, waits_until: datetime | None = None) -> VisitLine:
    """`visit` comes with its patient, clinician, room, session and readiness columns fetched."""
    session = getattr(visit, "session", None)
    waits = session is not None and visit.status in UPCOMING and not session.is_over
    return VisitLine(
        visit=visit,
        session=session,
        state=state_of(visit, session, at=at),
        readiness=readiness_of(visit) if waits else None,
        is_today=day_at(visit.clinic, visit.start_at) == day_at(visit.clinic, at),
        waits_until=waits_until,
    )


def state_of(visit: Appointment, session: MedicineSession | None, *, at: datetime) -> State:
    """A medicine session that has begun speaks for its visit."""
    if session is not None and session.status == SessionStatus.IN_PROGRESS:
        return _in_room(session, at=at)
    if session is not None and session.status == SessionStatus.ENDED:
        return LEFT
    if visit.status == AppointmentStatus.BOOKED:
        return _expected(visit, at=at)
    return OF_APPOINTMENT[AppointmentStatus(visit.status)]


def _in_room(session: MedicineSession, *, at: datetime) -> State:
    if session.first_dose_at is None:
        return PREPARING
    minutes = int(minutes_between(session.first_dose_at, at))
    return State("in-session", f"In session, {minutes} min", "circle-dot", Tone.ACTIVE)


def _expected(visit: Appointment, *, at: datetime) -> State:
    if at < visit.start_at + LATE_AFTER:
        return BOOKED
    if at >= visit.end_at:
        return State("late", "Did not arrive", "clock-alert", Tone.ATTENTION)
    late = int(minutes_between(visit.start_at, at))
    return State("late", f"Late {late} min", "clock-alert", Tone.ATTENTION)
