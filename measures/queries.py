"""Scores as a page reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import FirstValue, RowNumber

from accounts.models import Membership
from measures.enums import InstrumentCode
from measures.instruments import INSTRUMENTS
from measures.models import QuestionnaireResponse, SafetyAlert
from patients.identity import Identity, identity
from patients.models import Patient

SHOWN = 12
# A change that people notice, in points (domain reference, section 3; each clinic may set its own).
NOTICEABLE = {
    InstrumentCode.PHQ9: Decimal(5),
    InstrumentCode.GAD7: Decimal(4),
    InstrumentCode.PCL5: Decimal(10),
    InstrumentCode.PEG: Decimal(1),
}


@dataclass(frozen=True)
class Series:
    """The complete scores of one instrument, oldest first, with the very first as baseline."""

    code: str
    rows: Sequence[Any]
    baseline: Decimal

    @property
    def label(self) -> str:
        return str(InstrumentCode(self.code).label)

    @property
    def last(self) -> Any:
        return self.rows[-1]

    @property
    def highest(self) -> int:
        one = INSTRUMENTS[self.code]
        return one.highest if self.code == InstrumentCode.PEG else one.highest * one.items

    @property
    def change(self) -> Decimal:
        return Decimal(self.last.score - self.baseline)

    @property
    def has_changed(self) -> bool:
        return len(self.rows) > 1

    @property
    def words(self) -> str:
        """'9 points less since the first (43 % lower)': said, never judged."""
        if not self.has_changed:
            return "first score"
        if self.change == 0:
            return "as at the first"
        sign = "\N{MINUS SIGN}" if self.change < 0 else "+"
        share = abs(self.change) / self.baseline * 100 if self.baseline else None
        more = f" ({share:.0f} % {'lower' if self.change < 0 else 'higher'})" if share else ""
        return f"{sign}{abs(self.change).normalize():f} points since the first{more}"

    @property
    def is_noticeable(self) -> bool:
        threshold = NOTICEABLE.get(InstrumentCode(self.code))
        return threshold is not None and abs(self.change) >= threshold


def newest_scores(patient: Patient, *, limit: int = SHOWN) -> list[Series]:
    """At most `limit` scores of each instrument, in one statement."""
    own = [F("instrument")]
    newest = [F("answered_at").desc(), F("pk").desc()]
    oldest = [F("answered_at").asc(), F("pk").asc()]
    rows = (
        QuestionnaireResponse.objects.complete()
        .filter(patient=patient)
        .annotate(
            place=Window(RowNumber(), partition_by=own, order_by=newest),
            baseline=Window(FirstValue("score"), partition_by=own, order_by=oldest),
        )
        .filter(place__lte=limit)
        .order_by("instrument", "answered_at", "pk")
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.instrument, []).append(row)
    order = list(InstrumentCode.values)
    return [
        Series(code, found[code], found[code][0].baseline)
        for code in sorted(found, key=order.index)
    ]


def newest_of(patient: Patient, instrument: str) -> int:
    """The key of the newest sitting, whole or not; 0 before the first."""
    rows = QuestionnaireResponse.objects.filter(patient=patient, instrument=instrument)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def has_standing_alert(patient: Patient) -> bool:
    return SafetyAlert.objects.standing().filter(patient=patient).exists()


def bar(patient: Patient, *, membership: Membership, at: datetime) -> Identity:
    """The identity bar with the safety alerts that stand."""
    rows = SafetyAlert.objects.standing().filter(patient=patient).order_by("pk")
    alerts = [str(row.get_kind_display()) for row in rows]
    return identity(patient, membership=membership, at=at, alerts=alerts)
