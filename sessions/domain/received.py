"""What the patient received of a dose, in the words of every sheet and screen.

Of an infusion that was stopped that is what had run in by then; what was started stands beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from sessions.domain.route_steps import plain
from sessions.domain.routes import given_mg
from sessions.enums import RouteActKind
from sessions.models import MedicationAdministration, RouteAct


@dataclass(frozen=True)
class Received:
    dose: MedicationAdministration
    mg: Decimal

    @property
    def words(self) -> str:
        return given_words(self.mg, started=self.dose.mg)

    @property
    def mg_per_kg(self) -> Decimal | None:
        weight = self.dose.weight_kg
        return self.mg / weight if weight else None


def given_words(mg: Decimal, *, started: Decimal) -> str:
    """50 mg; of an infusion that was stopped early: 20 mg of 50 mg started."""
    of = f" of {plain(started)} mg started" if mg != started else ""
    return f"{plain(mg)} mg{of}"


def received(
    doses: Iterable[MedicationAdministration], totals: Mapping[int, Decimal]
) -> list[Received]:
    """Each dose with what was received of it; `totals` as from `given_totals`."""
    return [Received(dose, given_mg(dose, totals)) for dose in doses]


def run_in() -> Subquery:
    """As a column beside a dose: what had run in when its infusion was stopped last, else nothing."""
    stops = RouteAct.objects.standing().filter(dose=OuterRef("pk"), kind=RouteActKind.STOPPED)
    return Subquery(stops.order_by("-occurred_at", "-pk").values("total_given_mg")[:1])
