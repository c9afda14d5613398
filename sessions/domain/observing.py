"""Timed events, adverse events, and striking one through."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from sessions.domain.current import lock_session, require_unsigned
from sessions.enums import EventAction, EventOutcome, EventSeverity, EventType, Observation
from sessions.models import AdverseEvent, MedicineSession, SessionEvent, VitalSigns

LONGEST_TEXT = 4000
LONGEST_KEY = 64


@act("event.recorded", Permission.SESSION_RUN)
def record_event(
    session: MedicineSession,
    *,
    by: Membership,
    at: datetime,
    code: str = "",
    text: str = "",
    occurred_at: datetime | None = None,
    key: str = "",
) -> SessionEvent:
    """One observation with both its times; the device's key a second time changes nothing."""
    require_care(by, session.patient)
    occurred_at = occurred_at or at
    if code and code not in Observation.values:
        raise invalid("There is no such observation.")
    if not code and not text.strip():
        raise invalid("Choose an observation or write one.")
    if len(text) > LONGEST_TEXT or len(key) > LONGEST_KEY:
        raise invalid(f"Write at most {LONGEST_TEXT} characters.")
    if occurred_at > at:
        raise invalid("It cannot have happened in the future.")
    session = lock_session(session)
    if key and (known := SessionEvent.objects.filter(session=session, key=key).first()):
        return known
    require_unsigned(session)
    row = SessionEvent.objects.create(
        session=session,
        key=key,
        code=code,
        text=text.strip(),
        occurred_at=occurred_at,
        recorded_at=at,
        recorded_by=by,
    )
    trail.record("event.recorded", row, by=by, at=at, patient_id=session.patient_id, code=code)
    return row


@act("adverse_event.recorded", Permission.SESSION_RUN)
def record_adverse_event(
    session: MedicineSession,
    *,
    type: str,  # noqa: A002 - the field's word
    severity: str,
    action: str,
    outcome: str,
    by: Membership,
    at: datetime,
    occurred_at: datetime | None = None,
) -> AdverseEvent:
    """Something went wrong, or was unpleasant enough to keep."""
    require_care(by, session.patient)
    known = (
        type in EventType.values
        and severity in EventSeverity.values
        and action in EventAction.values
        and outcome in EventOutcome.values
    )
    if not known:
        raise invalid("Choose type, severity, action and outcome.")
    occurred_at = occurred_at or at
    if occurred_at > at:
        raise invalid("It cannot have happened in the future.")
    session = lock_session(session)
    require_unsigned(session)
    row = AdverseEvent.objects.create(
        session=session,
        type=type,
        severity=severity,
        action=action,
        outcome=outcome,
        occurred_at=occurred_at,
        recorded_at=at,
        recorded_by=by,
    )
    trail.record(
        "adverse_event.recorded", row, by=by, at=at, patient_id=session.patient_id, type=type
    )
    return row


@act("entry.voided", Permission.SESSION_RUN)
def void(
    row: SessionEvent | VitalSigns | AdverseEvent, *, by: Membership, at: datetime
) -> SessionEvent | VitalSigns | AdverseEvent:
    """Strike through what was tapped by mistake; who and when stay. Twice changes nothing."""
    session = lock_session(row.session)
    require_care(by, session.patient)
    require_unsigned(session)
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.voided_at is None:
        row.voided_at, row.voided_by = at, by
        row.save(update_fields=["voided_at", "voided_by"])
        trail.record("entry.voided", row, by=by, at=at, patient_id=session.patient_id)
    return row
