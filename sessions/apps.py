"""The medicine session. The label differs because django.contrib.sessions owns `sessions`."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "kap_sessions"
    verbose_name = "Medicine sessions"

    def ready(self) -> None:
        from patients.domain.phrases import offer  # noqa: PLC0415 - models exist only now
        from sessions.domain.phrases import PHRASES  # noqa: PLC0415

        offer(*PHRASES)
