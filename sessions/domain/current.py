"""Which session an act is about."""

from datetime import datetime

from accounts.acts import invalid
from accounts.enums import RefusalCode
from core.clock import day_at
from core.errors import Refusal
from patients.models import EpisodeOfCare, Patient
from sessions.enums import SessionStatus
from sessions.models import MedicineSession

CLOSED = "This session has ended, and no other is booked."


def current_session(episode: EpisodeOfCare, *, at: datetime) -> MedicineSession | None:
    """The next session that is neither ended nor cancelled: one under way first, then by start."""
    rows = list(
        MedicineSession.objects.not_over()
        .filter(episode=episode)
        .select_related("episode__patient__clinic", "appointment")
        .order_by("planned_at", "pk")
    )
    today = day_at(episode.patient.clinic, at)
    under_way = [row for row in rows if row.status != SessionStatus.PLANNED]
    to_come = [row for row in rows if day_at(episode.patient.clinic, row.planned_at) >= today]
    return next(iter(under_way or to_come or rows[::-1]), None)


def last_ended(episode: EpisodeOfCare) -> MedicineSession | None:
    return (
        MedicineSession.objects.filter(episode=episode, status=SessionStatus.ENDED)
        .select_related("episode__patient__clinic", "appointment")
        .order_by("-ended_at", "-pk")
        .first()
    )


def session_to_act_in(patient: Patient, episode: EpisodeOfCare, *, at: datetime) -> MedicineSession:
    """For a dose, touch, discharge or end: the current session, else closed, else nothing there."""
    session = current_session(episode, at=at)
    if session is not None:
        return session
    if last_ended(episode) is not None:
        raise Refusal(RefusalCode.SESSION_CLOSED, CLOSED)
    raise invalid(f"No medicine session is booked for {patient}.")


def session_to_record_in(
    patient: Patient, episode: EpisodeOfCare, *, at: datetime
) -> MedicineSession:
    """For readings, events and notes: the session of today, else the last one."""
    session = current_session(episode, at=at)
    clinic = patient.clinic
    if session is not None and (
        session.status != SessionStatus.PLANNED
        or day_at(clinic, session.planned_at) == day_at(clinic, at)
    ):
        return session
    last = last_ended(episode)
    if last is not None:
        return last
    if session is not None:
        return session
    raise invalid(f"No medicine session is booked for {patient}.")


def lock_session(session: MedicineSession) -> MedicineSession:
    """Hold the row, with what every verb needs beside it."""
    return (
        MedicineSession.objects.select_for_update(of=("self",))
        .select_related("episode__patient__clinic", "appointment")
        .get(pk=session.pk)
    )


def require_unsigned(session: MedicineSession) -> None:
    if session.is_signed:
        raise Refusal(
            RefusalCode.NOTE_SIGNED,
            "Both parts are signed; the record is closed. Write an addendum.",
        )


def require_open(session: MedicineSession) -> None:
    if session.is_over:
        raise Refusal(RefusalCode.SESSION_CLOSED, CLOSED)
