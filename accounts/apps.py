"""What is listened to once the app is there."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import screen  # noqa: PLC0415 (models are there only now)

        user_logged_in.connect(screen.signed_in, dispatch_uid="accounts.screen")
