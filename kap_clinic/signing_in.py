"""Where signing in differs from allauth's defaults: nobody signs up, seeds are sealed."""

import base64
import binascii
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from core import crypto

PLACE = "mfa_authenticator.data"
SEEDS = ("secret", "seed")
MARK = ":"  # in no base64: whose it is stands before it
MOVED = f"nobody{MARK}"


class InvitedOnly(DefaultAccountAdapter):
    """People are invited into a clinic; a stranger finds no form to sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedSecondFactor(DefaultMFAAdapter):
    """The seeds of authenticators and recovery codes do not lie open, and open in their own row alone.

    allauth seals a seed before it says whose it is; when its row is kept it is sealed anew with the
    person's number in its place. What was sealed before that still opens.
    """

    def encrypt(self, text: str) -> str:
        return _sealed(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        whose, mark, sealed = encrypted_text.rpartition(MARK)
        place = f"{PLACE}|{whose}" if mark else PLACE
        try:
            return crypto.open_sealed(base64.b64decode(sealed), place=place)
        except binascii.Error as error:
            raise crypto.SealBroken("This seed cannot be opened here.") from error


def bind(instance: Any, **_signal: Any) -> None:
    """Before it is kept: to the person whose row it is."""
    adapter = SealedSecondFactor()
    for name in SEEDS:
        value = instance.data.get(name)
        if value and MARK not in value:
            whose = str(instance.user_id)
            text = adapter.decrypt(value)
            instance.data[name] = f"{whose}{MARK}{_sealed(text, f'{PLACE}|{whose}')}"


def unbind(instance: Any, **_signal: Any) -> None:
    """As it is read: what came here from another person's row opens nothing."""
    if "data" in instance.get_deferred_fields():
        return
    for name in SEEDS:
        whose, mark, _sealed_text = str(instance.data.get(name) or "").rpartition(MARK)
        if mark and whose != str(instance.user_id):
            instance.data[name] = MOVED


def _sealed(text: str, place: str) -> str:
    return base64.b64encode(crypto.seal(text, place=place)).decode()
