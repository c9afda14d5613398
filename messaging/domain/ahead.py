"""What lies ahead of a patient is queued when a way of writing to them opens only now."""

from collections.abc import Callable
from datetime import datetime

from patients.models import Patient

type Teller = Callable[[Patient, datetime], None]

_TELLERS: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Enter a function that queues what is still ahead; what is queued or was sent stays once."""
    _TELLERS.append(teller)
    return teller


def tell_again(patient: Patient, *, at: datetime) -> None:
    for teller in _TELLERS:
        teller(patient, at)
