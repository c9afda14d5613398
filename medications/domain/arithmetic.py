"""The sum behind a dose, shown before it is signed. It never carries a dose from one route to another."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from accounts.domain.policies import Policy
from patients.models import Weight

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


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
    ceiling: Decimal | None = None

    @property
    def is_over_ceiling(self) -> bool:
        """That the planned dose, or the highest that may be given, lies above the clinic's own line."""
        return any(
            is_over(one, self.ceiling)
            for one in (self.typed_per_kg, self.per_kg, self.highest_per_kg)
        )


def sum_of(
    *,
    planned_mg: Decimal | None,
    planned_mg_per_kg: Decimal | None,
    lowest_mg: Decimal,
    highest_mg: Decimal,
    weight: Weight | None,
    route: str,
    policy: Policy,
    at: datetime,
) -> Sum | None:
    """None where a dose per kilogram has no weight to lean on; the order itself refuses that in words."""
    kilograms = weight.kilograms if weight else None
    planned = planned_mg
    if planned is None and planned_mg_per_kg is not None and kilograms is not None:
        planned = for_weight(planned_mg_per_kg, kilograms)
    if planned is None:
        return None
    return Sum(
        planned_mg=planned,
        typed_per_kg=planned_mg_per_kg,
        weight=weight,
        weight_is_current=weight_is_current(weight, policy=policy, at=at),
        weight_until=weight.measured_at + policy.days("weight_days") if weight else None,
        per_kg=per_kilogram(planned, kilograms),
        lowest_per_kg=per_kilogram(lowest_mg, kilograms),
        highest_per_kg=per_kilogram(highest_mg, kilograms),
        ceiling=ceiling_of(policy, route),
    )


def weight_is_current(weight: Weight | None, *, policy: Policy, at: datetime) -> bool:
    return weight is not None and at <= weight.measured_at + policy.days("weight_days")


def for_weight(mg_per_kg: Decimal, kilograms: Decimal) -> Decimal:
    """Milligrams for this weight, to a tenth."""
    return (mg_per_kg * kilograms).quantize(TENTH, rounding=ROUND_HALF_UP)


def per_kilogram(mg: Decimal, kilograms: Decimal | None) -> Decimal | None:
    return (mg / kilograms).quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if kilograms else None


def ceiling_of(policy: Policy, route: str) -> Decimal | None:
    """The clinic's own line in mg/kg for this route; it asks, it does not forbid."""
    line = policy.by_route("ceiling_mg_per_kg", route)
    return None if line is None else Decimal(str(line))


def is_over(per_kg: Decimal | None, ceiling: Decimal | None) -> bool:
    return per_kg is not None and ceiling is not None and per_kg > ceiling
