"""Booking and cancelling visits, with the rules that a medicine session adds."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.enums import RefusalCode as Code
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from core.moves import apply_move
from medications.domain.orders import order_in_force
from medications.models import MedicationOrder
from patients.domain.episodes import enter_phase, open_episode
from patients.models import EpisodeOfCare, Patient
from scheduling.domain import booking
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import Appointment, Room
from screening.enums import DecisionOutcome
from screening.models import EligibilityDecision, Finding
from sessions.domain.moments import follower
from sessions.domain.phases import phase_before
from sessions.enums import SESSION_MOVES
from sessions.models import MedicineSession


@act("visit.booked", Permission.APPOINTMENT_BOOK)
def book_visit(
    patient: Patient,
    *,
    kind: str,
    start_at: datetime,
    minutes: int,
    clinician: Membership,
    room: Room,
    by: Membership,
    at: datetime,
    together: Appointment | None = None,
) -> Appointment:
    """Book any visit; a medicine session only once it is cleared for booking."""
    booking.require_bookable(
        patient,
        kind=kind,
        start_at=start_at,
        minutes=minutes,
        clinician=clinician,
        room=room,
        by=by,
        at=at,
    )
    episode = open_episode(patient)
    if kind == VisitKind.MEDICINE_SESSION:
        EpisodeOfCare.objects.lock(episode.pk)
        if refusals := booking_blockers(episode, start_at=start_at, at=at):
            raise refusals[0]
    appointment = booking.book(
        patient,
        kind=kind,
        start_at=start_at,
        minutes=minutes,
        clinician=clinician,
        room=room,
        by=by,
        at=at,
        together=together,
    )
    if kind == VisitKind.MEDICINE_SESSION:
        MedicineSession.objects.create(
            episode=episode,
            appointment=appointment,
            planned_at=start_at,
            policy_version=policy_of(patient.clinic, at=at).version,
        )
    follower().visits_changed(episode, at=at)
    return appointment


@act("visit.cancelled", Permission.APPOINTMENT_BOOK)
def cancel_visit(
    appointment: Appointment, *, reason: str, by: Membership, at: datetime
) -> Appointment:
    """Cancel a visit; a medicine session that has not begun goes with it."""
    session = (
        MedicineSession.objects.select_for_update(of=("self",))
        .select_related("episode")
        .filter(appointment=appointment)
        .first()
    )
    if session is not None and session.first_dose_at is not None:
        raise invalid("A dose was given. The session is ended, not cancelled.")
    appointment = booking.cancel(appointment, reason=reason, by=by, at=at)
    if session is not None and not session.is_over:
        apply_move(session, "cancel", SESSION_MOVES)
        session.save(update_fields=["status"])
        trail.record("session.cancelled", session, by=by, at=at)
        if session.checked_in_at is not None:
            enter_phase(session.episode, phase_before(session, at=at))
    episode = open_episode(appointment.patient)
    follower().visits_changed(episode, at=at)
    return appointment


def next_visit(patient: Patient, kind: str, *, at: datetime) -> Appointment | None:
    """The next one of that kind that still stands; a medicine session also once its time is over."""
    rows = Appointment.objects.filter(patient=patient, kind=kind, status__in=UPCOMING)
    ahead = rows.filter(end_at__gt=at).order_by("start_at").first()
    if ahead is None and kind == VisitKind.MEDICINE_SESSION:
        return rows.order_by("-start_at").first()
    return ahead


def booking_blockers(episode: EpisodeOfCare, *, start_at: datetime, at: datetime) -> list[Refusal]:
    """Why a medicine session cannot be booked, in the order in which it is said."""
    found = []
    if Finding.objects.stopping().filter(episode=episode).exists():
        found.append(
            Refusal(Code.SCREENING_STOP, "A STOP is open. A prescriber has to settle it first.")
        )
    decision = EligibilityDecision.objects.newest(episode.pk, at=at)
    if decision is None or decision.outcome != DecisionOutcome.ELIGIBLE:
        found.append(
            Refusal(
                Code.SCREENING_MISSING,
                "No decision “eligible” is in force. The prescriber decides.",
            )
        )
    order = order_in_force(episode)
    if order is None:
        found.append(
            Refusal(Code.ORDER_MISSING, "There is no order yet. The prescriber writes it.")
        )
    elif start_at > order.valid_until or _taken(order, episode) >= order.max_sessions:
        found.append(
            Refusal(
                Code.ORDER_EXPIRED, "The order is past its days or its sessions. Ask for a new one."
            )
        )
    return found


def _taken(order: MedicationOrder, episode: EpisodeOfCare) -> int:
    """Sessions of this order that were used, and those booked."""
    used = (
        MedicineSession.objects.dosed()
        .filter(episode=episode, doses__order=order)
        .values("pk")
        .distinct()
    )
    # A session that was dosed is counted with the order its dose was given under.
    booked = MedicineSession.objects.not_over().filter(episode=episode, first_dose_at=None)
    return len({row["pk"] for row in used} | set(booked.values_list("pk", flat=True)))
