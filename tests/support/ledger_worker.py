"""A process of its own that does to the ledger what it is told: its own connection, the app's role.

It answers with what it was told is done: the milligrams it moved, or the code of the refusal.
"""

import multiprocessing
import os
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

PATIENCE_SECONDS = 30


@dataclass
class Worker:
    """The other end of a process that serves until it is sent nothing more."""

    pipe: Connection
    process: Any

    def ask(self, what: tuple[Any, ...]) -> None:
        self.pipe.send(what)

    def answer(self) -> tuple[str, Any]:
        assert self.pipe.poll(PATIENCE_SECONDS), "a process does not answer"
        return self.pipe.recv()

    def end(self) -> None:
        self.pipe.send(None)
        self.process.join(PATIENCE_SECONDS)
        assert self.process.exitcode == 0


def start(environment: Mapping[str, str], people: Mapping[str, int], hour: Any) -> Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, dict(environment), dict(people), hour))
    process.start()
    there.close()
    return Worker(here, process)


def serve(pipe: Connection, environment: dict[str, str], people: dict[str, int], hour: Any) -> None:
    """Models can be imported only once Django stands, and it stands on the database named here."""
    os.environ.update(environment)
    import django  # noqa: PLC0415 - a process of its own sets up its own Django

    django.setup()
    from tests.support import ledger_acts  # noqa: PLC0415 - the same

    acts = ledger_acts.Acts(people, hour)
    pipe.send(("ready", ledger_acts.role_and_database()))
    while (what := pipe.recv()) is not None:
        pipe.send(acts.do(*what))
    pipe.close()
