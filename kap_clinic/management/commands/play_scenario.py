"""manage.py play_scenario FILE...: patient journeys played against the clinic's own verbs."""

import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from kap_clinic.scenarios import playing

UNMET, UNPLAYABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Plays scenario files. Exit code 1: something expected did not hold; 2: a file says what "
        "nobody understands, and was not played."
    )

    requires_system_checks = ()  # it calls verbs; no page has to be in order

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--keep", action="store_true", help="Play in the real database, and leave it there."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        # A step that breaks is told on its own line; its traceback only when asked for.
        if options["verbosity"] < 2:
            logging.getLogger("kap_clinic.scenarios").setLevel(logging.CRITICAL)
        scenarios, faults = playing.read_all(options["files"])
        for fault in faults:
            self.stderr.write(str(fault))
        tally = playing.play_all(scenarios, say=self._say, keep=options["keep"])
        self._say(str(tally))
        if faults:
            sys.exit(UNPLAYABLE)
        if tally.unmet:
            sys.exit(UNMET)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
