"""Whoever signs proves on this device that it is them."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import Membership

WRONG = "That is not {name}'s password."


def require_password(request: HttpRequest, member: Membership, password: str) -> None:
    """Pass, or raise a ValidationError; guesses count against the same limit as signing in."""
    found = get_adapter(request).authenticate(request, email=member.user.email, password=password)
    if found is None or found.pk != member.user_id:
        raise ValidationError(WRONG.format(name=member.full_name), code="password")
