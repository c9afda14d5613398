"""Reading and approving a clinic's policy."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import Clinic, ClinicPolicy
from accounts.policy_defaults import DEFAULTS


@dataclass(frozen=True)
class Policy:
    """The numbers in force at one moment; `version` is stamped on what they decide."""

    version: int
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def days(self, key: str) -> timedelta:
        return timedelta(days=self.values[key])

    def hours(self, key: str) -> timedelta:
        return timedelta(hours=self.values[key])

    def by_route(self, key: str, route: str) -> Any:
        return self.values[key][route]

    def clock(self, key: str) -> time:
        return time.fromisoformat(self.values[key])


def policy_of(clinic: Clinic, *, at: datetime) -> Policy:
    """The newest version in effect at that moment, its own numbers laid over the defaults."""
    row = (
        ClinicPolicy.objects.filter(clinic=clinic, effective_at__lte=at)
        .order_by("-version")
        .first()
    )
    return Policy(row.version, _merged(row.values)) if row else Policy(0, DEFAULTS)


def adopt_policy(
    clinic: Clinic, *, values: dict[str, Any], author: str, approver: str, at: datetime
) -> ClinicPolicy:
    """Write the next version; versions before it stay readable for ever."""
    last = ClinicPolicy.objects.filter(clinic=clinic).order_by("-version").first()
    return ClinicPolicy.objects.create(
        clinic=clinic,
        version=last.version + 1 if last else 1,
        values=values,
        author_name=author,
        approver_name=approver,
        effective_at=at,
    )


def _merged(own: dict[str, Any]) -> dict[str, Any]:
    """The clinic's own numbers over the defaults; readings it set for a route are never thinned."""
    merged = dict(DEFAULTS)
    for key, value in own.items():
        base = DEFAULTS.get(key)
        if isinstance(base, dict) and isinstance(value, dict):
            merged[key] = {**base, **value}
        else:
            merged[key] = value
    own_routes = own.get("vitals_minutes", {})
    merged["vitals_minutes_settled"] = {
        route: minutes
        for route, minutes in merged["vitals_minutes_settled"].items()
        if route not in own_routes or "vitals_minutes_settled" in own
    }
    return merged
