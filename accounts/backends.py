"""Signing in: allauth's own backend, with user, membership and clinic fetched in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class OneQueryBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        return (
            User.objects.filter(pk=user_id, is_active=True)
            .select_related("current_membership__clinic")
            .first()
        )
