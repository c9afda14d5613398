"""The diary. Its reminders are worded by functions that the outbox must know from the start."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        import scheduling.domain.reminders  # noqa: F401, PLC0415 - enters its composers
