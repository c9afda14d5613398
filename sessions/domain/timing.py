"""Whether there is still time: the latest minute for a dose, and whom a late one would push. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.policies import Policy
from scheduling.enums import VisitKind


@dataclass(frozen=True)
class Ahead:
    """A visit that comes after this one, in its room or with its clinician."""

    kind: str
    start_at: datetime
    room: str
    clinician: str
    same_room: bool
    same_clinician: bool

    @property
    def words(self) -> str:
        """Without a name: the patient of this hour may see the screen."""
        what = VisitKind(self.kind).label
        return f"{what[0].lower()}{what[1:]} in {self.room} with {self.clinician}"


@dataclass(frozen=True)
class LatestDose:
    at: datetime
    because: str


@dataclass(frozen=True)
class Overrun:
    """When the session would end, and the visit that begins before that."""

    until: datetime
    pushes: Ahead


def latest_dose(
    *,
    ends_at: datetime,
    closes_at: datetime,
    ride_until: datetime | None,
    ahead: list[Ahead],
    route: str,
    policy: Policy,
) -> LatestDose:
    """Dose, the route's minimum and closing fit before room, clinician, ride and closing time."""
    ends = [(ends_at, "the room is booked until then")]
    ends += [
        (one.start_at, f"{one.clinician} has a visit then") for one in ahead if one.same_clinician
    ]
    ends += [(one.start_at, f"{one.room} is booked then") for one in ahead if one.same_room]
    if ride_until:
        ends.append((ride_until, "the ride home can come no later"))
    ends.append((closes_at, "the clinic closes then"))
    end, because = min(ends, key=lambda pair: pair[0])
    return LatestDose(end - after_the_dose(route, policy), because)


def after_the_dose(route: str, policy: Policy) -> timedelta:
    """The route's observation and what closing takes."""
    minutes = policy.by_route("observation_minutes", route) + policy["closing_minutes"]
    return timedelta(minutes=minutes)


def closing_time(day_start: datetime, policy: Policy) -> datetime:
    """The clinic's last door on the day that `day_start` lies in; its zone stays."""
    close = policy.clock("closing_time")
    return day_start.replace(hour=close.hour, minute=close.minute, second=0, microsecond=0)


def ends_about(first_dose_at: datetime, route: str, *, at: datetime, policy: Policy) -> datetime:
    """When a session that runs lets go of its room, as far as can be known."""
    return max(first_dose_at + after_the_dose(route, policy), at)


def overrun(
    *,
    first_dose_at: datetime,
    ends_at: datetime,
    at: datetime,
    ahead: list[Ahead],
    route: str,
    policy: Policy,
) -> Overrun | None:
    """The visit that this session will push, when it runs past its booked end."""
    until = ends_about(first_dose_at, route, at=at, policy=policy)
    pushed = [one for one in ahead if ends_at <= one.start_at < until]
    return (
        Overrun(until, min(pushed, key=lambda one: one.start_at))
        if until > ends_at and pushed
        else None
    )
