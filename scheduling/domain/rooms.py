"""The clinic's rooms: their names, how long they stay free after a visit, how many people they hold."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from scheduling.models import Room

LONGEST_NAME = 60
MOST_PLACES = 40
LONGEST_TURNOVER = 240


@dataclass(frozen=True)
class RoomFacts:
    name: str
    places: int = 1
    turnover_minutes: int = 0
    is_active: bool = True


@act("room.kept", Permission.TEAM_MANAGE)
def keep(room: Room | None, *, facts: RoomFacts, by: Membership, at: datetime) -> Room:
    """A new room, or an old one as it is from now on. Visits that are booked stay as they are."""
    if not (name := words_of(facts.name, most=LONGEST_NAME, what="the name")):
        raise invalid("Name the room.")
    if not 1 <= facts.places <= MOST_PLACES:
        raise invalid(f"A room has from 1 to {MOST_PLACES} places.")
    if not 0 <= facts.turnover_minutes <= LONGEST_TURNOVER:
        raise invalid(f"Between visits it stays free from 0 to {LONGEST_TURNOVER} minutes.")
    row = Room.objects.lock(room.pk) if room else Room(clinic=by.clinic)
    if row.clinic_id != by.clinic_id:
        raise invalid("That room is another clinic's.")
    row.name, row.places, row.is_active = name, facts.places, facts.is_active
    row.turnover_minutes = facts.turnover_minutes
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise invalid("Another room has that name.") from None
    trail.record("room.kept", row, by=by, at=at)
    return row
