"""The sum behind a dose, shown before it is signed. It never carries a dose from one route to another."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from accounts.domain.policies import Policy
from medications.domain.orders import TENTH, weight_is_current
from patients.models import Weight

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Sum:
    """Milligrams as planned, the weight they lean on, and what each amount is per kilogram."""

    planned_mg: Decimal
    typed_per_kg: Decimal | None
    weight: Weight | None
    weight_is_current: bool
    weight_until: datetime | None
    per_kg: Decimal | None
    lowest_per_kg: Decimal | None
    highest_per_kg: Decimal | None


def sum_of(
    *,
    planned_mg: Decimal | None,
    planned_mg_per_kg: Decimal | None,
    lowest_mg: Decimal,
    highest_mg: Decimal,
    weight: Weight | None,
    policy: Policy,
    at: datetime,
) -> Sum | None:
    """None where a dose per kilogram has no weight to lean on; the order itself refuses that in words."""
    kilograms = weight.kilograms if weight else None
    planned = planned_mg if planned_mg is not None else per_weight(planned_mg_per_kg, kilograms)
    if planned is None:
        return None
    return Sum(
        planned_mg=planned,
        typed_per_kg=planned_mg_per_kg,
        weight=weight,
        weight_is_current=weight_is_current(weight, policy=policy, at=at),
        weight_until=weight.measured_at + policy.days("weight_days") if weight else None,
        per_kg=_share(planned, kilograms),
        lowest_per_kg=_share(lowest_mg, kilograms),
        highest_per_kg=_share(highest_mg, kilograms),
    )


def per_weight(mg_per_kg: Decimal | None, kilograms: Decimal | None) -> Decimal | None:
    if mg_per_kg is None or kilograms is None:
        return None
    return (mg_per_kg * kilograms).quantize(TENTH, rounding=ROUND_HALF_UP)


def _share(mg: Decimal, kilograms: Decimal | None) -> Decimal | None:
    return (mg / kilograms).quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if kilograms else None
