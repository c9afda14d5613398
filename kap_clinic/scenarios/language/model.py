"""A scenario after reading: every value typed, every instant in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class NamedPerson:
    """A ride or a support person, as far as the file names them."""

    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class TakenMedicine:
    """One medicine of the intake."""

    name: str | None = None
    medicine_class: str | None = None
    last_taken: datetime | None = None


@dataclass(frozen=True)
class ClinicPlan:
    """The clinic that a file asks for."""

    zone: ZoneInfo
    policy: Mapping[str, object]


@dataclass(frozen=True)
class PatientPlan:
    """The patient whose journey it is."""

    legal_name: str
    date_of_birth: date
    sex: str = "unknown"
    timezone: str = ""
    preferred_name: str = ""
    pronouns: str = ""
    language: str = "en"
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Check:
    """One fact that must hold after a step."""

    name: str
    line: int
    value: object


@dataclass(frozen=True)
class Step:
    """One timed act, with the outcome that is expected of it."""

    number: int
    line: int
    at: datetime
    by: str
    action: str
    arguments: Mapping[str, object]
    refused: str | None
    checks: tuple[Check, ...]

    @property
    def until(self) -> datetime:
        """When the step is over: a run of the clock, unless it is refused, may end later."""
        runs = self.action == "run_clock" and self.refused is None
        end = self.arguments.get("to") if runs else None
        return end if isinstance(end, datetime) else self.at


@dataclass(frozen=True)
class Scenario:
    """One patient's journey through one clinic."""

    file: str
    name: str
    story: str
    clinic: ClinicPlan
    staff: Mapping[str, tuple[str, ...]]
    patient: PatientPlan
    steps: tuple[Step, ...]
