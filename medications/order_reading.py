"""What the order page looks up."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from medications.models import MedicationOrder
from patients.models import EpisodeOfCare, Patient, Weight

CARRIED = (
    "route", "level", "source", "allowed_min_mg", "allowed_max_mg", "booster_mg",
    "booster_after_min", "booster_before_min", "max_sessions",
)  # fmt: skip


def orders_of(episode: EpisodeOfCare) -> list[MedicationOrder]:
    """The one in force first, then those it replaced."""
    rows = MedicationOrder.objects.filter(episode=episode).select_related("written_by__user")
    return sorted(rows, key=lambda one: (one.replaced_at is not None, -one.written_at.timestamp()))


def newest_weight(patient: Patient, *, at: datetime) -> Weight | None:
    return Weight.objects.newest(patient.pk, at=at)


def carried_over(order: MedicationOrder | None) -> dict[str, Any]:
    """A new order begins with the words of the last; every one of them is looked at again."""
    if order is None:
        return {"planned_in": "mg", "replaces": 0}
    per_kg = order.planned_mg_per_kg
    return {
        **{name: _plain(getattr(order, name)) for name in CARRIED},
        "planned": _plain(per_kg if per_kg is not None else order.planned_mg),
        "planned_in": "mg" if per_kg is None else "mg_per_kg",
        "replaces": order.pk,
    }


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
