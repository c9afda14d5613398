"""How long somebody still stays: from the first dose, and after an infusion from its stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.policies import Policy
from core.clock import elapsed
from medications.enums import Route
from sessions.domain.route_steps import Act, state_of
from sessions.enums import RouteActKind
from sessions.models import MedicationAdministration, MedicineSession, RouteAct

UNDER_WAY = frozenset({"running", "paused"})


@dataclass(frozen=True)
class Infused:
    """How an infusion stands: that it is not stopped yet, and when it was stopped last."""

    is_running: bool = False
    stopped_at: datetime | None = None


NEVER = Infused()


def infused(acts: Sequence[Act]) -> Infused:
    """Told from the acts of the route in their order."""
    stops = [act.occurred_at for act in acts if act.kind == RouteActKind.STOPPED]
    return Infused(state_of(Route.IV, acts) in UNDER_WAY, max(stops, default=None))


def infused_in(session: MedicineSession) -> Infused:
    rows = RouteAct.objects.standing().filter(session=session)
    return infused(list(rows.order_by("occurred_at", "pk")))


def minimum_left(
    dose: MedicationAdministration, policy: Policy, *, at: datetime, infusion: Infused = NEVER
) -> timedelta:
    """What is missing of the route's observation time; zero when it is over.

    It counts from the first dose, and after an infusion also from its last stop: the later decides.
    """
    until = dose.given_at + timedelta(minutes=policy.by_route("observation_minutes", dose.route))
    if dose.route == Route.IV and infusion.stopped_at is not None:
        after = timedelta(minutes=policy["after_infusion_minutes"])
        until = max(until, infusion.stopped_at + after)
    return max(elapsed(at, until), timedelta())
