"""What a rule is given, what it answers, and the list of all rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from screening.enums import Severity

RULE_VERSION = "2026-11"


@dataclass(frozen=True)
class TakenMedicine:
    name: str
    medicine_class: str
    last_taken_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one patient at one moment. Age in whole years, BMI in kg/m2."""

    conditions: frozenset[str]
    medicines: tuple[TakenMedicine, ...]
    allergies: tuple[str, ...]
    age: int
    bmi: Decimal | None
    pregnant: bool = False
    changes: tuple[str, ...] = ()

    def reports(self, code: str) -> bool:
        return code in self.conditions

    def takes(self, *classes: str) -> bool:
        return any(medicine.medicine_class in classes for medicine in self.medicines)


@dataclass(frozen=True)
class Found:
    code: str
    severity: Severity
    fact: str


type Rule = Callable[[Facts], Iterable[Found]]

RULES: list[Rule] = []


def rule(check: Callable[[Facts], Found | None]) -> Callable[[Facts], Found | None]:
    """Enter a check that answers one finding or none."""
    RULES.append(lambda facts: [found] if (found := check(facts)) else [])
    return check


def stop(facts: Facts, code: str, fact: str) -> Found | None:
    return Found(code, Severity.STOP, fact) if facts.reports(code) else None


def hold(facts: Facts, code: str, fact: str) -> Found | None:
    return Found(code, Severity.HOLD, fact) if facts.reports(code) else None


def caution(facts: Facts, code: str, fact: str) -> Found | None:
    return Found(code, Severity.CAUTION, fact) if facts.reports(code) else None
