"""When a room that nobody writes in looks different by itself: the next boundary of its hours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sessions.domain import beside, timing
from sessions.steps import SOON_MINUTES

if TYPE_CHECKING:
    from sessions.room import Room

AT_MOST = timedelta(hours=12)
LATE_EVERY = timedelta(minutes=5)  # how often a session that runs over says anew until when


def next_turn(room: "Room") -> datetime:
    """Until when every part of this room says what is true, if nothing is written."""
    ahead = (one for one in _turns(room) if one > room.at)
    return min(ahead, default=room.at + AT_MOST)


def _turns(room: "Room") -> Iterator[datetime]:
    """The next stage, the reading that comes near and is due, the way home, the visit that is pushed."""
    if not room.is_dosed or room.is_over:
        return
    if room.shape.next_at:
        yield room.shape.next_at
    if room.due_at:
        yield room.due_at - timedelta(minutes=SOON_MINUTES)
        yield room.due_at
    if room.ready_at:
        yield room.ready_at
    yield from _turns_of_the_end(room)


def _turns_of_the_end(room: "Room") -> Iterator[datetime]:
    """Only where a visit comes after this one; a session that is late says so anew as it goes on."""
    first = room.facts.first_dose
    if first is None or not room.session.appointment or not beside.ahead_of(room.session):
        return
    planned_end = first.given_at + timing.after_the_dose(first.route, room.facts.policy)
    yield planned_end if room.at < planned_end else room.at + LATE_EVERY
