"""manage.py verify: whether every signed note, every document and the trail are as they were."""

import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import seals
from patients.domain import proofs

BROKEN = 1
PLACE = re.compile(r"[0-9]{1,18}:[0-9a-f]{64}")


class Command(BaseCommand):
    help = "Holds notes, documents and trail against their hashes. Exit code 1: something differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", default="", metavar="EVENT:SEAL",
            help="A head of the trail that was kept elsewhere; it must still stand.",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        sentences = [fault.sentence for fault in proofs.everything()]
        if options["head"]:
            sentences += self._kept(options["head"])
        for sentence in sentences:
            self.stderr.write(sentence)
        if sentences:
            sys.exit(BROKEN)
        self.stdout.write(f"Everything is as it was signed. The trail ends at {seals.head()}")

    def _kept(self, place: str) -> list[str]:
        if not PLACE.fullmatch(place):
            raise CommandError("Write --head as it was told: the event, a colon and the seal.")
        return seals.missing_head(place)
