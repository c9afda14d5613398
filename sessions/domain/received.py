"""What the patient received of a dose, in the words of every sheet and screen.

Of an infusion that was stopped that is what had run in by then, of a dose that was corrected what was
really given; what was started or charted first stands beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from medications.enums import ESKETAMINE, SESSION_SUBSTANCES, DoseSource, Route, substance_of
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_mg
from sessions.enums import RouteActKind
from sessions.models import DoseCorrection, MedicationAdministration, RouteAct


@dataclass(frozen=True)
class Received:
    dose: MedicationAdministration
    mg: Decimal

    @property
    def words(self) -> str:
        return given_words(self.mg, first=self.dose.mg, route=self.dose.route)

    @property
    def short(self) -> str:
        """For a line with little room: of a correction only what counts."""
        return self.words if self.dose.route == Route.IV else f"{plain(self.mg)} mg"

    @property
    def medicine(self) -> str:
        return medicine_of(self.dose)

    @property
    def how(self) -> str:
        return Route(self.dose.route).way

    @property
    def is_own(self) -> bool:
        """Of the patient's own supply: taken by their own hand before somebody's eyes."""
        return self.dose.source == DoseSource.PATIENT_OWN

    @property
    def mg_per_kg(self) -> Decimal | None:
        weight = self.dose.weight_kg
        return self.mg / weight if weight else None


def given_words(mg: Decimal, *, first: Decimal, route: str) -> str:
    """50 mg; stopped early: 20 mg of 50 mg started; corrected: 75 mg, first charted as 55 mg."""
    if mg == first:
        return f"{plain(mg)} mg"
    if route == Route.IV:
        return f"{plain(mg)} mg of {plain(first)} mg started"
    return f"{plain(mg)} mg, first charted as {plain(first)} mg"


def medicine_of(dose: MedicationAdministration) -> str:
    """What was given, by its own name: as it stands on the lot, else as the route says."""
    substance = dose.lot.substance.lower() if dose.lot else ""
    if substance in SESSION_SUBSTANCES:
        return substance
    return substance_of(dose.route)


def is_off_label(dose: MedicationAdministration) -> bool:
    """Esketamine is given under its own label; ketamine for this use under none."""
    return medicine_of(dose) != ESKETAMINE


def received(
    doses: Iterable[MedicationAdministration], totals: Mapping[int, Decimal]
) -> list[Received]:
    """Each dose with what was received of it; `totals` as from `given_totals`."""
    return [Received(dose, given_mg(dose, totals)) for dose in doses]


def run_in() -> Coalesce:
    """As a column beside a dose: what was received, where that is not what was charted first."""
    stops = RouteAct.objects.standing().filter(dose=OuterRef("pk"), kind=RouteActKind.STOPPED)
    corrected = DoseCorrection.objects.filter(dose=OuterRef("pk")).order_by("-recorded_at", "-pk")
    return Coalesce(
        Subquery(stops.order_by("-occurred_at", "-pk").values("total_given_mg")[:1]),
        Subquery(corrected.values("mg")[:1]),
    )
