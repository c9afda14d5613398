"""What the paper record shows: everything of the administration note that exists, fetched once."""

from datetime import datetime
from typing import Any

from accounts.domain.policies import policy_of
from core.clock import minutes_between
from patients.models import Allergy, ClinicalNote, Medicine
from screening.domain.preparation import newest_intention, newest_preparation, touch_choices
from screening.enums import ConsentKind, TouchChoice, TouchKind
from screening.models import Consent, EligibilityDecision, Finding
from sessions.domain.charts import PAPER, vitals_chart
from sessions.domain.gate.facts import GateFacts, load
from sessions.enums import DischargeItem, Told
from sessions.models import MedicineSession


def paper_context(session: MedicineSession, *, at: datetime) -> dict[str, Any]:
    facts = load(session.episode, session, at=session.first_dose_at or at)
    day = session.planned_at.astimezone(session.patient.clinic.zone)
    return {
        "title": f"Medicine session record: {session.patient.legal_name}, {day:%B %-d, %Y}",
        "session": session,
        "patient": session.patient,
        "clinic": session.patient.clinic,
        "facts": facts,
        "printed_at": at,
        **_before(session, facts),
        **_during(session, facts),
        **_after(session),
    }


def _before(session: MedicineSession, facts: GateFacts) -> dict[str, Any]:
    """Who came, what was asked, decided, agreed and opened by name."""
    patient, episode = session.patient, session.episode
    first = facts.first_dose
    return {
        "age": patient.age_on(session.planned_at.astimezone(patient.clinic.zone).date()),
        "number": facts.dosed_before + 1,
        "allergies": list(Allergy.objects.filter(patient=patient, ended_at=None)),
        "medicines": list(Medicine.objects.filter(patient=patient, ended_at=None)),
        "order": first.order if first else facts.order,
        "decision": EligibilityDecision.objects.select_related("decided_by__user", "second_by__user")
        .newest(episode.pk, at=facts.at),
        "findings": list(
            Finding.objects.filter(episode=episode, found_at__lte=facts.at)
            .exclude(status="superseded").select_related("settled_by__user").order_by("code", "pk")
        ),
        "consents": _consents(facts),
        "check_ins": list(session.check_ins.select_related("recorded_by__user").order_by("pk")),
        "intention": newest_intention(episode),
        "preparation": newest_preparation(episode),
        "touch": [
            (TouchKind(kind).label, TouchChoice(choice).label)
            for kind, choice in touch_choices(episode).items()
        ],
        "acknowledgements": list(
            session.acknowledgements.select_related("acknowledged_by__user", "reading").order_by("pk")
        ),
    }  # fmt: skip


def _during(session: MedicineSession, facts: GateFacts) -> dict[str, Any]:
    """Doses, readings, what was seen, what went wrong."""
    start = session.first_dose_at
    events = session.events.standing().select_related("recorded_by__user")
    adverse = session.adverse_events.standing().select_related("recorded_by__user")
    return {
        "doses": facts.own_doses,
        "waste": list(
            session.waste.select_related("ledger_entry__witness__user", "ledger_entry__by__user", "dose__lot")
            .order_by("pk")
        ),
        "vitals": [(row, _minute(start, row.taken_at)) for row in facts.readings],
        "chart": vitals_chart(
            facts.readings, facts.own_doses, session, zone=session.patient.clinic.zone, palette=PAPER
        ),
        "events": [
            (row, _minute(start, row.occurred_at)) for row in events.order_by("occurred_at", "pk")
        ],
        "adverse_events": list(adverse.order_by("occurred_at", "pk")),
        "incidents": list(session.incidents.select_related("opened_by__user").order_by("pk")),
    }  # fmt: skip


def _after(session: MedicineSession) -> dict[str, Any]:
    """How it ended, the two parts and their signatures."""
    ids = [pk for pk in (session.therapy_note_id, session.medicine_note_id) if pk]
    notes = ClinicalNote.objects.filter(pk__in=ids).select_related("signed_by__user")
    return {
        "discharge_items": [
            DischargeItem(name).label
            for name in DischargeItem.values
            if session.discharge_items.get(name)
        ],
        "told": [Told(one).label for one in session.told],
        "notes": sorted(notes, key=lambda note: note.part != "therapy"),
        "policy": policy_of(session.patient.clinic, at=session.planned_at),
    }


def _consents(facts: GateFacts) -> list[tuple[str, Consent]]:
    """Every consent that stood at the dose, with the version of its text."""
    texts = {
        row.pk: row
        for row in Consent.objects.filter(
            pk__in=[state.consent.pk for state in facts.consents.values() if state.consent]
        ).select_related("template")
    }
    return [
        (ConsentKind(kind).label, texts[state.consent.pk])
        for kind, state in facts.consents.items()
        if state.state == "signed" and state.consent
    ]


def _minute(start: datetime | None, moment: datetime) -> int | None:
    return round(minutes_between(start, moment)) if start else None
