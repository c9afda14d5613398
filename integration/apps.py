"""Integration follows the medicine session: the window opens with the first dose."""

from django.apps import AppConfig


class IntegrationConfig(AppConfig):
    name = "integration"

    def ready(self) -> None:
        from integration.domain import windows  # noqa: PLC0415 - models exist only now
        from integration.domain.phrases import PHRASES  # noqa: PLC0415
        from patients.domain.phrases import offer  # noqa: PLC0415
        from sessions.domain import moments  # noqa: PLC0415

        moments.follow(windows)
        offer(*PHRASES)
