"""Where signing in differs from allauth's defaults: nobody signs up, seeds are sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from core import crypto

PLACE = "mfa_authenticator.data"


class InvitedOnly(DefaultAccountAdapter):
    """People are invited into a clinic; a stranger finds no form to sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedSecondFactor(DefaultMFAAdapter):
    """The seeds of authenticators and recovery codes do not lie open in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal(text, place=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_sealed(base64.b64decode(encrypted_text), place=PLACE)
