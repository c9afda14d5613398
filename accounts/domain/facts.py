"""What a clinic says of itself: name, phone, address, and its DEA registration."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.domain import registrations
from accounts.enums import Permission
from accounts.models import Clinic, Membership
from audit import trail

FACTS = ("name", "phone", "address")


@act("clinic.facts_changed", Permission.TEAM_MANAGE)
def change(
    clinic: Clinic,
    *,
    name: str,
    phone: str,
    address: str,
    by: Membership,
    at: datetime,
    dea: str | None = None,
) -> Clinic:
    """Write the new facts; the trail keeps what stood there before. Without `dea` the number stays."""
    if by.clinic_id != clinic.pk:
        raise invalid("This is another clinic.")
    if not name.strip():
        raise invalid("A clinic has a name.")
    clinic = Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    new = {"name": name.strip(), "phone": phone.strip(), "address": address.strip()}
    before = {fact: getattr(clinic, fact) for fact in FACTS if getattr(clinic, fact) != new[fact]}
    held = registrations.in_force(clinic, at=at)
    number = held.number if held else ""
    said = number if dea is None else registrations.written(dea)
    registrations.keep(clinic, number=said, address=new["address"], by=by, at=at)
    if said != number:
        before["dea"] = number
    if not before:
        return clinic
    for fact, value in new.items():
        setattr(clinic, fact, value)
    clinic.save(update_fields=list(FACTS))
    trail.record("clinic.facts_changed", clinic, by=by, at=at, before=before)
    return clinic
