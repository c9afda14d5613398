"""The screening rules: one small function each, and what they found as values."""

from screening.domain.rules import conditions, medicines
from screening.domain.rules.base import RULE_VERSION, RULES, Facts, Found, TakenMedicine

CODES = conditions.CODES

__all__ = [
    "CODES",
    "RULES",
    "RULE_VERSION",
    "Facts",
    "Found",
    "TakenMedicine",
    "conditions",
    "evaluate",
    "medicines",
]


def evaluate(facts: Facts) -> dict[str, Found]:
    """Every rule that fires, by code. Nothing here refuses a patient: it asks a prescriber."""
    found = [found for rule in RULES for found in rule(facts)]
    return {one.code: one for one in found}
