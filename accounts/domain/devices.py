"""Devices the clinic vouches for: enrolled by somebody who is there, given up when one is lost."""

import secrets
from datetime import datetime

from django.contrib.sessions.models import Session

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Device, DeviceUse, Membership, hash_of
from audit import trail

TOKEN_BYTES = 32


@act("device.enrolled", Permission.TEAM_MANAGE, Permission.STOCK_HANDLE)
def enrol(*, label: str, by: Membership, at: datetime) -> tuple[Device, str]:
    """The device and its token, which is told this once and only to the device itself."""
    called = words_of(label, most=60, what="the name of the device")
    if not called:
        raise invalid("Give the device a name, such as Tablet in Willow.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    device = Device.objects.create(
        clinic=by.clinic, label=called, token_hash=hash_of(token), enrolled_at=at, enrolled_by=by
    )
    trail.record("device.enrolled", device, by=by, at=at, label=called)
    return device, token


@act("device.lost", Permission.TEAM_MANAGE, Permission.STOCK_HANDLE)
def revoke(device: Device, *, by: Membership, at: datetime) -> Device:
    """From here no PIN counts on it, and every session that was opened on it has ended."""
    if device.clinic_id != by.clinic_id:
        raise invalid("This is a device of another clinic.")
    device = Device.objects.lock(device.pk)
    if device.revoked_at is not None:
        return device
    device.revoked_at, device.revoked_by = at, by
    device.save(update_fields=["revoked_at", "revoked_by"])
    keys = list(device.uses.values_list("session_key", flat=True))
    _all, ended = Session.objects.filter(session_key__in=keys).delete()
    trail.record("device.lost", device, by=by, at=at, ended=sum(ended.values()))
    return device


def found(token: str, *, clinic_id: int) -> Device | None:
    """The clinic's own device with this token, unless it was reported lost."""
    return Device.objects.with_token(token).filter(clinic=clinic_id).first()


def note_use(device: Device, *, session_key: str, by: Membership, at: datetime) -> None:
    """Somebody's session runs on this device; two requests at once write one line."""
    use = DeviceUse(device=device, member=by, session_key=session_key, opened_at=at)
    DeviceUse.objects.bulk_create([use], ignore_conflicts=True)
