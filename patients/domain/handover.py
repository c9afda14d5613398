"""Who leads a patient's care, and who leaves the team."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import CareTeamMember, Patient

MAY_CHANGE_TEAM = (
    Permission.APPOINTMENT_BOOK,
    Permission.TEAM_MANAGE,
    Permission.PATIENT_REGISTER,
)


@act("care_team.lead_named", *MAY_CHANGE_TEAM)
def name_lead(
    patient: Patient, *, member: Membership, by: Membership, at: datetime
) -> CareTeamMember:
    """One clinician answers for the course of care; whoever did before stays on the team."""
    require_care(by, patient)
    if not member.is_clinician or member.clinic_id != patient.clinic_id or not member.is_active:
        raise invalid("Choose a clinician of this clinic.")
    team = CareTeamMember.objects.select_for_update(of=("self",)).filter(
        patient=patient, ended_at=None
    )
    rows = {row.membership_id: row for row in team}
    CareTeamMember.objects.filter(pk__in=[row.pk for row in rows.values()]).update(is_lead=False)
    row = rows.get(member.pk) or CareTeamMember(patient=patient, membership=member, joined_at=at)
    row.is_lead = True
    row.save()
    trail.record("care_team.lead_named", patient, by=by, at=at, member=member.full_name)
    return row


@act("care_team.left", *MAY_CHANGE_TEAM)
def leave(row: CareTeamMember, *, by: Membership, at: datetime) -> CareTeamMember:
    """Off the team from now on; the lead is named anew first."""
    require_care(by, row.patient)
    row = (
        CareTeamMember.objects.select_for_update(of=("self",))
        .select_related("patient", "membership__user")
        .get(pk=row.pk)
    )
    if row.ended_at is not None:
        return row
    if row.is_lead:
        raise invalid("Name another lead first.")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    trail.record("care_team.left", row.patient, by=by, at=at, member=row.membership.full_name)
    return row
