"""Whom a session that runs past its booked end pushes: the next in its room, or with its clinician."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery

from accounts.domain.policies import Policy
from scheduling.enums import UPCOMING
from scheduling.models import Appointment
from sessions.domain.timing import ends_about
from sessions.enums import DoseKind, SessionStatus
from sessions.models import MedicationAdministration


def route_given() -> Subquery:
    """As `given_by_route`: how the first dose of a visit's session was given."""
    doses = MedicationAdministration.objects.filter(session__appointment=OuterRef("pk"))
    return Subquery(doses.filter(kind=DoseKind.FIRST).values("route")[:1])


def pushed(visits: Sequence[Appointment], *, at: datetime, policy: Policy) -> dict[int, datetime]:
    """By the id of a visit that has to wait, until about when; `visits` carry `given_by_route`."""
    found: dict[int, datetime] = {}
    for held in visits:
        until = _held_until(held, at=at, policy=policy)
        if until is None:
            continue
        for one in visits:
            if one.pk != held.pk and one.status in UPCOMING and _meets(held, one, until):
                found[one.pk] = max(until, found.get(one.pk, until))
    return found


def _held_until(visit: Appointment, *, at: datetime, policy: Policy) -> datetime | None:
    session, route = getattr(visit, "session", None), vars(visit)["given_by_route"]
    if session is None or session.status != SessionStatus.IN_PROGRESS or not route:
        return None
    return ends_about(session.first_dose_at, route, at=at, policy=policy)


def _meets(held: Appointment, one: Appointment, until: datetime) -> bool:
    is_theirs = one.room_id == held.room_id or one.clinician_id == held.clinician_id
    return is_theirs and held.end_at <= one.start_at < until
