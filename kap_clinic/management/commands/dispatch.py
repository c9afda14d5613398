"""manage.py dispatch [--once]: sends, renders and moves on what is due, without a queue."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils import timezone

from audit import head, seals
from integration.domain import windows
from medications.domain import inventories
from messaging.domain import outbox
from patients.domain import documents, proofs
from sessions import packet

logger = logging.getLogger(__name__)

WORK: dict[str, Callable[..., Any]] = {
    "messages": outbox.deliver_due,
    "documents": documents.render_due,
    "packets": packet.make_due,
    "windows": windows.advance_due,
    "stock": inventories.remind_due,
    "trail": lambda **_now: seals.seal_new(),
    "proofs": proofs.prove_due,
    "head of the trail": head.tell,
}


class Command(BaseCommand):
    help = "Does what is due in a loop, as the worker and beat would. Safe beside them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round, then stop.")
        parser.add_argument("--pause", type=float, default=10.0, help="Seconds between rounds.")

    def handle(self, *_args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        while True:
            self.do_what_is_due()
            if options["once"] or stopping.wait(options["pause"]):
                return

    def do_what_is_due(self) -> None:
        """One kind of work that breaks, or a database that is away, ends neither the others nor the loop."""
        for name, work in WORK.items():
            try:
                work(at=timezone.now())
            except DatabaseError as error:
                self.stderr.write(f"{name}: {error}; trying again in the next round")
                connections.close_all()
            except Exception:  # whatever it is, what else is due must not wait for it
                logger.exception("%s broke off; trying again in the next round", name)
