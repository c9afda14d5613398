"""What every provider must do for us."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """`key` is honoured by a provider that can: the same key twice is delivered once."""

    key: str
    reference: str
    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Incoming:
    """A text that came back: from which number, in international form, and what it says."""

    sender: str
    body: str


class Gateway(Protocol):
    honours_keys: bool

    def send(self, message: Outgoing) -> str:
        """Hand over and return the provider's reference; raises GatewayError or Ambiguous."""
        ...


class GatewayError(Exception):
    """The provider said no, or was not reached: nothing was sent."""


class Ambiguous(Exception):
    """The connection broke after we spoke: it may have been sent."""
