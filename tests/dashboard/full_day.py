"""A day that is full: rows made in bulk, for pages whose cost must not grow with them."""

from datetime import date, timedelta

from measures.models import QuestionnaireResponse, SafetyAlert
from patients.domain.tasks import raise_task
from patients.models import CareTeamMember, ClinicalNote, EpisodeOfCare, Patient, WorklistTask
from sessions.domain import visits
from tests.support.story import Story


def with_rows(story: Story, number: int) -> None:
    """So many visits today, tasks, alerts and missed contacts, all of Ana's patients."""
    for place in range(number):
        patient = story.new_patient(f"Person Number{place}", key=f"p{place}")
        visits.book_visit(
            patient, kind="intake", start_at=story.at + timedelta(minutes=10 + 20 * place), minutes=15,
            clinician=story.ana, room=story.cedar, by=story.flo, at=story.at,
        )  # fmt: skip
        for role, owner in (("front_desk", None), ("therapist", story.ana)):
            raise_task(
                story.clinic, kind="document_failed", key=f"{place}{role}", sentence=f"Line {place}", at=story.at,
                patient=patient, owner=owner, role=role,
            )  # fmt: skip
        SafetyAlert.objects.create(
            patient=patient, kind="suicide_item", level="same_day", fact="PHQ-9 item 9 = 1",
            rule_version="1", policy_version=1, opened_at=story.at,
        )  # fmt: skip


def with_caseload(story: Story, number: int) -> None:
    """So many more of Ana's patients, each with a task, an alert, an answer and a note to co-sign."""
    born, at, when = date(1980, 1, 1), story.at, {"answered_at": story.at, "entered_by": story.me}
    before = Patient.objects.count()
    patients = Patient.objects.bulk_create(
        Patient(
            clinic=story.clinic, record_number=f"B{place:04}", legal_name=f"Bulk Person{place}",
            date_of_birth=born, timezone="America/Denver", registered_at=at,
        )
        for place in range(before, before + number)
    )  # fmt: skip
    CareTeamMember.objects.bulk_create(
        CareTeamMember(patient=one, membership=story.ana, joined_at=at) for one in patients
    )
    WorklistTask.objects.bulk_create(
        WorklistTask(
            clinic=story.clinic, patient=one, kind="document_failed", key=f"bulk{one.pk}{role}", sentence="Look.",
            role=role, raised_at=at,
        )
        for one in patients
        for role in ("therapist", "front_desk")
    )  # fmt: skip
    SafetyAlert.objects.bulk_create(
        SafetyAlert(
            patient=one, kind="suicide_item", level="same_day", fact="PHQ-9 item 9 = 1",
            rule_version="1", policy_version=1, opened_at=at,
        )
        for one in patients
    )  # fmt: skip
    QuestionnaireResponse.objects.bulk_create(
        QuestionnaireResponse(
            patient=one, instrument="phq9", instrument_version="1", answers=[1] * 9,
            status="completed", score=9, **when,
        )
        for one in patients
    )  # fmt: skip
    episodes = EpisodeOfCare.objects.bulk_create(
        EpisodeOfCare(patient=one, opened_at=at) for one in patients
    )
    ClinicalNote.objects.bulk_create(
        ClinicalNote(
            patient=one.patient, episode=one, kind="phone", text="Rang.", author=story.raj,
            about_at=at, created_at=at, status="ready", cosigner=story.ana, handed_at=at,
            handed_sha256="0" * 64,
        )
        for one in episodes
    )  # fmt: skip
