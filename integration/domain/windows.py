"""The window: opened once with the first dose, moved by elapsed time, closed with what was done."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from accounts.domain.policies import Policy, policy_of
from accounts.models import Clinic, Membership
from audit import trail
from core import apart
from integration.domain import contacts, ladder, nudges
from integration.domain.closing import reckon
from integration.enums import OPEN_WINDOW, ContactCode, ContactStatus, WindowStatus
from integration.models import IntegrationContact, IntegrationWindow
from measures.domain import alerts
from messaging.domain import outbox
from patients.domain.care_team import lead_of
from patients.domain.episodes import hold
from patients.models import EpisodeOfCare
from sessions.models import MedicineSession


def first_dose(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """Open the window of this session, exactly once, with all its contacts."""
    opens_at = session.first_dose_at
    assert opens_at is not None  # noqa: S101 - called when the first dose was written
    policy = policy_of(session.patient.clinic, at=at)
    hold(session.episode)
    number = IntegrationWindow.objects.filter(episode=session.episode).count() + 1
    window = IntegrationWindow.objects.create(
        episode=session.episode,
        session=session,
        number=number,
        status=_status_at(opens_at, policy, at),
        opens_at=opens_at,
        peak_until=min(
            opens_at + policy.hours("peak_hours"), opens_at + policy.days("window_days")
        ),
        closes_at=opens_at + policy.days("window_days"),
        owner=_owner(session) or by,
        policy_version=policy.version,
    )
    contacts.plan(window)
    nudges.queue_nudges(window, at=at)
    trail.record("window.opened", window, by=by, at=at, patient_id=session.patient_id)


def _owner(session: MedicineSession) -> Membership | None:
    """Whoever carries the visit; without one in the diary, the lead of the care team."""
    if session.appointment is not None:
        return session.appointment.clinician
    return lead_of(session.patient)


def left(session: MedicineSession, *, at: datetime) -> None:
    """The patient went home: the first call is counted from here."""
    window = IntegrationWindow.objects.filter(session=session).first()
    if window is not None:
        contacts.plan_home_call(window, left_at=at)


def voided(session: MedicineSession, *, at: datetime) -> None:
    """The session never was: its window goes, and whatever was still to be sent."""
    window = IntegrationWindow.objects.filter(session=session).first()
    if window is None:
        return
    window.status, window.closed_at = WindowStatus.VOIDED, at
    window.save(update_fields=["status", "closed_at"])
    window.contacts.filter(status=ContactStatus.PLANNED).update(status=ContactStatus.WAIVED)
    outbox.cancel_about(nudges.subject_of(window), why="The session was entered in error.")
    trail.record(
        "window.voided",
        window,
        by=None,
        at=at,
        clinic_id=session.patient.clinic_id,
        patient_id=session.patient_id,
    )


def visits_changed(episode: EpisodeOfCare, *, at: datetime) -> None:
    """Nothing is stored about visits here: nudges look at the diary when they are sent."""


def advance_due(*, at: datetime, clinic: Clinic | None = None) -> int:
    """Everything that time alone brings: alerts first, then contacts that pass, windows that close.

    What breaks off is told in the log, and holds up nothing else.
    """
    work = (alerts.escalate_due, contacts.pass_due, ladder.ask_before_closing, _advance_all)
    return apart.each(work, lambda one: one(at=at, clinic=clinic))


def _advance_all(*, at: datetime, clinic: Clinic | None) -> int:
    rows = (
        IntegrationWindow.objects.in_clinic(clinic)
        .open()
        .filter(Q(status=WindowStatus.OPEN_PEAK, peak_until__lte=at) | Q(closes_at__lte=at))
    )
    due = list(rows.order_by("pk").values_list("pk", flat=True))
    return apart.each(due, lambda pk: _advance(pk, at=at))


def next_due(*, after: datetime, clinic: Clinic | None = None) -> datetime | None:
    """The next moment at which time alone changes something."""
    rows = IntegrationWindow.objects.in_clinic(clinic).open()
    peak = rows.filter(peak_until__gt=after).aggregate(next=Min("peak_until"))["next"]
    close = rows.filter(closes_at__gt=after).aggregate(next=Min("closes_at"))["next"]
    moments = [
        peak,
        close,
        contacts.next_due(after=after, clinic=clinic),
        alerts.next_due(after=after, clinic=clinic),
    ]
    return min((moment for moment in moments if moment), default=None)


def coverage(window: IntegrationWindow) -> float | None:
    """Share of contacts done in time, C2 counted twice; what was declined or waived is left out."""
    done = planned = 0
    for contact in window.contacts.all():
        if contact.status in {ContactStatus.WAIVED, ContactStatus.DECLINED}:
            continue
        weight = 2 if contact.kind == ContactCode.C2 else 1
        planned += weight
        done += weight * (contact.status == ContactStatus.DONE)
    return done / planned if planned else None


def _status_at(opens_at: datetime, policy: Policy, at: datetime) -> WindowStatus:
    return (
        WindowStatus.OPEN_PEAK if at < opens_at + policy.hours("peak_hours") else WindowStatus.OPEN
    )


@transaction.atomic
def _advance(pk: int, *, at: datetime) -> int:
    window = (
        IntegrationWindow.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("episode__patient__clinic")
        .filter(pk=pk, status__in=OPEN_WINDOW)
        .first()
    )
    if window is None:
        return 0
    if window.closes_at <= at:
        window.status, window.closed_at = reckon(window), window.closes_at
    elif window.status == WindowStatus.OPEN_PEAK and window.peak_until <= at:
        window.status = WindowStatus.OPEN
    else:
        return 0
    window.save(update_fields=["status", "closed_at"])
    patient = window.episode.patient
    trail.record(
        f"window.{window.status}",
        window,
        by=None,
        at=at,
        clinic_id=patient.clinic_id,
        patient_id=patient.pk,
    )
    return 1


def newest_window(episode: EpisodeOfCare) -> IntegrationWindow | None:
    """The one of the latest dose that stands; one that was voided only where there is no other."""
    rows = IntegrationWindow.objects.filter(episode=episode).order_by("-opens_at", "-number")
    return rows.exclude(status=WindowStatus.VOIDED).first() or rows.first()


def contact_of(window: IntegrationWindow, kind: str) -> IntegrationContact | None:
    return window.contacts.filter(kind=kind).first()
