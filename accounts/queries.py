"""What the pages about devices and the lock read."""

from django.db.models import F, Max, QuerySet

from accounts.models import Clinic, Device, DeviceUse, MemberPin, Membership


def pin_of(member: Membership) -> MemberPin | None:
    return MemberPin.objects.filter(member=member).first()


def people_with_pin(clinic: Clinic) -> list[Membership]:
    """Who can open a locked screen here, by name."""
    rows = MemberPin.objects.usable().for_clinic(clinic).order_by("member__user__full_name", "pk")
    return [row.member for row in rows]


def devices_of(clinic: Clinic) -> QuerySet[Device]:
    """With the last time somebody's session was opened on each; lost ones last."""
    rows = Device.objects.for_clinic(clinic).annotate(used_at=Max("uses__opened_at"))
    rows = rows.select_related("enrolled_by__user", "revoked_by__user")
    return rows.order_by(F("revoked_at").asc(nulls_first=True), "label", "pk")


def people_on(device: Device) -> QuerySet[DeviceUse]:
    """Whose sessions ran on it and when last: what has to be thought of when it is lost."""
    rows = DeviceUse.objects.filter(device=device).select_related("member__user")
    return rows.order_by("member", "-opened_at").distinct("member")
