"""The scheduler of the played clinic: from one due moment to the next, as if each minute."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connections

from accounts.models import Clinic
from integration.domain import windows
from kap_clinic.scenarios.player.gateway import RememberingGateway
from messaging.domain import outbox
from messaging.enums import Channel
from patients.domain import documents


class Place(Protocol):
    """The clinic whose time runs, and the gateway its messages leave by."""

    @property
    def clinic(self) -> Clinic: ...

    @property
    def gateway(self) -> RememberingGateway: ...


class WorkerFailed(Exception):
    """A worker of the scheduler broke; the first of them is the cause."""


@dataclass
class Clock:
    """Where the played time stands."""

    stage: Place
    now: datetime

    def run(self, to: datetime, *, workers: int = 1) -> None:
        """Do everything that falls due after now and up to `to`, in the order of time."""
        while self.now < to and (moment := self._next_due(to)) is not None:
            self._turn(moment, workers)
        self.now = self.stage.gateway.now = to

    def finish(self, *, workers: int = 1) -> None:
        """Do what is due by now, such as what a step has just queued."""
        self._turn(self.now, workers)

    def _next_due(self, to: datetime) -> datetime | None:
        asked = (ask(self.now, self.stage.clinic) for ask in NEXT)
        found = [due for due in asked if due is not None and due <= to]
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
NEXT: tuple[Callable[[datetime, Clinic], datetime | None], ...] = (
    lambda after, clinic: windows.next_due(after=after, clinic=clinic),
    lambda after, clinic: outbox.next_due(after=after, clinic=clinic),
    lambda after, clinic: documents.next_due(after=after, clinic=clinic),
)


def _work(stage: Place, at: datetime) -> None:
    """One turn of the scheduler's tasks, in the order in which one feeds the next."""
    ways = dict.fromkeys(Channel.values, stage.gateway)
    windows.advance_due(at=at, clinic=stage.clinic)
    outbox.deliver_due(at=at, gateways=ways, clinic=stage.clinic)  # type: ignore[arg-type]
    documents.render_due(at=at, clinic=stage.clinic)
