"""Moments that the phase after the session lives by.

The integration window opens in the same transaction as the first dose, but integration stands
above sessions and may not be imported from here. It follows these moments instead: its app config
hands over one follower when the process starts, and a session without it refuses to go on.
"""

from datetime import datetime
from typing import Protocol

from accounts.models import Membership
from patients.models import EpisodeOfCare
from sessions.models import MedicineSession


class Follower(Protocol):
    def first_dose(self, session: MedicineSession, *, by: Membership, at: datetime) -> None: ...

    def left(self, session: MedicineSession, *, at: datetime) -> None: ...

    def voided(self, session: MedicineSession, *, at: datetime) -> None: ...

    def visits_changed(self, episode: EpisodeOfCare, *, at: datetime) -> None: ...


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Called once, by integration's app config."""
    _followers[:] = [follower]


def follower() -> Follower:
    if not _followers:
        raise RuntimeError("Nobody follows the session: integration is not installed.")
    return _followers[0]
