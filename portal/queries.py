"""What the patient's pages read: the patient's own rows and nothing else."""

from datetime import datetime, timedelta

from django.http import Http404

from accounts.models import Membership
from integration.models import IntegrationWindow
from measures.enums import AlertKind, InstrumentCode
from measures.instruments import INSTRUMENTS, SUICIDE_ITEM
from measures.models import QuestionnaireResponse, SafetyAlert
from messaging.models import ContactPermission, OptOut
from patients.enums import DocumentKind
from patients.models import Document, EpisodeOfCare, Patient
from patients.models.document import DocumentQuerySet
from scheduling.models import Appointment
from screening.models import Intake, IntakeDraft

WORRY_LASTS = timedelta(hours=24)


def own_patient(membership: Membership) -> Patient:
    """The record of whoever is signed in; nobody else's is reached from here."""
    rows = Patient.objects.visible_to(membership).filter(user_id=membership.user_id)
    patient = rows.first()
    if patient is None:
        raise Http404("No record belongs to this account.")
    patient.clinic = membership.clinic
    return patient


def open_course(patient: Patient) -> EpisodeOfCare | None:
    """The course of care that is open now, if one is."""
    episode = EpisodeOfCare.objects.open().filter(patient=patient).first()
    if episode is not None:
        episode.patient = patient
    return episode


def draft_answers(episode: EpisodeOfCare) -> dict:
    row = IntakeDraft.objects.filter(episode=episode).only("answers").first()
    return dict(row.answers) if row else {}


def newest_responses(patient: Patient) -> dict[str, QuestionnaireResponse]:
    """The newest whole answer to each questionnaire."""
    rows = (
        QuestionnaireResponse.objects.complete()
        .filter(patient=patient)
        .order_by("instrument", "-answered_at", "-pk")
        .distinct("instrument")
    )
    return {row.instrument: row for row in rows}


def fresh_instruments(newest: dict[str, QuestionnaireResponse], *, at: datetime) -> frozenset[str]:
    """Answered inside the period the questions ask about, so not asked again now."""
    return frozenset(code for code, row in newest.items() if at < row.answered_at + recall(code))


def recall(code: str) -> timedelta:
    return timedelta(days=INSTRUMENTS[code].recall_days)


def asked_us(patient: Patient) -> str:
    """What the patient wanted to know before signing, in their own words."""
    rows = Intake.objects.filter(episode__patient=patient).order_by("-submitted_at", "-pk")
    newest = rows.only("answers").first()
    return str(newest.answers.get("kept", {}).get("asks_us", "")) if newest else ""


def next_visit(membership: Membership, *, at: datetime) -> Appointment | None:
    return (
        Appointment.objects.visible_to(membership)
        .upcoming()
        .filter(patient__user_id=membership.user_id, end_at__gt=at)
        .select_related("clinician__user", "room")
        .order_by("start_at")
        .first()
    )


def open_window(patient: Patient, *, at: datetime) -> IntegrationWindow | None:
    rows = IntegrationWindow.objects.open().filter(episode__patient=patient, closes_at__gt=at)
    return rows.order_by("-opens_at").first()


def fresh_worry(patient: Patient, *, at: datetime) -> str:
    """What the patient told us in the last day that the help page answers; empty when nothing."""
    since = at - WORRY_LASTS
    response = (
        QuestionnaireResponse.objects.complete()
        .filter(patient=patient, instrument=InstrumentCode.PHQ9, answered_at__gt=since)
        .order_by("-answered_at", "-pk")
        .first()
    )
    if response is not None and asks_for_help(response):
        return f"response-{response.pk}"
    alert = SafetyAlert.objects.standing().filter(
        patient=patient, kind=AlertKind.SUICIDE_PLAN, opened_at__gt=since
    )
    row = alert.first()
    return f"alert-{row.pk}" if row else ""


def asks_for_help(response: QuestionnaireResponse) -> bool:
    """The ninth question of the PHQ-9 was answered with more than "not at all"."""
    return (
        response.instrument == InstrumentCode.PHQ9
        and len(response.answers) >= SUICIDE_ITEM
        and response.answers[SUICIDE_ITEM - 1] > 0
    )


def own_documents(membership: Membership) -> DocumentQuerySet:
    """Copies made for the patient; never the clinic's own record of a session."""
    return (
        Document.objects.visible_to(membership)
        .filter(patient__user_id=membership.user_id, kind=DocumentKind.PATIENT_COPY)
        .ready()
        .order_by("-ready_at")
    )


def granted_channels(patient: Patient) -> set[str]:
    rows = (
        ContactPermission.objects.filter(patient=patient)
        .order_by("channel", "-decided_at", "-pk")
        .distinct("channel")
    )
    return {row.channel for row in rows if row.granted}


def stopped_topics(patient: Patient) -> set[str]:
    rows = OptOut.objects.filter(patient=patient, ended_at=None)
    return set(rows.values_list("topic", flat=True))
