"""Many hands at one keypad: PINs are counted one after the other, and a lost device loses every race."""

import pytest

from accounts.domain import devices, pins
from accounts.models import DeviceUse, MemberPin
from audit.models import AuditEvent
from tests.races.crowd import at_once, counted
from tests.support.story import Story

pytestmark = pytest.mark.whole


def test_of_thirty_guesses_at_once_five_are_tried(scratch_db):
    """The right one is among them, and is not even looked at once the PIN rests."""
    story = Story()
    pins.set_pin(pin="740291", by=story.noor, at=story.at)
    device, _token = devices.enrol(label="Tablet", by=story.noor, at=story.at)
    guesses = [f"85{number:02d}46" for number in range(30)]

    outcomes = at_once(*(
        lambda guess=guess: pins.prove(
            story.noor, pin=guess, device=device, by=story.noor, at=story.at
        )
        for guess in guesses
    ))  # fmt: skip

    assert counted(outcomes) == {"invalid": 30}
    row = MemberPin.objects.get(member=story.noor)
    assert (row.wrong_in_a_row, row.locked_until is not None) == (5, True)
    assert AuditEvent.objects.filter(action="pin.failed").count() == 30


def test_one_session_seen_by_many_requests_at_once_is_noted_once(scratch_db):
    story = Story()
    device, _token = devices.enrol(label="Tablet", by=story.noor, at=story.at)

    outcomes = at_once(*(
        lambda: devices.note_use(device, session_key="k", by=story.noor, at=story.at)
        for _ in range(8)
    ))  # fmt: skip

    assert counted(outcomes) == {"done": 8}
    assert DeviceUse.objects.count() == 1
