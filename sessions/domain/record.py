"""The session's facts, gathered once for the draft, the signature and the paper."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from medications.enums import Route
from sessions.domain.current import lock_session
from sessions.domain.paper import paper_context
from sessions.models import MedicineSession


def facts_of(session: MedicineSession) -> dict[str, Any]:
    """What is hashed beside the words: plain values, so that the same facts give the same text."""
    return {
        "session": session.pk,
        "policy_version": session.policy_version,
        "first_dose_at": _iso(session.first_dose_at),
        "ended_at": _iso(session.ended_at),
        "ending": session.ending,
        "released_to": session.released_to,
        "discharge_items": sorted(session.discharge_items),
        "override_reason": session.override_reason,
        "doses": [
            [dose.kind, dose.route, str(dose.mg), dose.given_at.isoformat(), dose.given_by_id]
            for dose in session.doses.order_by("given_at", "pk")
        ],
        "vitals": [
            [row.taken_at.isoformat(), row.systolic, row.diastolic, row.heart_rate, row.spo2,
             row.respiratory_rate, row.sedation, row.level]
            for row in session.vitals.standing().order_by("taken_at", "pk")
        ],
        "events": [
            [row.occurred_at.isoformat(), row.code, row.text]
            for row in session.events.standing().order_by("occurred_at", "pk")
        ],
        "adverse_events": [
            [row.occurred_at.isoformat(), row.type, row.severity, row.action, row.outcome]
            for row in session.adverse_events.standing().order_by("occurred_at", "pk")
        ],
        "incidents": [[row.kind, row.what_happened] for row in session.incidents.order_by("pk")],
        "waste": [[str(row.mg), row.wasted_at.isoformat()] for row in session.waste.order_by("pk")],
    }  # fmt: skip


def draft_text(session: MedicineSession, part: str) -> str:
    """The first words of a part, from what was logged; the clinician goes on from there."""
    zone = session.patient.clinic.zone
    lines = []
    if part == "medicine":
        for dose in session.doses.order_by("given_at", "pk"):
            when = f"{dose.given_at.astimezone(zone):%H:%M}"
            lines.append(
                f"{when} {_mg(dose.mg)} mg {Route(dose.route).label.lower()}, {dose.get_kind_display().lower()}."
            )
        readings = list(session.vitals.standing().order_by("taken_at"))
        if readings:
            top = max(readings, key=lambda row: row.systolic)
            lines.append(
                f"{len(readings)} readings; highest {top} at {top.taken_at.astimezone(zone):%H:%M}."
            )
        lines += [f"{row}." for row in session.adverse_events.standing()]
    else:
        for event in session.events.standing().order_by("occurred_at", "pk"):
            said = f": {event.text}" if event.text and event.code else ""
            lines.append(f"{event.occurred_at.astimezone(zone):%H:%M} {event}{said}")
    if session.ending:
        lines.append(
            f"{session.get_ending_display()} at {session.ended_at.astimezone(zone):%H:%M}."
            if session.ended_at
            else ""
        )
    return "\n".join(line for line in lines if line)


def record_html(session: MedicineSession, *, at: datetime) -> str:
    """The medical session record as one HTML document that carries everything it shows."""
    session = lock_session(session)
    with timezone.override(session.patient.clinic.zone):
        return render_to_string("sessions/paper/session_record.html", paper_context(session, at=at))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _mg(value: Decimal) -> str:
    return f"{value.normalize():f}"
