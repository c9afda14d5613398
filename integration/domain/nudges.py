"""Gentle reminders inside an open window, only while nothing is booked and nothing was done."""

from datetime import datetime, timedelta

from django.db.models import Q

from integration.enums import OPEN_WINDOW, ContactCode, ContactStatus
from integration.models import IntegrationWindow
from messaging.domain import outbox
from messaging.domain.ahead import tells
from messaging.domain.wording import NoLongerWanted, Wording, composes
from messaging.enums import Purpose
from messaging.models import Message
from patients.models import Patient
from scheduling.domain.reminders import STOP_LINE
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import Appointment

# Hours and days after the first dose (clinic defaults), and the contact each one is about.
NUDGES = (
    (timedelta(hours=20), ContactCode.C2, timedelta(hours=24)),
    (timedelta(hours=44), ContactCode.C2, timedelta(hours=28)),
    (timedelta(days=6), ContactCode.C4, timedelta(days=2)),
    (timedelta(days=12), ContactCode.C5, timedelta(days=2)),
)


def subject_of(window: IntegrationWindow) -> str:
    return f"window:{window.pk}"


def queue_nudges(window: IntegrationWindow, *, at: datetime) -> None:
    """Due as rows at once; whether each is still wanted is asked when it is sent."""
    for after, kind, useful_for in NUDGES:
        due_at = window.opens_at + after
        if at < due_at < window.closes_at:
            outbox.queue(
                window.episode.patient,
                purpose=Purpose.NUDGE,
                template="window_nudge",
                about=subject_of(window),
                due_at=due_at,
                not_after=min(due_at + useful_for, window.closes_at),
                at=at,
                facts={"window": window.pk, "contact": kind},
            )


@tells
def of_windows(patient: Patient, at: datetime) -> None:
    rows = IntegrationWindow.objects.open().filter(episode__patient=patient)
    for window in rows.select_related("episode__patient__clinic").order_by("opens_at", "pk"):
        queue_nudges(window, at=at)


@composes("window_nudge")
def window_nudge(message: Message, at: datetime) -> Wording:
    window = (
        IntegrationWindow.objects.select_related("episode__patient__clinic")
        .filter(pk=message.facts["window"])
        .first()
    )
    if window is None or window.status not in OPEN_WINDOW:
        raise NoLongerWanted("The window is not open any more.")
    if IntegrationWindow.objects.open().filter(_after(window)).exists():
        raise NoLongerWanted("A newer window speaks for both.")
    contact = window.contacts.filter(kind=message.facts["contact"]).first()
    if contact is None or contact.status != ContactStatus.PLANNED:
        raise NoLongerWanted("That contact needs no reminder.")
    if _is_booked(window, at):
        raise NoLongerWanted("A visit is booked.")
    clinic = window.episode.patient.clinic
    number = f" or call {clinic.phone}" if clinic.phone else ""
    return Wording(
        f"A note from {clinic.short_name}",
        f"{clinic.short_name}: a short note is waiting for you. Sign in to read it{number}. {STOP_LINE}",
    )


def _after(window: IntegrationWindow) -> Q:
    """Two windows never speak at once; asked when it is sent, for the newer one may be voided."""
    return Q(episode=window.episode_id, opens_at__gt=window.opens_at)


def _is_booked(window: IntegrationWindow, at: datetime) -> bool:
    return Appointment.objects.filter(
        patient=window.episode.patient,
        kind=VisitKind.INTEGRATION,
        status__in=UPCOMING,
        start_at__gt=at,
        start_at__lte=window.closes_at,
    ).exists()
