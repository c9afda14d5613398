"""The session's facts, gathered once for the draft, the signature and the paper."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from medications.enums import Route
from patients.models import Allergy, ClinicalNote
from screening.domain.consents import states
from screening.domain.preparation import newest_intention, newest_preparation, touch_choices
from screening.enums import ConsentKind, TouchChoice, TouchKind
from sessions.domain.charts import vitals_chart
from sessions.domain.current import lock_session
from sessions.domain.gate.facts import GateFacts, load
from sessions.enums import DischargeItem
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
    episode = session.episode
    facts = load(episode, session, at=session.first_dose_at or at)
    preparation = newest_preparation(episode)
    notes = ClinicalNote.objects.filter(
        pk__in=[session.therapy_note_id, session.medicine_note_id]
    ).select_related("signed_by__user")
    return render_to_string(
        "sessions/paper/session_record.html",
        {
            "session": session,
            "patient": session.patient,
            "clinic": session.patient.clinic,
            "zone": session.patient.clinic.zone,
            "allergies": list(Allergy.objects.filter(patient=session.patient, ended_at=None)),
            "facts": facts,
            "order": facts.order,
            "doses": facts.own_doses,
            "intention": newest_intention(episode),
            "preparation": preparation,
            "touch": [
                (TouchKind(k).label, TouchChoice(c).label)
                for k, c in touch_choices(episode).items()
            ],
            "consents": _consents(facts),
            "vitals": facts.readings,
            "chart": vitals_chart(
                facts.readings, facts.own_doses, facts.session, zone=session.patient.clinic.zone
            ),
            "events": session.events.standing()
            .select_related("recorded_by__user")
            .order_by("occurred_at", "pk"),
            "adverse_events": session.adverse_events.standing().order_by("occurred_at", "pk"),
            "incidents": session.incidents.order_by("pk"),
            "waste": session.waste.select_related(
                "ledger_entry__witness__user", "dose__lot"
            ).order_by("pk"),
            "acknowledgements": session.acknowledgements.select_related(
                "acknowledged_by__user", "reading"
            ),
            "discharge_items": [
                DischargeItem(name).label
                for name in DischargeItem.values
                if session.discharge_items.get(name)
            ],
            "notes": {note.part: note for note in notes},
            "printed_at": at,
        },
    )


def _consents(facts: GateFacts) -> list[tuple[str, datetime]]:
    standing = states(facts.episode.patient, policy=facts.policy, at=facts.at)
    return [
        (ConsentKind(kind).label, state.consent.signed_at)
        for kind, state in standing.items()
        if state.state == "signed" and state.consent
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _mg(value: Decimal) -> str:
    return f"{value.normalize():f}"
