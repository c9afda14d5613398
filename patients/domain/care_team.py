"""Who looks after a patient, and the check that somebody does."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.models import CareTeamMember, Patient

OUTSIDE = "You are not on this patient's care team. Ask the lead clinician to add you."


def require_care(by: Membership | None, patient: Patient) -> None:
    """Refuse a clinician who is not on the team, a patient who is somebody else, another clinic."""
    if by is None:
        return
    if by.clinic_id != patient.clinic_id:
        raise Refusal(RefusalCode.NOT_CARE_TEAM, OUTSIDE)
    if by.is_patient_only and patient.user_id != by.user_id:
        raise Refusal(RefusalCode.NOT_CARE_TEAM, OUTSIDE)
    if by.is_clinician and not by.covers_all_patients and not on_team(by, patient):
        raise Refusal(RefusalCode.NOT_CARE_TEAM, OUTSIDE)


def on_team(member: Membership, patient: Patient) -> bool:
    return CareTeamMember.objects.filter(patient=patient, membership=member, ended_at=None).exists()


def lead_of(patient: Patient) -> Membership | None:
    """The treating clinician, or whoever joined the team first."""
    row = (
        CareTeamMember.objects.filter(patient=patient, ended_at=None, membership__is_active=True)
        .select_related("membership__user")
        .order_by("-is_lead", "joined_at", "pk")
        .first()
    )
    return row.membership if row else None


@act(
    "care_team.joined",
    Permission.APPOINTMENT_BOOK,
    Permission.TEAM_MANAGE,
    Permission.PATIENT_REGISTER,
)
def join(
    patient: Patient,
    *,
    member: Membership,
    by: Membership | None,
    at: datetime,
    is_lead: bool = False,
) -> CareTeamMember:
    """Put a member on the team; joining twice changes nothing."""
    if by is not None and by.clinic_id != patient.clinic_id:
        raise Refusal(RefusalCode.NOT_CARE_TEAM, OUTSIDE)
    if member.clinic_id != patient.clinic_id:
        raise invalid("Choose somebody of this clinic.")
    row, new = CareTeamMember.objects.get_or_create(
        patient=patient,
        membership=member,
        ended_at=None,
        defaults={"joined_at": at, "is_lead": is_lead},
    )
    if new:
        trail.record("care_team.joined", patient, by=by, at=at, member=member.full_name)
    return row
