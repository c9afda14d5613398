"""The prescriber's order: its arithmetic shown, its range kept, the one before it replaced."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.acts import act, invalid
from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from medications.domain.arithmetic import for_weight, weight_is_current
from medications.enums import DoseLevel, DoseSource, Route
from medications.models import MedicationOrder
from patients.domain.care_team import require_care
from patients.domain.episodes import open_episode
from patients.models import EpisodeOfCare, Patient, Weight

SMALLEST, LARGEST_MG = Decimal("0.01"), Decimal(5000)
LARGEST_MG_PER_KG = Decimal(50)


@dataclass(frozen=True)
class BoosterBand:
    """A second dose, authorised apart: milligrams, and minutes from the first dose, ends included."""

    mg: Decimal
    after_min: int
    before_min: int


@act("order.written", Permission.ORDER_WRITE)
def write(
    patient: Patient,
    *,
    route: str,
    level: str,
    source: str,
    allowed_min_mg: Decimal,
    allowed_max_mg: Decimal,
    max_sessions: int,
    by: Membership,
    at: datetime,
    planned_mg: Decimal | None = None,
    planned_mg_per_kg: Decimal | None = None,
    booster: BoosterBand | None = None,
) -> MedicationOrder:
    """Write the order in force from now on."""
    require_care(by, patient)
    _check_words(route, level, source, max_sessions)
    policy = policy_of(patient.clinic, at=at)
    weight = Weight.objects.newest(patient.pk, at=at)
    planned = _planned(planned_mg, planned_mg_per_kg, weight, policy=policy, at=at)
    _check_range(planned, allowed_min_mg, allowed_max_mg)
    _check_booster(booster)
    episode = open_episode(patient)
    EpisodeOfCare.objects.lock(episode.pk)
    MedicationOrder.objects.in_force().filter(episode=episode).update(replaced_at=at)
    order = MedicationOrder.objects.create(
        episode=episode,
        route=route,
        level=level,
        source=source,
        planned_mg=planned,
        planned_mg_per_kg=planned_mg_per_kg,
        weight_kg=weight.kilograms if weight else None,
        allowed_min_mg=allowed_min_mg,
        allowed_max_mg=allowed_max_mg,
        booster_mg=booster.mg if booster else None,
        booster_after_min=booster.after_min if booster else None,
        booster_before_min=booster.before_min if booster else None,
        max_sessions=max_sessions,
        written_at=at,
        written_by=by,
        valid_until=at + policy.days("order_days"),
        policy_version=policy.version,
    )
    trail.record("order.written", order, by=by, at=at, patient_id=patient.pk, planned_mg=planned)
    return order


def order_in_force(episode: EpisodeOfCare) -> MedicationOrder | None:
    rows = MedicationOrder.objects.in_force().filter(episode=episode)
    return rows.select_related("written_by__user").first()


def _planned(
    mg: Decimal | None,
    mg_per_kg: Decimal | None,
    weight: Weight | None,
    *,
    policy: Policy,
    at: datetime,
) -> Decimal:
    """Milligrams as written, or milligrams per kilogram times a weight that is still current."""
    if (mg is None) == (mg_per_kg is None):
        raise invalid("Plan the dose in mg or in mg/kg, one of the two.")
    if mg is not None:
        _check_amount(mg, LARGEST_MG, "planned dose")
        return mg
    assert mg_per_kg is not None  # noqa: S101 - the line above left one of two
    _check_amount(mg_per_kg, LARGEST_MG_PER_KG, "dose per kilogram")
    if weight is None:
        raise invalid("Record a weight before a dose per kilogram.")
    if not weight_is_current(weight, policy=policy, at=at):
        raise Refusal(
            RefusalCode.WEIGHT_EXPIRED,
            "The weight is too old for a dose per kilogram. Weigh again.",
        )
    return for_weight(mg_per_kg, weight.kilograms)


def _check_words(route: str, level: str, source: str, max_sessions: int) -> None:
    known = route in Route.values and level in DoseLevel.values and source in DoseSource.values
    if not known:
        raise invalid("Choose route, level and source.")
    if not 1 <= max_sessions <= 100:
        raise invalid("An order is for one session or more.")


def _check_amount(value: Decimal | None, largest: Decimal, what: str) -> None:
    if value is None or not value.is_finite() or not SMALLEST <= value <= largest:
        raise invalid(f"Enter a {what} that can be true.")


def _check_range(planned: Decimal, lowest: Decimal, highest: Decimal) -> None:
    _check_amount(lowest, LARGEST_MG, "lowest dose")
    _check_amount(highest, LARGEST_MG, "highest dose")
    if lowest > highest:
        raise invalid("The lowest dose cannot be above the highest.")
    if not lowest <= planned <= highest:
        raise invalid(f"The planned dose of {planned} mg lies outside {lowest} to {highest} mg.")


def _check_booster(booster: BoosterBand | None) -> None:
    if booster is None:
        return
    _check_amount(booster.mg, LARGEST_MG, "booster dose")
    if not 0 <= booster.after_min <= booster.before_min <= 24 * 60:
        raise invalid("The booster's band starts before it ends.")
