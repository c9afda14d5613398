"""manage.py receive_text FROM WORDS: a text that came in, from the provider's hook or by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from messaging.domain import replies
from messaging.gateways.base import Incoming


class Command(BaseCommand):
    help = (
        "Takes a reply by text in: STOP ends the texts to that number at once, START ends the stop."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sender", metavar="FROM", help="The number it came from, as +13035550117."
        )
        parser.add_argument("words", nargs="+", help="What it says.")

    def handle(self, *_args: Any, **options: Any) -> None:
        incoming = Incoming(sender=options["sender"], body=" ".join(options["words"]))
        people = replies.take(incoming, at=timezone.now())
        self.stdout.write(f"Patients whose texts it changed: {len(people)}.")
