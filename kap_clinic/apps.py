"""Makes the Celery app the current one in every process, and binds seeds to whose they are."""

from django.apps import AppConfig
from django.db.models.signals import post_init, pre_save  # noqa: TID251 (allauth's rows: no verb of ours keeps them)


class KapClinicConfig(AppConfig):
    name = "kap_clinic"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 (models are there only now)

        from kap_clinic import signing_in  # noqa: PLC0415
        from kap_clinic.celery import app  # noqa: PLC0415 (needs settings)

        app.set_default()
        pre_save.connect(signing_in.bind, sender=Authenticator)
        post_init.connect(signing_in.unbind, sender=Authenticator)
