"""Somebody proves on this very device that it is them: by their password, or as a witness by their PIN."""

import re
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import screen
from accounts.domain import pins
from accounts.models import Membership
from core.errors import Refusal

SIGN_INS = {
    "password": "password",
    "password_reset": "a link by e-mail",
    "code": "a code by e-mail",
    "webauthn": "passkey",
    "totp": "a code from an app",
    "recovery_codes": "a recovery code",
}
NOT_RECORDED = "not recorded"
WRONG = "That is not {name}'s password."
SIX_DIGITS = re.compile(rf"[0-9]{{{pins.DIGITS}}}")


def of_signing_in(request: HttpRequest) -> str:
    """How whoever holds this session proved who they are, in words for a signature."""
    ways = [
        SIGN_INS.get(record.get("type") or record.get("method", ""), "")
        for record in get_authentication_records(request, request.user)
    ]
    said = list(dict.fromkeys(filter(None, ways)))
    return f"signed in with {' and '.join(said)}"[:80] if said else NOT_RECORDED


def require_password(request: HttpRequest, member: Membership, password: str) -> None:
    """Pass, or raise a ValidationError; guesses count against the same limit as signing in."""
    found = get_adapter(request).authenticate(request, email=member.user.email, password=password)
    if found is None or found.pk != member.user_id:
        raise ValidationError(WRONG.format(name=member.full_name), code="password")


def require_witness(
    request: screen.ScreenRequest, member: Membership, secret: str, *, at: datetime
) -> None:
    """The second person's PIN where the clinic enrolled this device, their password anywhere.

    Never for a signature of one's own: that wants the password.
    """
    device = screen.device_of(request)
    if device is None or not SIX_DIGITS.fullmatch(secret):
        require_password(request, member, secret)
        return
    try:
        pins.prove(member, pin=secret, device=device, by=request.membership, at=at)
    except Refusal as refusal:
        raise ValidationError(refusal.sentence, code="password") from refusal
