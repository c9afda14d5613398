"""The session's facts, gathered once for the draft, the signature and the paper."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from medications.enums import Route
from patients.enums import NotePart
from sessions.domain.current import lock_session
from sessions.domain.paper import paper_context
from sessions.domain.received import Received, received
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_totals
from sessions.models import (
    EmergencyStep,
    EventResolution,
    MedicationAdministration,
    MedicineSession,
    OtherMedicine,
    StockWaste,
)

# What a record of the medicine wants and no row holds: asked in the draft, answered in words.
BEFORE_THE_DOSE = ("Indication and diagnosis:", "Mental status before the medicine:")
AFTER_THE_DOSE = ("Mental status after the medicine:",)


def facts_of(session: MedicineSession) -> dict[str, Any]:
    """What is hashed beside the words: plain values, so that the same facts give the same text."""
    parts = (_course, _before, _written, _medicine, _room)
    return {name: value for part in parts for name, value in part(session).items()}


def fingerprint(facts: dict[str, Any]) -> str:
    """The facts in one word: a page carries it, so that nothing is signed that it did not show."""
    plain_text = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain_text.encode()).hexdigest()


def _course(session: MedicineSession) -> dict[str, Any]:
    return {
        "session": session.pk,
        "policy_version": session.policy_version,
        "first_dose_at": _iso(session.first_dose_at),
        "ended_at": _iso(session.ended_at),
        "ending": session.ending,
        "released_to": session.released_to,
        "discharge_items": session.discharge_items,
        "override_reason": session.override_reason,
        "ending_reason": session.ending_reason,
        "capacity_assessed_by": session.capacity_assessed_by_id,
        "told": session.told,
        **({"end_recorded_at": _iso(late)} if (late := session.end_recorded_at) else {}),
    }


def _before(session: MedicineSession) -> dict[str, Any]:
    """What was answered at the door, and who opened which item of the gate with what reason."""
    return {
        "check_ins": [
            [row.recorded_at.isoformat(), row.recorded_by_id, row.last_solid_at.isoformat(),
             row.last_clear_liquid_at.isoformat(), row.ride_name, row.ride_phone, _iso(row.ride_until),
             row.changes, row.pregnant, row.identity_confirmed, row.suicidal_thoughts, row.corrected]
            for row in session.check_ins.order_by("pk")
        ],
        "acknowledgements": [
            [row.item, row.reason, row.acknowledged_at.isoformat(), row.acknowledged_by_id]
            for row in session.acknowledgements.order_by("pk")
        ],
    }  # fmt: skip


def _written(session: MedicineSession) -> dict[str, Any]:
    """What was seen, measured and went wrong; lines that were struck are no facts."""
    return {
        "vitals": [
            [row.taken_at.isoformat(), row.systolic, row.diastolic, row.heart_rate, row.spo2,
             row.respiratory_rate, row.sedation, row.dissociation, row.temperature, row.note, row.level]
            for row in session.vitals.standing().order_by("taken_at", "pk")
        ],
        "declined": [
            [row.occurred_at.isoformat(), row.reason]
            for row in session.readings_declined.standing().order_by("occurred_at", "pk")
        ],
        "events": [
            [row.occurred_at.isoformat(), row.code, row.text, row.severity]
            for row in session.events.standing().order_by("occurred_at", "pk")
        ],
        "adverse_events": [
            [row.occurred_at.isoformat(), row.type, row.severity, row.action, row.outcome,
             row.is_serious, row.text]
            for row in session.adverse_events.standing().order_by("occurred_at", "pk")
        ],
        "resolutions": [
            [row.event_id, row.outcome, row.ended_at.isoformat(), row.text]
            for row in _resolutions(session)
        ],
        "incidents": [[row.kind, row.what_happened] for row in session.incidents.order_by("pk")],
    }  # fmt: skip


def _resolutions(session: MedicineSession) -> QuerySet[EventResolution]:
    """How an event ended is no fact once the event is struck."""
    return EventResolution.objects.filter(event__session=session, event__voided_at=None).order_by(
        "pk"
    )


def _medicine(session: MedicineSession) -> dict[str, Any]:
    return {
        "doses": [
            [one.dose.kind, one.dose.route, str(one.dose.mg), one.dose.given_at.isoformat(),
             one.dose.given_by_id, str(one.mg), *_told_of(one.dose)]
            for one in _doses(session)
        ],
        **_corrected(session),
        "route": [
            [row.kind, row.occurred_at.isoformat(), row.rate_ml_per_h, row.total_given_mg,
             row.number, row.text]
            for row in session.route_acts.standing().order_by("occurred_at", "pk")
        ],
        "other_medicines": [
            [row.name, row.amount, row.route, row.basis, row.given_at.isoformat(), row.given_by_id,
             *_from_stock(row)]
            for row in session.other_medicines.standing()
            .select_related("lot", "ledger_entry").order_by("given_at", "pk")
        ],
        "waste": [
            [str(row.mg), row.of_words, row.wasted_at.isoformat(), row.ledger_entry.witness_id]
            for row in _waste(session)
        ],
    }  # fmt: skip


def _corrected(session: MedicineSession) -> dict[str, Any]:
    rows = session.corrections.order_by("recorded_at", "pk")
    told = [[row.dose_id, str(row.mg), row.reason, row.recorded_by_id] for row in rows]
    return {"corrections": told} if told else {}


def _told_of(dose: MedicationAdministration) -> list[Any]:
    """Who wrote it for another, and the lot of the devices, where there is such a thing."""
    told: list[Any] = [dose.recorded_by_id] if dose.recorded_by_id else []
    return told + ([dose.device_lot] if dose.device_lot else [])


def _from_stock(row: OtherMedicine) -> list[str]:
    """Of a controlled medicine: its lot, what was drawn, what of it was given; else nothing."""
    if row.lot is None:
        return []
    given = row.drawn_mg if row.given_mg is None else row.given_mg
    return [row.lot.number, str(row.drawn_mg), str(given)]


def _doses(session: MedicineSession) -> list[Received]:
    return received(session.doses.order_by("given_at", "pk"), given_totals(session))


def _waste(session: MedicineSession) -> QuerySet[StockWaste]:
    beside = ("dose", "other_medicine", "ledger_entry__witness__user")
    return session.waste.select_related(*beside).order_by("pk")


def _room(session: MedicineSession) -> dict[str, Any]:
    """Who was there, what was hard, what was an emergency, what was looked at before the dose."""
    steps = EmergencyStep.objects.filter(run__session=session)
    return {
        "present": [
            [row.member_id, row.came_at.isoformat(), _iso(row.left_at)]
            for row in session.presences.order_by("came_at", "pk")
        ],
        "support": [
            [row.started_at.isoformat(), _iso(row.ended_at), row.tried, row.helped]
            for row in session.support.order_by("started_at", "pk")
        ],
        "emergencies": [
            [row.started_at.isoformat(), _iso(row.ended_at), row.outcome]
            for row in session.emergencies.order_by("started_at", "pk")
        ],
        "emergency_steps": [
            [row.kind, row.done_at.isoformat(), row.text] for row in steps.order_by("done_at", "pk")
        ],
        "notices": [
            [row.item, row.words, row.seen_by_id] for row in session.notices.order_by("pk")
        ],
    }


def draft_text(session: MedicineSession, part: str) -> str:
    """The first words of a part, from what was logged; the clinician goes on from there."""
    is_medicine = part == NotePart.MEDICINE
    lines = _medicine_lines(session) if is_medicine else _therapy_lines(session)
    if session.ending and session.ended_at:
        lines.append(f"{session.get_ending_display()} at {_clock(session, session.ended_at)}.")
    return "\n".join([*BEFORE_THE_DOSE, *lines, *AFTER_THE_DOSE] if is_medicine else lines)


def unanswered(text: str) -> list[str]:
    """What the draft of the medicine part asks and nobody wrote behind it."""
    lines = {line.strip() for line in text.splitlines()}
    asked = (*BEFORE_THE_DOSE, *AFTER_THE_DOSE)
    return [one.removesuffix(":") for one in asked if one in lines]


def _medicine_lines(session: MedicineSession) -> list[str]:
    lines = [
        f"{_clock(session, one.dose.given_at)} {one.words} {Route(one.dose.route).label.lower()}, "
        f"{one.dose.get_kind_display().lower()}."
        for one in _doses(session)
    ]
    lines += [
        f"{_clock(session, row.given_at)} {row}."
        for row in session.other_medicines.standing().order_by("given_at", "pk")
    ]
    lines += [f"{_clock(session, row.wasted_at)} {_wasted(row)}." for row in _waste(session)]
    readings = list(session.vitals.standing().order_by("taken_at"))
    if readings:
        top = max(readings, key=lambda row: row.systolic)
        many = "1 reading" if len(readings) == 1 else f"{len(readings)} readings"
        lines.append(f"{many}; highest {top} at {_clock(session, top.taken_at)}.")
    return lines + [f"{row}." for row in session.adverse_events.standing().order_by("occurred_at")]


def _wasted(row: StockWaste) -> str:
    of = f" of {row.other_medicine.name}" if row.other_medicine else ""
    witness = row.ledger_entry.witness
    seen = f"before {witness.full_name}" if witness else "without a witness"
    return f"{plain(row.mg)} mg{of} wasted {seen}"


def _therapy_lines(session: MedicineSession) -> list[str]:
    lines = []
    for event in session.events.standing().order_by("occurred_at", "pk"):
        said = f": {event.text}" if event.text and event.code else ""
        lines.append(f"{_clock(session, event.occurred_at)} {event}{said}")
    return lines


def record_html(session: MedicineSession, *, at: datetime) -> str:
    """The medical session record as one HTML document that carries everything it shows."""
    session = lock_session(session)
    with timezone.override(session.patient.clinic.zone):
        return render_to_string("sessions/paper/session_record.html", paper_context(session, at=at))


def _clock(session: MedicineSession, moment: datetime) -> str:
    return f"{moment.astimezone(session.patient.clinic.zone):%H:%M}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
