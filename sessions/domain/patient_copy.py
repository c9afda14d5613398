"""What the patient takes home: a card for tonight, and later their own copy of what happened.

In words that need no dictionary; neither holds a clinical note.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from medications.enums import Route
from patients.domain import phrases
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import Appointment
from screening.domain.preparation import newest_intention
from sessions.domain import safety
from sessions.domain.current import lock_session
from sessions.domain.received import medicine_of
from sessions.domain.routes import given_mg, given_totals
from sessions.enums import DoseKind, Ending, EventOutcome
from sessions.models import AdverseEvent, MedicationAdministration, MedicineSession

VISITS_TOLD = 3
HOW = {
    Route.IV: "through a thin tube in your arm",
    Route.IM: "as a shot in a muscle",
    Route.SL: "as a lozenge in your mouth",
    Route.PO: "to swallow",
    Route.IN_RACEMIC: "as a spray in your nose",
    Route.IN_ESKETAMINE: "as a spray in your nose",
    Route.SC: "as a small shot under your skin",
    Route.PR: "in your bottom",
}
# What was written as an adverse event, as one would say it at the kitchen table.
FELT = {
    "nausea": "You felt sick to your stomach", "vomiting": "You threw up",
    "dizziness": "You felt dizzy", "headache": "Your head hurt", "anxiety": "You felt afraid",
    "dysphoria": "Your mood went low", "dissociation": "You felt far away from yourself",
    "confusion": "Your thoughts were mixed up", "agitation": "You were very restless",
    "hypertension": "Your blood pressure was high", "hypotension": "Your blood pressure was low",
    "tachycardia": "Your heart beat fast", "bradycardia": "Your heart beat slowly",
    "palpitations": "You felt your heart beat hard", "desaturation": "You had less oxygen for a time",
    "sedation": "You were very sleepy", "ataxia": "Your steps were not steady", "fall": "You fell",
    "vision": "Your sight was blurred", "numbness": "Parts of you felt numb",
    "slurred_speech": "Your words were hard to hear", "flashback": "A hard memory came back",
    "injection_site": "The place of the shot hurt", "allergic": "Your body reacted to something",
    "hallucination": "You saw or heard things in a new way",
    "urinary": "It was hard to pass water", "amnesia": "You may not recall some of it",
}  # fmt: skip
PASSED: tuple[str, ...] = (EventOutcome.RESOLVED,)


def copy_html(session: MedicineSession, *, at: datetime) -> str:
    session = lock_session(session)
    patient = session.patient
    with timezone.override(patient.clinic.zone):
        return render_to_string("sessions/paper/patient_copy.html", _context(session, at=at))


def card_html(session: MedicineSession, *, at: datetime) -> str:
    """The after-care card, to be printed before the patient leaves: nothing in it waits for a signature."""
    with timezone.override(session.patient.clinic.zone):
        return render_to_string("sessions/paper/after_care.html", _card(session, at=at))


def is_due(session: MedicineSession) -> bool:
    """Whoever was here gets one; a session that was entered in error was nobody's."""
    return session.ending != Ending.ENTERED_IN_ERROR


def _context(session: MedicineSession, *, at: datetime) -> dict[str, Any]:
    totals = given_totals(session)
    card = _card(session, at=at)
    return {
        **card,
        "title": f"Your session on {card['day']:%B %-d, %Y}",
        "doses": [_dose(dose, mg=given_mg(dose, totals)) for dose in card["doses"]],
        "company": _company(session),
        "reading_count": session.vitals.standing().count(),
        "felt": [_felt(row) for row in _events(session)],
    }


def _card(session: MedicineSession, *, at: datetime) -> dict[str, Any]:
    patient = session.patient
    day = session.planned_at.astimezone(patient.clinic.zone)
    return {
        "title": f"After your session on {day:%B %-d, %Y}",
        "session": session,
        "patient": patient,
        "clinic": patient.clinic,
        "printed_at": at,
        "day": day,
        "doses": list(session.doses.select_related("lot").order_by("given_at", "pk")),
        "intention": newest_intention(session.episode),
        "safety": safety.newest(session.episode),
        "practices": phrases.words_of("practices", patient=patient, at=at),
        "visits": _visits(session, at=at),
    }


def _dose(dose: MedicationAdministration, *, mg: Decimal) -> dict[str, Any]:
    return {
        "at": dose.given_at,
        "mg": mg,
        "medicine": medicine_of(dose),
        "how": HOW[Route(dose.route)],
        "is_more": dose.kind != DoseKind.FIRST,
    }


def _company(session: MedicineSession) -> list[str]:
    """Who was in the room; where nobody wrote that down, whose visit it was."""
    rows = session.presences.select_related("member__user").order_by("came_at", "pk")
    names = [row.member.full_name for row in rows]
    if not names and session.appointment:
        names = [session.appointment.clinician.full_name]
    return list(dict.fromkeys(names))


def _events(session: MedicineSession) -> list[AdverseEvent]:
    rows = session.adverse_events.standing().select_related("session", "resolution")
    return list(rows.order_by("occurred_at"))


def _felt(row: AdverseEvent) -> tuple[str, bool]:
    """What was felt, and whether it had passed when they left."""
    words = FELT.get(row.type, f"We wrote down: {row.get_type_display().replace('_', ' ')}")
    left, ended = row.session.ended_at, row.ended
    outcome = row.outcome
    if ended is not None and left is not None and ended.ended_at <= left:
        outcome = ended.outcome
    return words, outcome in PASSED


def _visits(session: MedicineSession, *, at: datetime) -> list[tuple[str, Appointment]]:
    rows = Appointment.objects.filter(
        patient=session.patient_id, status__in=UPCOMING, start_at__gt=at
    ).select_related("clinician__user")
    return [(_name(one), one) for one in rows.order_by("start_at", "pk")[:VISITS_TOLD]]


def _name(visit: Appointment) -> str:
    if visit.kind == VisitKind.INTEGRATION:
        return "a talk about your session"
    return VisitKind(visit.kind).label.lower()
