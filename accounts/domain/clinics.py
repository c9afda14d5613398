"""Founding a clinic and letting people in."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from accounts.acts import act, invalid, require
from accounts.domain.policies import adopt_policy
from accounts.enums import Permission, RefusalCode, Role
from accounts.models import Clinic, Membership, User
from audit import trail
from core.errors import Refusal


@act("clinic.founded")
def found_clinic(
    *,
    name: str,
    short_name: str,
    timezone: str,
    at: datetime,
    policy: dict[str, Any] | None = None,
    phone: str = "",
    is_demo: bool = False,
    by: Membership | None = None,
) -> Clinic:
    """A clinic with its first policy: the defaults, and whatever it sets otherwise."""
    clinic = Clinic.objects.create(
        name=name, short_name=short_name, timezone=timezone, phone=phone, is_demo=is_demo
    )
    adopt_policy(clinic, values=policy or {}, author="Founding", approver="Founding", at=at)
    trail.record("clinic.founded", clinic, by=by, at=at, clinic_id=clinic.pk)
    return clinic


@act("member.added", Permission.TEAM_MANAGE, Permission.PATIENT_REGISTER)
def add_member(
    clinic: Clinic,
    *,
    email: str,
    full_name: str,
    roles: list[str],
    at: datetime,
    by: Membership | None,
    password: str | None = None,
    licence: str = "",
    covers_all_patients: bool = False,
) -> Membership:
    """Give a person their hats in this clinic; an address known already keeps its password."""
    _require_may_add(clinic, roles, by)
    if not roles or not set(roles) <= set(Role.values):
        raise invalid("Choose at least one role for this person.")
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, full_name=full_name)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if Membership.objects.filter(clinic=clinic, user=user).exists():
        raise invalid("This person is a member of the clinic already.")
    membership = Membership.objects.create(
        clinic=clinic,
        user=user,
        roles=list(roles),
        licence=licence,
        covers_all_patients=covers_all_patients,
    )
    if user.current_membership_id is None:
        user.current_membership = membership
        user.save(update_fields=["current_membership"])
    trail.record("member.added", membership, by=by, at=at, clinic_id=clinic.pk, roles=roles)
    return membership


def _require_may_add(clinic: Clinic, roles: list[str], by: Membership | None) -> None:
    """Whoever registers patients lets patients in; hats of staff are the team manager's to give."""
    lets_patient_in = [Permission.PATIENT_REGISTER] if set(roles) == {Role.PATIENT} else []
    require(by, Permission.TEAM_MANAGE, *lets_patient_in)
    if by is not None and by.clinic_id != clinic.pk:
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, "You may add people to your own clinic.")
