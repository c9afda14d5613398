"""Small things the patient chose to try. They may be let go without a word of blame."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from integration.enums import OPEN_WINDOW, PracticeKind
from integration.models import IntegrationWindow, Practice
from patients.domain.care_team import require_care

TEXT_LENGTH, REASON_LENGTH = 300, 200


@act("practice.chosen", Permission.CONTACT_COMPLETE, Permission.JOURNAL_WRITE)
def choose(
    window: IntegrationWindow, *, kind: str, text: str, by: Membership, at: datetime
) -> Practice:
    """Note what the patient wants to try, in their words, while the window is open."""
    patient = window.episode.patient
    require_care(by, patient)
    if kind not in PracticeKind.values:
        raise invalid("Choose what kind of practice it is.")
    if not text.strip():
        raise invalid("Write what the patient wants to try, in their words.")
    if window.status not in OPEN_WINDOW:
        raise invalid("The window has closed. A practice is chosen while it is open.")
    practice = Practice.objects.create(
        window=window, kind=kind, text=text.strip()[:TEXT_LENGTH], chosen_at=at, chosen_by=by
    )
    trail.record("practice.chosen", practice, by=by, at=at, patient_id=patient.pk, kind=kind)
    return practice


@act("practice.let_go", Permission.CONTACT_COMPLETE, Permission.JOURNAL_WRITE)
def let_go(practice: Practice, *, by: Membership, at: datetime, reason: str = "") -> Practice:
    """It ends; asked twice it stays ended as it was."""
    patient = practice.window.episode.patient
    require_care(by, patient)
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    if practice.ended_at is not None:
        return practice
    practice.ended_at, practice.ended_reason = at, reason.strip()[:REASON_LENGTH]
    practice.save(update_fields=["ended_at", "ended_reason"])
    trail.record("practice.let_go", practice, by=by, at=at, patient_id=patient.pk)
    return practice
