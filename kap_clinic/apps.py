"""Makes the Celery app the current one in every process."""

from django.apps import AppConfig


class KapClinicConfig(AppConfig):
    name = "kap_clinic"

    def ready(self) -> None:
        from kap_clinic.celery import app  # noqa: PLC0415 (needs settings)

        app.set_default()
