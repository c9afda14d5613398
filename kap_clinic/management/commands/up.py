"""manage.py up [--demo]: the whole clinic in one foreground process."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from kap_clinic import database, heartbeat, supervisor
from kap_clinic.servers import session

LOAD_DEMO = "load_demo"
DEMO_PASSWORD = "kap-demo-2026"  # noqa: S105 (printed for whoever tries the demo)
DEMO_PIN = "246810"
DEMO_PEOPLE = ("owner", "prescriber", "therapist", "nurse", "frontdesk", "biller", "patient")


class Command(BaseCommand):
    help = "Runs database, queue, web, worker and beat until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="With a demo clinic to try.")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.demo = options["demo"]
        self.address = f"http://localhost:{settings.PORT}"
        self.refuse_taken_port()
        environment = self.environment()
        children = supervisor.clinic(
            port=settings.PORT, home=settings.KAP_HOME, environment=environment
        )
        self.clinic = supervisor.Supervisor(children, say=self.say)
        self.clinic.listen()
        self.is_ready = False
        self.prepare(environment)
        if not self.clinic.asked_to_stop:
            self.say(f"Starting the clinic; logs are in {settings.KAP_HOME / 'logs'}")
            self.clinic.run(self.look)
        session.release()
        self.say("The clinic is stopped.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def environment(self) -> dict[str, str]:
        settings_module = os.environ["DJANGO_SETTINGS_MODULE"]
        shared = {"DJANGO_SETTINGS_MODULE": settings_module, "PYTHONUNBUFFERED": "1"}
        return dict(os.environ) | shared | {"KAP_DEMO": "1" if self.demo else "0"}

    def refuse_taken_port(self) -> None:
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} on 127.0.0.1 is taken by another program. "
                    "Choose another one: PORT=8001 make demo"
                ) from error

    def prepare(self, environment: dict[str, str]) -> None:
        self.say("Preparing the database")
        try:
            database.prepare(verbosity=0)
        except database.NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        heartbeat.clear()
        if self.demo and LOAD_DEMO in get_commands() and not self.clinic.asked_to_stop:
            self.say("Loading the demo clinic")
            command = [sys.executable, sys.argv[0], LOAD_DEMO]
            if subprocess.run(command, env=environment, check=False).returncode:
                raise CommandError("The demo clinic could not be loaded.")

    def look(self) -> None:
        """A few times a second: are the servers kept, and is the clinic ready yet?"""
        session.hold()
        if not self.is_ready and self.answers_ready():
            self.is_ready = True
            self.say(self.welcome())

    def answers_ready(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{settings.PORT}/readyz", timeout=2
            ) as answer:
                return bool(json.load(answer)["database"])
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def welcome(self) -> str:
        if not self.demo:
            return f"The clinic is open at {self.address} (Ctrl-C stops it)"
        people = ", ".join(f"{name}@demo.kap.test" for name in DEMO_PEOPLE)
        return (
            f"The demo clinic is open at {self.address} (Ctrl-C stops it)\n"
            f"Sign in as one of {people}\nwith the password {DEMO_PASSWORD}\n"
            f"Clinicians' PIN on a device that the nurse enrolled: {DEMO_PIN}"
        )
