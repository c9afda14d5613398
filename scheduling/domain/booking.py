"""Booking: the database keeps clinician, room and patient free of double use; here it gets words."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from core.moves import apply_move
from messaging.domain import outbox
from patients.domain import care_team
from patients.models import Patient
from scheduling.domain.reminders import queue_reminders, subject_of
from scheduling.enums import APPOINTMENT_MOVES, FREES_THE_SLOT, UPCOMING, VisitKind
from scheduling.models import HOLDS_THE_SLOT, Appointment, Room

LONGEST = timedelta(hours=12)
LONGEST_REASON = 300
ONE_OF_A_GROUP = ("kind", "start_at", "end_at", "clinician_id", "room_id")
WHO_IS_TAKEN = {
    "clinician_not_double_booked": "{clinician} has another visit then.",
    "room_not_double_booked": "{room} is taken then.",
    "patient_not_double_booked": "{patient} has another visit then.",
}


@act("appointment.booked", Permission.APPOINTMENT_BOOK)
def book(
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
    """Hold the slot. Of any number of people asking for it at once, one gets it.

    `together` is a visit whose group this one joins: same kind, time, clinician and room.
    """
    require_bookable(
        patient,
        kind=kind,
        start_at=start_at,
        minutes=minutes,
        clinician=clinician,
        room=room,
        by=by,
        at=at,
    )
    end_at = start_at + timedelta(minutes=minutes)
    appointment = Appointment(
        clinic=patient.clinic,
        patient=patient,
        kind=kind,
        clinician=clinician,
        room=room,
        start_at=start_at,
        end_at=end_at,
        span=_span(start_at, end_at, room),
        booked_at=at,
        booked_by=by,
    )
    _hold(appointment, together)
    care_team.join(patient, member=clinician, by=by, at=at)
    queue_reminders(appointment, at=at)
    trail.record("appointment.booked", appointment, by=by, at=at, kind=kind)
    return appointment


def require_bookable(
    patient: Patient,
    *,
    kind: str,
    start_at: datetime,
    minutes: int,
    clinician: Membership,
    room: Room,
    by: Membership,
    at: datetime,
) -> None:
    """What makes a booking impossible whatever the diary says."""
    care_team.require_care(by, patient)
    if kind not in VisitKind.values:
        raise invalid("Choose what kind of visit it is.")
    if not 0 < minutes <= LONGEST.total_seconds() / 60:
        raise invalid("A visit lasts between a minute and twelve hours.")
    if start_at < at:
        raise invalid("That time has passed. Choose a later one.")
    same_clinic = clinician.clinic_id == room.clinic_id == patient.clinic_id
    if not same_clinic or not clinician.is_clinician or not clinician.is_active:
        raise invalid("Choose a clinician of this clinic.")
    if not room.is_active:
        raise invalid("That room is not in use any more. Choose another one.")


@act("appointment.cancelled", Permission.APPOINTMENT_BOOK)
def cancel(appointment: Appointment, *, reason: str, by: Membership, at: datetime) -> Appointment:
    """Free the slot; whatever was still to be sent about it is not sent."""
    if not (said := words_of(reason, most=LONGEST_REASON, what="the reason")):
        raise invalid("Say why the visit is cancelled.")
    appointment = Appointment.objects.lock(appointment.pk)
    care_team.require_care(by, appointment.patient)
    apply_move(appointment, "cancel", APPOINTMENT_MOVES)
    appointment.cancelled_at, appointment.cancelled_reason = at, said
    appointment.save(update_fields=["status", "cancelled_at", "cancelled_reason"])
    outbox.cancel_about(subject_of(appointment), why="The visit was cancelled.")
    free_the_rest(appointment, at=at)
    trail.record("appointment.cancelled", appointment, by=by, at=at, reason=reason)
    return appointment


def free_the_rest(appointment: Appointment, *, at: datetime) -> None:
    """The visit is over before its time: people and room are free from now on.

    Of a group only when nobody of it is there or expected any more, whether the last one left,
    cancelled or did not come; until then its clinician and room stay with it.
    """
    if not appointment.start_at < at < appointment.end_at:
        return
    if appointment.group_id is not None:
        Room.objects.select_for_update(no_key=True).get(pk=appointment.room_id)
    group = Appointment.objects.of_group(appointment).filter(HOLDS_THE_SLOT)
    if group.exclude(pk=appointment.pk).upcoming().exists():
        return
    span = _span(appointment.start_at, at, appointment.room)
    if appointment.status not in FREES_THE_SLOT:
        appointment.end_at, appointment.span = at, span
    group.update(end_at=at, span=span)


def _span(start_at: datetime, end_at: datetime, room: Room) -> TimestamptzRange:
    """What is kept free: the visit and the room's turnover, half-open so that visits may touch."""
    until = end_at + timedelta(minutes=room.turnover_minutes)
    return TimestamptzRange(start_at.astimezone(UTC), until.astimezone(UTC), "[)")


def _hold(appointment: Appointment, together: Appointment | None) -> None:
    """Write the row. Who wants the same people or room waits in one order, so no two wait in a ring."""
    if together is not None:
        together = _still_booked(together)
    Membership.objects.select_for_update(no_key=True).get(pk=appointment.clinician_id)
    room = Room.objects.select_for_update(no_key=True).get(pk=appointment.room_id)
    Patient.objects.select_for_update(no_key=True).get(pk=appointment.patient_id)
    if together is not None:
        _join(appointment, together, room)
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint not in WHO_IS_TAKEN:
            raise
        raise Refusal(
            RefusalCode.SLOT_TAKEN,
            WHO_IS_TAKEN[constraint].format(
                clinician=appointment.clinician, room=appointment.room, patient=appointment.patient
            ),
        ) from error


def _still_booked(together: Appointment) -> Appointment:
    """Asked before the room is waited for: whoever frees the room writes to those who left."""
    together = Appointment.objects.lock(together.pk)
    if together.status not in UPCOMING:
        raise invalid("That visit is not booked any more. Choose another group.")
    return together


def _join(appointment: Appointment, together: Appointment, room: Room) -> None:
    """One more in a group. Its room is locked, so nobody else takes the last place meanwhile."""
    if any(getattr(appointment, name) != getattr(together, name) for name in ONE_OF_A_GROUP):
        raise invalid("A group has one kind of visit, one time, one clinician and one room.")
    _require_place(together, room)
    if together.group_id is None:
        together.group_id = together.pk
        together.save(update_fields=["group"])
    appointment.group_id = together.group_id


def _require_place(together: Appointment, room: Room) -> None:
    taken = Appointment.objects.of_group(together).filter(HOLDS_THE_SLOT).count()
    if taken < room.places:
        return
    words = f"{room.places} places, and all are taken" if room.places > 1 else "one place"
    raise Refusal(RefusalCode.SLOT_TAKEN, f"{room} has {words}.")
