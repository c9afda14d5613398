"""manage.py prepare_database: roles, database, extensions, migrations, privileges."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kap_clinic import database


class Command(BaseCommand):
    help = "Makes the database ready: roles, extensions, migrations, privileges. Safe to repeat."
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            database.prepare(verbosity=options["verbosity"])
        except database.NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The database is ready.")
