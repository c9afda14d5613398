"""The people of one group, and how many places its room still has."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Membership
from scheduling.enums import UPCOMING
from scheduling.models import HOLDS_THE_SLOT, Appointment, Room


@dataclass(frozen=True, slots=True)
class Group:
    """`visits` are those this member may see; others are counted only."""

    visit: Appointment
    visits: list[Appointment]
    taken: int

    @property
    def room(self) -> Room:
        return self.visit.room

    @property
    def free(self) -> int:
        return max(0, self.room.places - self.taken)

    @property
    def hidden(self) -> int:
        return self.taken - len(self.visits)

    @property
    def label(self) -> str:
        return f"Book with {'the group of ' if self.taken > 1 else ''}{self.visit.patient.name}"


def group_of(visit: Appointment, member: Membership) -> Group:
    rows = Appointment.objects.of_group(visit).filter(HOLDS_THE_SLOT)
    seen = Appointment.objects.visible_to(member).filter(pk__in=rows.values("pk"))
    found = list(seen.select_related("patient").order_by("booked_at", "pk"))
    return Group(visit, found, rows.count())


def at_that_time(member: Membership, asked: dict[str, Any]) -> Appointment | None:
    """The visit of the same kind with the same clinician, in the same room, from the same minute on."""
    rows = Appointment.objects.visible_to(member).filter(
        status__in=UPCOMING, kind=asked["kind"], start_at=asked["start_at"],
        clinician=asked["clinician"], room=asked["room"],
    )  # fmt: skip
    return rows.select_related("patient", "room").order_by("booked_at", "pk").first()
