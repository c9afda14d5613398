"""The scheduler of the played clinic: from one due moment to the next, as if each minute."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from integration.domain import windows
from kap_clinic.scenarios.player.stage import Stage
from messaging.domain import outbox
from messaging.enums import Channel
from patients.domain import documents


class WorkerFailed(Exception):
    """A worker of the scheduler broke; the first of them is the cause."""


@dataclass
class Clock:
    """Where the played time stands."""

    stage: Stage
    now: datetime

    def run(self, to: datetime, *, workers: int = 1) -> None:
        """Do everything that falls due after now and up to `to`, in the order of time."""
        while (moment := self._next_due(to)) is not None:
            self._turn(moment, workers)
        self.now = self.stage.gateway.now = to

    def finish(self, *, workers: int = 1) -> None:
        """Do what is due by now, such as what a step has just queued."""
        self._turn(self.now, workers)

    def _next_due(self, to: datetime) -> datetime | None:
        found = [due for due in (ask(self.now) for ask in NEXT) if due is not None and due <= to]
        return min(found, default=None)

    def _turn(self, moment: datetime, workers: int) -> None:
        self.now = self.stage.gateway.now = moment
        if workers == 1:
            _work(self.stage, self.now)
        else:
            _at_once(workers, lambda: _work(self.stage, self.now))


def _at_once(workers: int, work: Callable[[], None]) -> None:
    """The same work from so many threads, each with connections of its own."""
    together = threading.Barrier(workers)
    broken: list[Exception] = []

    def one() -> None:
        try:
            together.wait()
            work()
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise WorkerFailed(str(broken[0])) from broken[0]


# What is asked, and what is done, at each moment at which something falls due.
NEXT: tuple[Callable[[datetime], datetime | None], ...] = (
    lambda after: windows.next_due(after=after),
    lambda after: outbox.next_due(after=after),
    lambda after: documents.next_due(after=after),
)


def _work(stage: Stage, at: datetime) -> None:
    """One turn of the scheduler's tasks, in the order in which one feeds the next."""
    windows.advance_due(at=at)
    outbox.deliver_due(at=at, gateways=dict.fromkeys(Channel.values, stage.gateway))
    documents.render_due(at=at)
