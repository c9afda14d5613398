"""Safety alerts: opened by a rule, seen by a person, closed with what was done."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from accounts.acts import act, invalid, words_of
from accounts.domain.policies import policy_of
from accounts.enums import Permission, Role
from accounts.models import Clinic, Membership
from audit import trail
from core.moves import apply_move
from measures.enums import ALERT_MOVES, AlertKind, AlertLevel, AlertStatus
from measures.models import SafetyAlert
from patients.domain.care_team import lead_of, require_care
from patients.domain.tasks import raise_task, settle
from patients.enums import TaskKind
from patients.models import Patient

RULE_VERSION = "2026-11"
LEVELS = AlertLevel.values
NEWS_EACH_TIME = {AlertKind.RED_READING}
LONGEST_REASON = 300
ESCALATE_AFTER = timedelta(minutes=15)


def open_alert(
    patient: Patient, *, kind: AlertKind, level: AlertLevel, fact: str, at: datetime
) -> SafetyAlert:
    """Open it, once: while one of its kind stands, that one is raised where this is worse.

    A red reading is news each time: what was done about the one before does not answer this one.
    """
    alert, new = SafetyAlert.objects.get_or_create(
        patient=patient,
        kind=kind,
        status__in=[AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED],
        defaults={
            "status": AlertStatus.OPEN,
            "level": level,
            "fact": fact,
            "rule_version": RULE_VERSION,
            "policy_version": policy_of(patient.clinic, at=at).version,
            "opened_at": at,
        },
    )
    if new:
        trail.record("alert.opened", alert, by=None, at=at, clinic_id=patient.clinic_id, kind=kind)
        return alert
    return _raised(alert, level=level, fact=fact, at=at)


@transaction.atomic
def _raised(alert: SafetyAlert, *, level: AlertLevel, fact: str, at: datetime) -> SafetyAlert:
    """A new thing to see: it is open again, whoever saw the one before.

    Its clock begins anew where somebody had answered; one that nobody answered goes on waiting.
    """
    alert = SafetyAlert.objects.select_related("patient__clinic").lock(alert.pk)
    is_worse = LEVELS.index(level) > LEVELS.index(alert.level)
    if not is_worse and alert.kind not in NEWS_EACH_TIME:
        return alert
    if alert.status == AlertStatus.ACKNOWLEDGED:
        alert.raised_at = at
    apply_move(alert, "raise", ALERT_MOVES)
    alert.level, alert.fact, alert.escalated_at = level, fact, None
    alert.save(update_fields=["status", "level", "fact", "raised_at", "escalated_at"])
    clinic_id = alert.patient.clinic_id
    trail.record("alert.raised", alert, by=None, at=at, clinic_id=clinic_id, level=level)
    return alert


@act("alert.acknowledged", Permission.ALERT_HANDLE)
def acknowledge(
    patient: Patient, *, reason: str, by: Membership, at: datetime, kind: str = ""
) -> list[SafetyAlert]:
    """Say that you have seen what is open, or of it one kind; it stands until it is closed."""
    require_care(by, patient)
    if not (said := words_of(reason, most=LONGEST_REASON, what="it")):
        raise invalid("Say what you are doing about it.")
    alerts = [one for one in _locked(patient) if kind in {"", one.kind}]
    for alert in alerts:
        apply_move(alert, "acknowledge", ALERT_MOVES)
        alert.acknowledged_at, alert.acknowledged_by = at, by
        alert.acknowledged_reason = said
        alert.save()
        trail.record("alert.acknowledged", alert, by=by, at=at)
    return alerts


@act("alert.closed", Permission.ALERT_HANDLE)
def close(
    patient: Patient, *, outcome: str, plan: str, by: Membership, at: datetime
) -> list[SafetyAlert]:
    """Close what is open, with what was done and what follows."""
    require_care(by, patient)
    if not outcome.strip() or not plan.strip():
        raise invalid("Write both: what was done, and what follows.")
    alerts = _locked(patient)
    for alert in alerts:
        apply_move(alert, "close", ALERT_MOVES)
        alert.closed_at, alert.closed_by = at, by
        alert.outcome, alert.plan = outcome.strip(), plan.strip()
        alert.save()
        settle(patient.clinic, kind=TaskKind.ALERT, key=str(alert.pk), by=by, at=at)
        trail.record("alert.closed", alert, by=by, at=at)
    return alerts


def escalate_due(*, at: datetime, clinic: Clinic | None = None) -> int:
    """An alert nobody acknowledged becomes a line on the lead clinician's and the owner's list."""
    rows = (
        SafetyAlert.objects.in_clinic(clinic)
        .unanswered()
        .filter(waits_from__lte=at - ESCALATE_AFTER)
        .select_related("patient__clinic")
    )
    for alert in rows:
        raise_task(
            alert.patient.clinic,
            kind=TaskKind.ALERT,
            key=str(alert.pk),
            sentence=f"Nobody has acknowledged the safety alert of {alert.patient}.",
            at=at,
            patient=alert.patient,
            owner=lead_of(alert.patient),
            role=Role.PRESCRIBER,
        )
        SafetyAlert.objects.filter(pk=alert.pk, escalated_at=None).update(escalated_at=at)
    return len(rows)


def next_due(*, after: datetime, clinic: Clinic | None = None) -> datetime | None:
    waiting = SafetyAlert.objects.in_clinic(clinic).unanswered()
    since = waiting.filter(waits_from__gt=after - ESCALATE_AFTER).aggregate(next=Min("waits_from"))[
        "next"
    ]
    return since + ESCALATE_AFTER if since else None


def _locked(patient: Patient) -> list[SafetyAlert]:
    alerts = list(
        SafetyAlert.objects.standing()
        .filter(patient=patient)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not alerts:
        raise invalid("No safety alert is open for this patient.")
    for alert in alerts:
        alert.patient = patient
    return alerts
