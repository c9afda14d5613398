"""What a missed contact asks of whom, and by when: each kind has its own way on.

A call that no one made is a line with a name on it. It says what comes next; what is done, and
whether anybody is sent to a patient's door, a clinician decides.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from accounts.domain.policies import policy_of
from accounts.enums import Role
from accounts.models import Clinic
from core.clock import day_at, day_span
from integration.enums import ContactCode
from integration.models import IntegrationContact
from patients.domain.tasks import raise_task
from patients.enums import TaskKind
from patients.models import WorklistTask

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALLED_FROM = 2 * HOUR  # after the leaving; see contacts.C0_AFTER_LEAVING
BEFORE_CLOSING = (
    "Home safe: call {patient} before the clinic closes at {closing}. Ask: home, and with whom? At any "
    "symptom a nurse speaks to them now."
)


@dataclass(frozen=True)
class Rung:
    """What comes next, and how long it may take."""

    words: str
    within: timedelta


RUNGS: dict[str, Rung] = {
    ContactCode.C0: Rung(
        "Home safe: nobody has heard from {patient}. Call now, after 30 minutes the support person "
        "where a release is signed; within 2 hours a prescriber decides what follows.",
        2 * HOUR,
    ),
    ContactCode.C1: Rung(
        "Day 1: {patient} was not reached. Try the second channel today; then a clinician calls, and "
        "where there is risk a prescriber hears of it.",
        6 * HOUR,
    ),
    ContactCode.C2: Rung(
        "Peak session: {patient} had none in the peak. Offer the first free time now, and write why "
        "it came late.",
        DAY,
    ),
    ContactCode.C3: Rung("Day 3: no word with {patient}. Call, or send a practice.", DAY),
    ContactCode.C4: Rung(
        "Week 1: {patient} was not reached. Try twice, then write it in a note.", 2 * DAY
    ),
    ContactCode.C5: Rung(
        "Week 2: no closing review with {patient}. Try twice, then write it in a note; it is read "
        "before the next dose.",
        2 * DAY,
    ),
}


def raise_line(contact: IntegrationContact, *, at: datetime) -> None:
    """On the list of whoever owns it, with what comes next."""
    rung = RUNGS[contact.kind]
    due_at = max((contact.due_to or at) + rung.within, at + HOUR)
    _raise(contact, rung.words, role=Role.PRESCRIBER, due_at=due_at, at=at)


def ask_before_closing(*, at: datetime, clinic: Clinic | None = None) -> int:
    """A home call that nobody made by the time the clinic closes, while its own time still runs.

    It is asked once; whoever closes the line by hand is not asked again before the time is over.
    """
    rows = (
        IntegrationContact.objects.in_clinic(clinic)
        .planned()
        .filter(kind=ContactCode.C0, due_from__lte=at + CALLED_FROM, due_to__gte=at)
        .select_related("window__episode__patient__clinic", "window__owner__user", "owner__user")
    )
    asked, closes = 0, dict[int, time]()  # the clinics' closing times, each looked up once
    for contact in rows:
        one = contact.window.episode.patient.clinic
        if one.pk not in closes:
            closes[one.pk] = policy_of(one, at=at).clock("closing_time")
        closing = _closing(contact, closes[one.pk])
        if (
            closing - HOUR <= at
            and _left(contact) < closing < _due(contact)
            and not _asked(contact)
        ):
            words = BEFORE_CLOSING.replace("{closing}", f"{closing:%-I:%M %p}")
            _raise(contact, words, role=Role.FRONT_DESK, due_at=closing, at=at)
            asked += 1
    return asked


def _due(contact: IntegrationContact) -> datetime:
    assert contact.due_to is not None  # noqa: S101 - asked for by its query
    return contact.due_to


def _left(contact: IntegrationContact) -> datetime:
    assert contact.due_from is not None  # noqa: S101 - asked for by its query
    return contact.due_from - CALLED_FROM


def _closing(contact: IntegrationContact, close: time) -> datetime:
    """The last door of the day on which the patient left, in the clinic's zone."""
    clinic = contact.window.episode.patient.clinic
    start = day_span(clinic, day_at(clinic, _left(contact)))[0]
    start = start.astimezone(clinic.zone)
    return start.replace(hour=close.hour, minute=close.minute)


def _asked(contact: IntegrationContact) -> bool:
    clinic = contact.window.episode.patient.clinic
    return WorklistTask.objects.filter(
        clinic=clinic, kind=TaskKind.CONTACT_MISSED, key=str(contact.pk)
    ).exists()


def _raise(
    contact: IntegrationContact, words: str, *, role: str, due_at: datetime, at: datetime
) -> None:
    """One line about one contact: the next rung takes the place of the one before."""
    window = contact.window
    patient = window.episode.patient
    line: dict[str, Any] = {
        "sentence": words.format(patient=patient),
        "role": role,
        "due_at": due_at,
    }
    task = raise_task(
        patient.clinic, kind=TaskKind.CONTACT_MISSED, key=str(contact.pk), at=at, patient=patient,
        owner=contact.owner or window.owner, **line,
    )  # fmt: skip
    if task.sentence != line["sentence"]:
        WorklistTask.objects.filter(pk=task.pk).update(**line)
