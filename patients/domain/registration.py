"""A patient comes to the clinic."""

from datetime import date, datetime
from zoneinfo import available_timezones

from accounts.acts import act, invalid
from accounts.domain.clinics import add_member
from accounts.enums import Permission, RefusalCode, Role
from accounts.models import Clinic, Membership
from audit import trail
from core.clock import day_at
from core.errors import Refusal
from patients.domain import care_team
from patients.models import EpisodeOfCare, Patient

OLDEST = 125


@act("patient.registered", Permission.PATIENT_REGISTER)
def register(
    clinic: Clinic,
    *,
    legal_name: str,
    date_of_birth: date,
    by: Membership | None,
    at: datetime,
    timezone: str = "",
    preferred_name: str = "",
    pronouns: str = "",
    sex: str = "unknown",
    language: str = "en",
    email: str = "",
    phone: str = "",
    with_account: bool = False,
    password: str | None = None,
) -> Patient:
    """A record, an open course of care, and where wanted an account to sign in with."""
    if not legal_name.strip():
        raise invalid("Enter the patient's legal name.")
    if by is not None and by.clinic_id != clinic.pk:
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, "You may register patients of your own clinic.")
    today = day_at(clinic, at)
    if date_of_birth > today or today.year - date_of_birth.year > OLDEST:
        raise invalid("Enter a date of birth that can be true.")
    if timezone and timezone not in available_timezones():
        raise invalid("Choose a time zone such as America/Denver.")
    Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    patient = Patient.objects.create(
        clinic=clinic,
        record_number=f"{Patient.objects.filter(clinic=clinic).count() + 1:05d}",
        legal_name=legal_name.strip(),
        preferred_name=preferred_name.strip(),
        pronouns=pronouns,
        date_of_birth=date_of_birth,
        sex=sex,
        timezone=timezone or clinic.timezone,
        language=language,
        email=email,
        phone=phone,
        registered_at=at,
    )
    EpisodeOfCare.objects.create(patient=patient, opened_at=at)
    if with_account and email:
        give_account(patient, password=password, by=by, at=at)
    if by is not None and by.is_clinician:
        care_team.join(patient, member=by, by=by, at=at, is_lead=True)
    trail.record("patient.registered", patient, by=by, at=at, clinic_id=clinic.pk)
    return patient


@act("patient.account_given", Permission.PATIENT_REGISTER)
def give_account(
    patient: Patient, *, password: str | None, by: Membership | None, at: datetime
) -> Membership:
    """Let the patient sign in to their own side."""
    if Patient.objects.filter(user__email__iexact=patient.email).exclude(pk=patient.pk).exists():
        raise invalid("This address signs somebody in already. Ask for another one.")
    membership = add_member(
        patient.clinic,
        email=patient.email,
        full_name=patient.name,
        roles=[Role.PATIENT],
        password=password,
        by=by,
        at=at,
    )
    patient.user = membership.user
    patient.save(update_fields=["user"])
    return membership
