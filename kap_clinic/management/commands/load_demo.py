"""manage.py load_demo: fills an empty database with the demo clinic; found there, it stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Clinic
from kap_clinic.demo.load import load


class Command(BaseCommand):
    help = "Fills an empty database with the demo clinic."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if Clinic.objects.filter(is_demo=True).exists():
            self.stdout.write("The demo clinic is there already.")
            return
        if Clinic.objects.exists():
            raise CommandError("A real clinic lives in this database. Nothing was changed.")
        with transaction.atomic():
            clinic = load(timezone.now(), say=self.stdout.write)
        self.stdout.write(f"{clinic} is open, with {clinic.patients.count()} patients.")
