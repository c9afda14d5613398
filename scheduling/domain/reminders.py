"""Reminders of a booked visit, worded from the row in the moment of sending."""

from datetime import UTC, datetime, time, timedelta

from messaging.domain import outbox
from messaging.domain.ahead import tells
from messaging.domain.wording import NoLongerWanted, Wording, composes
from messaging.enums import Purpose
from messaging.models import Message
from patients.models import Patient
from scheduling.enums import AppointmentStatus, VisitKind
from scheduling.models import Appointment

# Held for three minutes, so that a move undone is silent.
NOTICE_HOLD = timedelta(minutes=3)
DAY_BEFORE = timedelta(hours=24)
EVENING = time(17, 30)
STOP_LINE = "Reply STOP to opt out."


def subject_of(appointment: Appointment) -> str:
    return f"appointment:{appointment.pk}"


def queue_reminders(appointment: Appointment, *, at: datetime) -> None:
    """The notice, and what is to be said before the visit."""
    _queue(appointment, "visit_booked", Purpose.BOOKED, at + NOTICE_HOLD, at=at)
    _queue_ahead(appointment, at=at)


@tells
def of_visits(patient: Patient, at: datetime) -> None:
    visits = Appointment.objects.upcoming().filter(patient=patient, start_at__gt=at)
    for visit in visits.select_related("patient__clinic").order_by("start_at", "pk"):
        _queue_ahead(visit, at=at)


def _queue_ahead(appointment: Appointment, *, at: datetime) -> None:
    """The day before, and for a medicine session what to arrange the evening before."""
    _queue(appointment, "visit_tomorrow", Purpose.BOOKED, appointment.start_at - DAY_BEFORE, at=at)
    if appointment.kind == VisitKind.MEDICINE_SESSION:
        _queue(
            appointment, "visit_prepare", Purpose.BEFORE_VISIT, _evening_before(appointment), at=at
        )


def _queue(
    appointment: Appointment, template: str, purpose: Purpose, due_at: datetime, *, at: datetime
) -> None:
    if not at < due_at < appointment.start_at:
        return
    outbox.queue(
        appointment.patient,
        purpose=purpose,
        template=template,
        about=subject_of(appointment),
        due_at=due_at,
        not_after=appointment.start_at,
        at=at,
        facts={"appointment": appointment.pk, "sequence": appointment.sequence},
    )


def _evening_before(appointment: Appointment) -> datetime:
    zone = appointment.patient.zone
    day = appointment.start_at.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(day, EVENING, tzinfo=zone).astimezone(UTC)


@composes("visit_booked")
def visit_booked(message: Message, _at: datetime) -> Wording:
    when, clinic = _when(message)
    return Wording(f"Your visit at {clinic}", f"You are booked at {clinic}: {when}. {STOP_LINE}")


@composes("visit_tomorrow")
def visit_tomorrow(message: Message, _at: datetime) -> Wording:
    when, clinic = _when(message)
    return Wording(f"Reminder from {clinic}", f"Reminder from {clinic}: {when}. {STOP_LINE}")


@composes("visit_prepare")
def visit_prepare(message: Message, _at: datetime) -> Wording:
    when, clinic = _when(message)
    return Wording(
        f"For tomorrow at {clinic}",
        f"{clinic}: please read the notes for your visit {when}, eat and drink as agreed, "
        f"and tell us who will take you home. {STOP_LINE}",
    )


def _when(message: Message) -> tuple[str, str]:
    """The visit as it stands now, in the clinic's own time with its zone named."""
    visit = (
        Appointment.objects.select_related("clinic").filter(pk=message.facts["appointment"]).first()
    )
    if visit is None or visit.status != AppointmentStatus.BOOKED:
        raise NoLongerWanted("The visit is not booked any more.")
    if visit.sequence != message.facts["sequence"]:
        raise NoLongerWanted("The visit was moved; a newer message speaks of it.")
    local = visit.start_at.astimezone(visit.clinic.zone)
    return f"{local:%a} {local:%b} {local.day}, {local:%I:%M %p %Z}".replace(
        " 0", " "
    ), visit.clinic.short_name
