"""`python -m bench`: a clinic and a yardstick side by side, a table of figures, bench/results.json."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kap_clinic.settings.test")
django.setup()

from bench import clinic, pages, papers, room, yardstick  # noqa: E402 - after Django is set up
from kap_clinic import scratch  # noqa: E402
from kap_clinic.servers import session  # noqa: E402
from tests.support.servers import live  # noqa: E402

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    session.hold()
    try:
        results = list(_measure())
    finally:
        session.release()
    RESULTS.write_text(json.dumps([vars(one) for one in results], indent=2) + "\n")
    return 0 if all(one.is_met for one in results) else 1


def _measure() -> Iterator[object]:
    with scratch.scratch_database() as name, live(name) as ours:
        measured = clinic.seed()
        with yardstick.served(ours) as (control_url, key):
            for found in (
                pages.measure(ours.base_url, control_url, key, measured),
                room.measure(ours.base_url, measured),
                papers.measure(measured),
            ):
                for result in found:
                    print(result, flush=True)
                    yield result


if __name__ == "__main__":
    raise SystemExit(main())
