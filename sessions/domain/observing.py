"""Timed events, adverse events, and striking one through."""

from datetime import datetime
from typing import Any

from accounts.acts import act, invalid, require
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain import stock
from patients.domain.care_team import require_care
from sessions.domain.current import lock_session, require_unsigned
from sessions.domain.wasting import require_strikable
from sessions.enums import EventAction, EventOutcome, EventSeverity, EventType, Observation
from sessions.models import (
    AdverseEvent,
    MedicineSession,
    OtherMedicine,
    ReadingDeclined,
    RouteAct,
    SessionEvent,
    VitalSigns,
)

LONGEST_TEXT = 4000
LONGEST_WORDS = 300
LONGEST_KEY = 64
SEVERITIES = (1, 2, 3)
STRUCK_IN_THE_LOG = "Struck through in the log of the session."

type Entry = SessionEvent | VitalSigns | AdverseEvent | RouteAct | OtherMedicine | ReadingDeclined


@act("event.recorded", Permission.SESSION_RUN)
def record_event(
    session: MedicineSession,
    *,
    by: Membership,
    at: datetime,
    code: str = "",
    text: str = "",
    severity: int | None = None,
    occurred_at: datetime | None = None,
    device_at: datetime | None = None,
    key: str = "",
) -> SessionEvent:
    """One observation with its times; the device's key a second time changes nothing.

    `occurred_at` is when it happened by the server's clock, `device_at` what the tablet's own said.
    """
    require_care(by, session.patient)
    occurred_at = occurred_at or at
    _require_event(code=code, text=text, severity=severity, occurred_at=occurred_at, at=at, key=key)
    session = lock_session(session)
    if key and (known := SessionEvent.objects.filter(session=session, key=key).first()):
        return known
    require_unsigned(session)
    return _write_event(
        session, by=by, at=at, code=code, text=text, severity=severity, occurred_at=occurred_at,
        device_at=device_at, key=key,
    )  # fmt: skip


@act("event.amended", Permission.SESSION_RUN)
def amend_event(
    event: SessionEvent,
    *,
    key: str,
    by: Membership,
    at: datetime,
    text: str | None = None,
    severity: int | None = None,
    occurred_at: datetime | None = None,
    device_at: datetime | None = None,
) -> SessionEvent:
    """The same observation with a note, a severity or another time; the first one stays, struck through.

    `key` is the new line's own; what is None stays as it was. The same key twice changes nothing.
    """
    session = lock_session(event.session)
    require_care(by, session.patient)
    if key and (known := SessionEvent.objects.filter(session=session, key=key).first()):
        return known
    event = SessionEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.voided_at is not None:
        raise invalid(_taken_away(event))
    facts: dict[str, Any] = {
        "code": event.code,
        "text": event.text if text is None else text,
        "severity": event.severity if severity is None else severity,
        "occurred_at": occurred_at or event.occurred_at,
    }
    _require_event(**facts, at=at, key=key)
    require_unsigned(session)
    event.voided_at, event.voided_by = at, by
    event.save(update_fields=["voided_at", "voided_by"])
    return _write_event(
        session, by=by, at=at, **facts, device_at=device_at, key=key, replaces=event
    )


def _taken_away(event: SessionEvent) -> str:
    if (newer := SessionEvent.objects.filter(replaces=event).first()) is not None:
        return f"{newer.recorded_by.full_name} changed this line meanwhile. Read it, and change the new one."
    return "This line was struck through meanwhile. Log it anew if it still holds."


def _require_event(
    *,
    code: str,
    text: str,
    severity: int | None,
    occurred_at: datetime,
    at: datetime,
    key: str,
) -> None:
    if code and code not in Observation.values:
        raise invalid("There is no such observation.")
    if not code and not text.strip():
        raise invalid("Choose an observation or write one.")
    if len(text) > LONGEST_TEXT or len(key) > LONGEST_KEY:
        raise invalid(f"Write at most {LONGEST_TEXT} characters.")
    if occurred_at > at:
        raise invalid("It cannot have happened in the future.")
    if severity is not None and severity not in SEVERITIES:
        raise invalid("Severity is 1, 2 or 3.")


def _write_event(
    session: MedicineSession, *, by: Membership, at: datetime, code: str, text: str, **facts: Any
) -> SessionEvent:
    row = SessionEvent.objects.create(
        session=session, code=code, text=text.strip(), recorded_at=at, recorded_by=by, **facts
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
    text: str = "",
    is_serious: bool = False,
    occurred_at: datetime | None = None,
    device_at: datetime | None = None,
    key: str = "",
) -> AdverseEvent:
    """Something went wrong, or was unpleasant enough to keep. The same key twice changes nothing."""
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
    if len(text) > LONGEST_WORDS or len(key) > LONGEST_KEY:
        raise invalid(f"Write at most {LONGEST_WORDS} characters.")
    session = lock_session(session)
    if key and (already := AdverseEvent.objects.filter(session=session, key=key).first()):
        return already
    require_unsigned(session)
    row = AdverseEvent.objects.create(
        session=session,
        key=key,
        text=text.strip(),
        is_serious=is_serious,
        device_at=device_at,
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
def void(row: Entry, *, by: Membership, at: datetime) -> Entry:
    """Strike through what was tapped by mistake; who and when stay. Twice changes nothing."""
    session = lock_session(row.session)
    require_care(by, session.patient)
    require_unsigned(session)
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.voided_at is None:
        require_strikable(row)
        row.voided_at, row.voided_by = at, by
        row.save(update_fields=["voided_at", "voided_by"])
        if isinstance(row, OtherMedicine) and row.ledger_entry is not None:
            require(by, Permission.STOCK_HANDLE)
            stock.reverse(row.ledger_entry, reason=STRUCK_IN_THE_LOG, by=by, at=at)
        trail.record("entry.voided", row, by=by, at=at, patient_id=session.patient_id)
    return row
