"""The instruments that are bundled: items, scoring and bands. Pure; bad answers raise.

Wording is data and stands in measures/wording/, as released by its publisher, with licence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from measures.enums import InstrumentCode

# Bands as (from, name): PHQ-9 and GAD-7 by their publishers (LOINC LL382-3 for PHQ-9).
PHQ9_BANDS = (
    (0, "minimal"),
    (5, "mild"),
    (10, "moderate"),
    (15, "moderately severe"),
    (20, "severe"),
)
GAD7_BANDS = ((0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe"))
# AUDIT-C is positive from 3, for men from 4.
AUDITC_POSITIVE, AUDITC_POSITIVE_MEN = 3, 4
SUICIDE_ITEM = 9


@dataclass(frozen=True)
class Instrument:
    """`recall_days` is the period its questions ask about: it is never asked inside it again."""

    code: InstrumentCode
    version: str
    items: int
    lowest: int
    highest: int
    recall_days: int
    score: Callable[[Sequence[int]], Decimal]
    band: Callable[[Decimal, str], str]


def _sum(answers: Sequence[int]) -> Decimal:
    return Decimal(sum(answers))


def _mean(answers: Sequence[int]) -> Decimal:
    mean = Decimal(sum(answers)) / len(answers)
    return mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _from_table(bands: Sequence[tuple[int, str]]) -> Callable[[Decimal, str], str]:
    def name(score: Decimal, _sex: str) -> str:
        return next(word for lowest, word in reversed(bands) if score >= lowest)

    return name


def _audit_c(score: Decimal, sex: str) -> str:
    positive_from = AUDITC_POSITIVE_MEN if sex == "male" else AUDITC_POSITIVE
    return "positive" if score >= positive_from else "negative"


def _no_band(_score: Decimal, _sex: str) -> str:
    return ""


INSTRUMENTS: dict[str, Instrument] = {
    one.code: one
    for one in (
        Instrument(InstrumentCode.PHQ9, "PHQ-9 en", 9, 0, 3, 14, _sum, _from_table(PHQ9_BANDS)),
        Instrument(InstrumentCode.GAD7, "GAD-7 en", 7, 0, 3, 14, _sum, _from_table(GAD7_BANDS)),
        Instrument(InstrumentCode.PCL5, "PCL-5 month en", 20, 0, 4, 30, _sum, _no_band),
        Instrument(InstrumentCode.AUDITC, "AUDIT-C en", 3, 0, 4, 365, _sum, _audit_c),
        Instrument(InstrumentCode.PEG, "PEG en", 3, 0, 10, 7, _mean, _no_band),
    )
}
