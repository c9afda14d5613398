"""A weight, taken on its own. Both units are kept: what was typed, and kilograms."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import Patient, Weight

KG_PER = {"kg": Decimal(1), "lb": Decimal("0.45359237")}
LIGHTEST, HEAVIEST = Decimal(20), Decimal(400)
HUNDREDTH = Decimal("0.01")


@act("weight.recorded", Permission.CHART_CLINICAL)
def weigh(patient: Patient, *, value: Decimal, unit: str, by: Membership, at: datetime) -> Weight:
    """Write down what the scale said, now."""
    require_care(by, patient)
    if unit not in KG_PER or not value.is_finite():
        raise invalid("Enter the weight in kilograms or in pounds.")
    kilograms = in_kilograms(value, unit)
    if not LIGHTEST <= kilograms <= HEAVIEST:
        raise invalid("Enter a weight between 20 and 400 kg (44 and 882 lb).")
    row = Weight.objects.create(
        patient=patient, kilograms=kilograms, typed_value=value, typed_unit=unit, measured_at=at
    )
    trail.record("weight.recorded", row, by=by, at=at)
    return row


def in_kilograms(value: Decimal, unit: str) -> Decimal:
    return (value * KG_PER[unit]).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
