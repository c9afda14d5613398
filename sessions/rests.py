"""What was drawn in a room and neither given nor wasted yet: of the doses, and of other medicines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sessions.domain import beside
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_mg
from sessions.domain.wasting import left_of
from sessions.models import MedicationAdministration


@dataclass(frozen=True)
class Rest:
    """One syringe's sum. `name` and `other` are empty for the session's own medicine."""

    lot: str
    drawn: Decimal
    given: Decimal
    left: Decimal
    wasted: list[Decimal]
    name: str = ""
    other: int = 0

    @property
    def words(self) -> str:
        return f"{plain(self.left)} mg of {self.name}" if self.name else f"{plain(self.left)} mg"


def rests_of(session: Any, doses: Iterable[MedicationAdministration]) -> list[Rest]:
    """From columns that came with the room's own statement; the doses first."""
    gone: dict[tuple[str, int], list[Decimal]] = {}
    for row in session.wasted_rows:
        whole = ("dose", row["dose"]) if row["dose"] else ("other", row["other"])
        gone.setdefault(whole, []).append(Decimal(row["mg"]))
    totals = beside.totals_in(session)
    found = [
        _of_dose(dose, given_mg(dose, totals), gone.get(("dose", dose.pk), []), totals)
        for dose in doses
        if dose.drawn_mg is not None
    ]
    others = [row for row in session.other_rows if row["lot"]]
    return found + [_of_other(row, gone.get(("other", row["pk"]), [])) for row in others]


def _of_dose(
    dose: MedicationAdministration,
    given: Decimal,
    wasted: list[Decimal],
    totals: dict[int, Decimal],
) -> Rest:
    left = left_of(dose, totals, wasted=sum(wasted, Decimal(0)))
    lot = dose.lot.number if dose.lot else ""
    return Rest(lot, dose.drawn_mg or dose.mg, given, left, wasted)


def _of_other(row: dict[str, Any], wasted: list[Decimal]) -> Rest:
    drawn = Decimal(row["drawn"])
    given = Decimal(row["given"]) if row["given"] else drawn
    left = drawn - given - sum(wasted, Decimal(0))
    return Rest(row["lot"], drawn, given, left, wasted, name=row["name"], other=row["pk"])
