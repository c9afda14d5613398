"""The provider of the played clinic: it takes everything and remembers what it was handed."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from messaging.gateways.base import Outgoing


@dataclass(frozen=True)
class Handed:
    """One message as the provider got it, with the moment on the played clock."""

    message: Outgoing
    at: datetime


@dataclass
class RememberingGateway:
    """Honours no keys, so that a message handed over twice is seen twice."""

    now: datetime
    honours_keys: bool = False
    handed: list[Handed] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: Outgoing) -> str:
        with self._lock:
            self.handed.append(Handed(message, self.now))
            return f"played-{len(self.handed)}"
