"""The PIN: six digits that open a locked screen, on a device of the clinic and nowhere else."""

import base64
import hashlib
import itertools
import re
import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import GUESSED_AT, Device, MemberPin, Membership
from audit import trail
from core import crypto

DIGITS = 6
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
# What a browser works out where there is no network (OWASP's figure for PBKDF2-HMAC-SHA256).
DEVICE_ITERATIONS = 600_000

GUESSABLE = "Others would guess this one soon. Choose six digits without a pattern, and no date."
WRONG = "That is not {name}'s PIN. {left} more {tries} before it rests for 15 minutes."
RESTING = "{name}'s PIN rests until {until}, after five wrong ones. The password still works."
WORN_OUT = "{name}'s PIN was guessed at too often and opens nothing. They set a new one."
NOT_HERE = "A PIN counts only on a device that this clinic has enrolled."
NONE = "{name} has no PIN. Sign in with the password."


@act("pin.set", Permission.DASHBOARD_VIEW)
def set_pin(*, pin: str, by: Membership, at: datetime) -> MemberPin:
    """One's own PIN, new or again; whoever calls has just proved their password."""
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", pin):
        raise invalid("A PIN is six digits.")
    if is_guessable(pin, year=at.year):
        raise invalid(GUESSABLE)
    place = MemberPin(member=by).place
    facts = {
        "sealed_hash": crypto.seal(make_password(pin), place=f"{place}.hash"),
        "sealed_check": crypto.seal(_device_check(pin), place=f"{place}.check"),
        "set_at": at,
        "wrong_in_a_row": 0,
        "locked_until": None,
    }
    row, _is_new = MemberPin.objects.update_or_create(member=by, defaults=facts)
    trail.record("pin.set", by, by=by, at=at)
    return row


def prove(
    member: Membership, *, pin: str, device: Device | None, by: Membership, at: datetime
) -> None:
    """Pass, or refuse; a wrong PIN is counted for good, however the caller's own work ends."""
    if device is None or device.revoked_at or device.clinic_id != member.clinic_id:
        raise _refused(member, NOT_HERE, device, by, at)
    with transaction.atomic():  # closed before anything is raised: the count must stay
        row = (
            MemberPin.objects.of_staff()
            .filter(member=member)
            .select_for_update(of=("self",))
            .first()
        )
        sentence = _tried(row, member, pin, at)
    if sentence:
        raise _refused(member, sentence, device, by, at)


def is_guessable(pin: str, *, year: int) -> bool:
    """All alike, a run, a repeated half or third, or a date somebody could have been born on."""
    steps = {(int(two) - int(one)) % 10 for one, two in itertools.pairwise(pin)}
    repeats = pin[:3] * 2 == pin or pin[:2] * 3 == pin or pin[:3] == pin[:2:-1]
    return steps <= {0} or steps <= {1} or steps <= {9} or repeats or _is_a_date(pin, year)


def _is_a_date(pin: str, year: int) -> bool:
    one, two, three = pin[:2], pin[2:4], pin[4:]
    months = [(pin[:4], three), (pin[2:], one)]
    return (
        _is_day(two, one) or _is_day(one, two) or _is_day(three, two) or _is_day(two, three)
    ) or any(1900 <= int(written) <= year and 1 <= int(month) <= 12 for written, month in months)


def _is_day(day: str, month: str) -> bool:
    try:
        date(2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _tried(row: MemberPin | None, member: Membership, pin: str, at: datetime) -> str:
    """What is wrong, in words; nothing when the PIN is right. Counts."""
    name = member.full_name
    if row is None:
        return NONE.format(name=name)
    if row.wrong_in_a_row >= GUESSED_AT:
        return WORN_OUT.format(name=name)
    if row.locked_until is not None and at < row.locked_until:
        return _resting(row, member)
    if check_password(pin, row.hashed):
        _count(row, 0, None)
        return ""
    wrong = row.wrong_in_a_row + 1
    _count(row, wrong, at + LOCKED_FOR if wrong % TRIES == 0 else None)
    if row.locked_until is not None:
        return _resting(row, member)
    left = TRIES - wrong % TRIES
    return WRONG.format(name=name, left=left, tries="try" if left == 1 else "tries")


def _count(row: MemberPin, wrong: int, locked_until: datetime | None) -> None:
    if (row.wrong_in_a_row, row.locked_until) != (wrong, locked_until):
        row.wrong_in_a_row, row.locked_until = wrong, locked_until
        row.save(update_fields=["wrong_in_a_row", "locked_until"])


def _resting(row: MemberPin, member: Membership) -> str:
    assert row.locked_until is not None  # noqa: S101 - only asked where it rests
    until = row.locked_until.astimezone(member.clinic.zone)
    return RESTING.format(name=member.full_name, until=f"{until:%-I:%M %p}")


def _refused(
    member: Membership, sentence: str, device: Device | None, by: Membership, at: datetime
) -> Exception:
    trail.record(
        "pin.failed", member, by=by, at=at, outcome="refused", code="invalid",
        device=str(device) if device else "", whose=member.full_name,
    )  # fmt: skip
    return invalid(sentence)


def _device_check(pin: str) -> str:
    """`iterations$salt$digest`, for the owner's own device to compare with when it is offline."""
    salt = secrets.token_bytes(16)
    digest = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, DEVICE_ITERATIONS)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"{DEVICE_ITERATIONS}${'$'.join(parts)}"
