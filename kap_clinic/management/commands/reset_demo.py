"""manage.py reset_demo: empties the demo clinic, and refuses where a real one lives."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from psycopg import sql

from accounts.models import Clinic
from kap_clinic import database, heartbeat

IN_USE = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


class Command(BaseCommand):
    help = "Empties the demo clinic. Refuses when it is open, or when a clinic in it is no demo."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.EMBEDDED_DATABASE:
            raise CommandError("DATABASE_URL is set: this only empties the demo kept in .kap/.")
        self.refuse_real_clinic()
        connections.close_all()
        name = settings.DATABASES["owner"]["NAME"]
        with database.admin() as server:
            if server.execute(IN_USE, [name]).fetchone():
                raise CommandError("The clinic is open. Stop it first (Ctrl-C where it runs).")
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        with heartbeat.client() as queue:
            queue.flushdb()
        self.stdout.write("The demo clinic is empty. `make demo` fills it again.")

    def refuse_real_clinic(self) -> None:
        try:
            real = Clinic.objects.filter(is_demo=False).first()
        except DatabaseError:  # nothing prepared yet
            return
        if real is not None:
            raise CommandError(f"{real} is a real clinic. Nothing was changed.")
