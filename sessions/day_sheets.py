"""The sheets of the day packet: what stands on paper for one medicine session, before it and while it runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.domain.policies import Policy
from accounts.models import Clinic, Membership
from core.clock import day_span
from medications.domain.arithmetic import per_kilogram
from medications.enums import Route, substance_of
from medications.models import MedicationOrder
from patients.enums import ContactKind
from patients.models import AdvanceDirective, Allergy, Contact
from sessions import around
from sessions.domain import gate, vitals
from sessions.domain.gate import GateFacts
from sessions.domain.route_steps import plain
from sessions.enums import DischargeItem, SessionStatus
from sessions.models import MedicineSession

BEFORE, SPARE = 2, 2  # empty rows of the grid before the dose, and for readings between the times
BESIDE = ("episode__patient__clinic", "appointment__room", "appointment__clinician__user")
MOST_CONTACTS = 4


@dataclass(frozen=True)
class Sheet:
    """One session as it stands at that moment; nothing in it is a note."""

    session: Any  # with the columns of `rows_of`
    facts: GateFacts

    @property
    def patient(self) -> Any:
        return self.session.patient

    @property
    def age(self) -> int:
        zone = self.patient.clinic.zone
        return int(self.patient.age_on(self.session.planned_at.astimezone(zone).date()))

    @property
    def directive(self) -> AdvanceDirective:
        return around.directive_of(self.session)

    @property
    def contacts(self) -> list[tuple[str, str, str]]:
        """Whom to call: what they are to the patient, name, phone."""
        rows = self.session.phone_rows
        return [(ContactKind(row["kind"]).label, row["name"], row["phone"]) for row in rows]

    @property
    def order(self) -> MedicationOrder | None:
        first = self.facts.first_dose
        return first.order if first and first.order else self.facts.order

    @property
    def route(self) -> str:
        """Of the dose, else of the order; where there is neither, the one with the most readings."""
        first = self.facts.first_dose
        if first is not None:
            return str(first.route)
        return str(self.order.route) if self.order else str(Route.IM)

    @property
    def medicine(self) -> str:
        return substance_of(self.route)

    @property
    def way(self) -> str:
        return Route(self.route).way

    @property
    def weight(self) -> Decimal | None:
        return self.facts.background.weight_kg

    @property
    def per_kg(self) -> Decimal | None:
        return per_kilogram(self.order.planned_mg, self.weight) if self.order else None

    @cached_property
    def gate_lines(self) -> list[gate.Line]:
        return gate.checklist(self.facts)

    @property
    def open_lines(self) -> list[gate.Line]:
        return [line for line in self.gate_lines if not line.is_met]

    @property
    def met_lines(self) -> list[gate.Line]:
        return [line for line in self.gate_lines if line.is_met]

    @property
    def readings_due(self) -> list[tuple[str, datetime | None]]:
        """Rows of the grid: before the dose, at each time that is due, and some to spare."""
        start = self.session.first_dose_at
        due = [
            (f"{minute} min", start + timedelta(minutes=minute) if start else None)
            for minute in vitals.schedule(self.facts, self.route)
        ]
        return [("Before", None)] * BEFORE + due + [("", None)] * SPARE

    @property
    def limits(self) -> list[tuple[str, str]]:
        return limits_of(self.facts.policy, self.route)

    @property
    def leaving(self) -> list[DischargeItem]:
        return DischargeItem.asked(infused=self.route == Route.IV)

    @property
    def leaving_halves(self) -> list[list[DischargeItem]]:
        """As two columns beside each other."""
        half = -(-len(self.leaving) // 2)
        return [self.leaving[:half], self.leaving[half:]]

    @property
    def given(self) -> list[Any]:
        return self.facts.own_doses


def rows_of(clinic: Clinic, day: date, *, seen_by: Membership | None = None) -> list[Any]:
    """Sessions of that clinic day, in the order of the day; `seen_by` leaves out what they may not see."""
    start, end = day_span(clinic, day)
    rows = MedicineSession.objects.for_clinic(clinic).filter(
        planned_at__gte=start, planned_at__lt=end
    )
    if seen_by is not None:
        rows = rows.visible_to(seen_by)
    rows = rows.exclude(status__in=[SessionStatus.CANCELLED, SessionStatus.ENDED])
    allergies = Allergy.objects.filter(patient=OuterRef("episode__patient"), ended_at=None)
    columns = {
        "allergy_names": ArraySubquery(allergies.order_by("pk").values("substance")),
        "phone_rows": ArraySubquery(_phones()),
        "directive_rows": ArraySubquery(around.directive_rows()),
    }
    return list(rows.select_related(*BESIDE).annotate(**columns).order_by("planned_at", "pk"))


def sheets_of(sessions: Iterable[Any], *, at: datetime) -> list[Sheet]:
    """Each session asked for itself, as its room asks: so many statements a session, whatever it holds.

    What has not begun is read as it will stand at its booked time: an intake may run out by then.
    """
    return [Sheet(one, gate.load(one.episode, one, at=max(at, one.planned_at))) for one in sessions]


def limits_of(policy: Policy, route: str) -> list[tuple[str, str]]:
    """The clinic's numbers for this route, as they are read aloud."""
    before, stop = policy["before_amber"], policy["before_red"]
    later, worst, leaving = policy["after_amber"], policy["after_red"], policy["leaving"]
    solid, clear = policy.by_route("fasting_hours", route)
    observed = policy.by_route("observation_minutes", route)
    red = (
        f"from {_pressure(stop)}; pulse over {stop['heart_rate_over']} or under"
        f" {stop['heart_rate_under']}; SpO₂ under {stop['spo2_under']} %"
    )
    dire = (
        f"from {_pressure(worst)}; SpO₂ under {worst['spo2_under']} %; breaths under"
        f" {worst['respiratory_rate_under']} a minute"
    )
    until = (
        f"not before {observed} min from the first dose; not over {_pressure(leaving)} and"
        f" {leaving['over_baseline_percent']} % above the first reading"
    )
    risen = f"up by {later['rise_systolic']}/{later['rise_diastolic']}"
    return [
        ("Fasting", f"solid food {plain_hours(solid)}, clear drinks {plain_hours(clear)} before"),
        ("Before, amber", f"from {_pressure(before)}"),
        ("Before, red", red),
        ("After, amber", f"from {_pressure(later)}, or {risen}"),
        ("After, red", dire),
        ("Leaving", until),
    ]


def plain_hours(hours: float) -> str:
    return f"{plain(Decimal(str(hours)))} h"


def _pressure(limit: dict[str, Any]) -> str:
    return f"{limit['systolic']}/{limit['diastolic']}"


def _phones() -> Any:
    kinds = [ContactKind.EMERGENCY, ContactKind.SUPPORT]
    rows = Contact.objects.filter(
        patient=OuterRef("episode__patient"), kind__in=kinds, ended_at=None
    )
    found = rows.order_by("kind", "-recorded_at", "pk")[:MOST_CONTACTS]
    return found.values(row=JSONObject(kind="kind", name="name", phone="phone"))
