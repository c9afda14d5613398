"""Who the patient is and how to reach them, corrected by hand."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from patients.domain.care_team import require_care
from patients.domain.registration import OLDEST, give_account
from patients.models import Patient

MAY_CHANGE = frozenset({
    "legal_name", "preferred_name", "pronouns", "date_of_birth", "sex", "timezone", "language",
    "email", "phone", "address", "contact_rules",
})  # fmt: skip


@act("patient.corrected", Permission.PATIENT_REGISTER)
def correct(
    patient: Patient, *, changes: Mapping[str, Any], by: Membership, at: datetime
) -> Patient:
    """Keep what is right now; the trail says which facts changed, the row's history what they were."""
    require_care(by, patient)
    if not set(changes) <= MAY_CHANGE:
        raise invalid("Some of these facts are not changed here.")
    patient = Patient.objects.lock(patient.pk)
    changed = [name for name, value in changes.items() if getattr(patient, name) != value]
    for name in changed:
        setattr(patient, name, changes[name])
    if not patient.legal_name.strip():
        raise invalid("Enter the patient's legal name.")
    _require_possible_birth(patient.date_of_birth, today=day_at(patient.clinic, at))
    if changed:
        patient.save(update_fields=changed)
        trail.record("patient.corrected", patient, by=by, at=at, changed=sorted(changed))
    return patient


def _require_possible_birth(born: date, *, today: date) -> None:
    if born > today or today.year - born.year > OLDEST:
        raise invalid("Enter a date of birth that can be true.")


@act("patient.invited", Permission.PATIENT_REGISTER)
def invite(patient: Patient, *, email: str, by: Membership, at: datetime) -> Patient:
    """Open the patient's own side to them, under this address; they choose a password by themselves."""
    require_care(by, patient)
    patient = Patient.objects.lock(patient.pk)
    if patient.user_id is not None:
        raise invalid("This patient can sign in already.")
    if patient.email != email:
        patient.email = email
        patient.save(update_fields=["email"])
    give_account(patient, password=None, by=by, at=at)
    return patient
