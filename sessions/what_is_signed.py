"""The facts that a signature locks beside the words, as lines that can be read before it is given.

What is hashed is `facts_of`; each of its keys is told here or said to be no line of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.clock import day_at
from medications.enums import Route
from patients.phones import as_read
from sessions.domain.received import received
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_totals
from sessions.enums import DischargeItem, OrderBasis, SupportTried, Told
from sessions.models import CheckIn, EmergencyStep, MedicineSession, RouteAct, VitalSigns

LEAVING = (
    "ended_at", "ending", "ending_reason", "released_to", "discharge_items", "override_reason",
    "capacity_assessed_by", "told",
)  # fmt: skip
UNITS = {"rate_ml_per_h": "mL/h", "total_given_mg": "mg in all"}


@dataclass(frozen=True)
class Fact:
    """One line; `is_other_day` asks for the day beside the time."""

    at: datetime | None
    words: str
    is_other_day: bool = False


@dataclass(frozen=True)
class Group:
    """`keys` are the facts of the hash that these lines tell."""

    title: str
    keys: tuple[str, ...]
    lines: list[Fact]

    @property
    def count(self) -> int:
        return len(self.lines)


def groups(session: MedicineSession) -> list[Group]:
    """Every group, also where nothing is in it: that too is signed."""
    found = [
        ("At the door", ("check_ins",), _door(session)),
        ("Opened by name at the gate", ("acknowledgements",), _opened(session)),
        ("Doses", ("doses",), _doses(session)),
        ("Acts of the route", ("route",), _route(session)),
        ("Other medicines", ("other_medicines",), _other_medicines(session)),
        ("Waste", ("waste",), _waste(session)),
        ("Readings", ("vitals", "declined"), _readings(session)),
        ("Lines of the log", ("events",), _events(session)),
        ("Adverse events", ("adverse_events", "resolutions"), _adverse(session)),
        ("Incidents", ("incidents",), _incidents(session)),
        ("Emergency", ("emergencies", "emergency_steps"), _emergencies(session)),
        ("Who was in the room", ("present",), _present(session)),
        ("Support when it was hard", ("support",), _support(session)),
        ("Looked at before the dose", ("notices",), _notices(session)),
        ("Leaving", LEAVING, _leaving(session)),
    ]  # fmt: skip
    return [Group(title, keys, _in_time(session, lines)) for title, keys, lines in found]


def _in_time(session: MedicineSession, lines: Iterable[tuple[datetime | None, str]]) -> list[Fact]:
    clinic = session.patient.clinic
    day = day_at(clinic, session.first_dose_at or session.planned_at)
    return [Fact(at, words, at is not None and day_at(clinic, at) != day) for at, words in lines]


type Lines = list[tuple[datetime | None, str]]


def _door(session: MedicineSession) -> Lines:
    lines: Lines = []
    for row in session.check_ins.select_related("recorded_by__user").order_by("pk"):
        lines += [
            (row.last_solid_at, "Last solid food"),
            (row.last_clear_liquid_at, "Last clear drink"),
            *([(row.ride_until, "The ride comes until then")] if row.ride_until else []),
            (row.recorded_at, _answers(row)),
        ]
    return lines


def _answers(row: CheckIn) -> str:
    return _said(
        f"Ride {row.ride_name} {as_read(row.ride_phone)}" if row.ride_name else "No ride named",
        f"pregnant: {row.get_pregnant_display().lower()}",
        f"name and date of birth agree: {_yes_or_no(row.identity_confirmed)}",
        f"thoughts of suicide: {_yes_or_no(row.suicidal_thoughts)}",
        f"new: {'; '.join(row.changes) or 'nothing'}",
        f"corrected: {row.corrected}" if row.corrected else "",
        row.recorded_by.full_name,
    )


def _yes_or_no(answer: bool | None) -> str:
    return "not asked" if answer is None else "yes" if answer else "no"


def _opened(session: MedicineSession) -> Lines:
    rows = session.acknowledgements.select_related("acknowledged_by__user").order_by("pk")
    return [
        (row.acknowledged_at, _said(f"{row}: {row.reason}", row.acknowledged_by.full_name))
        for row in rows
    ]


def _doses(session: MedicineSession) -> Lines:
    rows = session.doses.select_related("given_by__user").order_by("given_at", "pk")
    return [
        (one.dose.given_at, _said(
            f"{one.words} {Route(one.dose.route).label.lower()}",
            one.dose.get_kind_display().lower(), one.dose.given_by.full_name,
        ))
        for one in received(rows, given_totals(session))
    ]  # fmt: skip


def _route(session: MedicineSession) -> Lines:
    rows = session.route_acts.standing().order_by("occurred_at", "pk")
    return [
        (row.occurred_at, _said(row.get_kind_display(), *_amounts(row), row.text)) for row in rows
    ]


def _amounts(row: RouteAct) -> list[str]:
    told = [(getattr(row, name), unit) for name, unit in UNITS.items()]
    amounts = [f"{plain(Decimal(value))} {unit}" for value, unit in told if value is not None]
    return amounts if row.number is None else [*amounts, str(row.number)]


def _other_medicines(session: MedicineSession) -> Lines:
    rows = session.other_medicines.standing().select_related(
        "lot", "ledger_entry", "given_by__user"
    )
    return [
        (row.given_at, _said(
            f"{row} {row.route}".strip(), OrderBasis(row.basis).label.lower(),
            f"lot {row.lot.number}, {plain(row.drawn_mg or Decimal(0))} mg drawn" if row.lot else "",
            f"{plain(row.given_mg)} mg of it given" if row.given_mg is not None else "",
            row.given_by.full_name,
        ))
        for row in rows.order_by("given_at", "pk")
    ]  # fmt: skip


def _waste(session: MedicineSession) -> Lines:
    rows = session.waste.select_related("dose", "other_medicine", "ledger_entry__witness__user")
    return [
        (row.wasted_at, _said(
            f"{plain(row.mg)} mg of {row.of_words}" if row.of_words else f"{plain(row.mg)} mg",
            f"before {witness.full_name}" if (witness := row.ledger_entry.witness)
            else "without a witness",
        ))
        for row in rows.order_by("pk")
    ]  # fmt: skip


def _readings(session: MedicineSession) -> Lines:
    taken: Lines = [(row.taken_at, _reading(row)) for row in session.vitals.standing()]
    let_be: Lines = [
        (row.occurred_at, f"No reading: {row.reason}")
        for row in session.readings_declined.standing()
    ]
    return sorted(taken + let_be, key=lambda line: str(line[0]))


def _reading(row: VitalSigns) -> str:
    more = [
        (row.respiratory_rate, "breathing {}"), (row.sedation, "sedation {}"),
        (row.dissociation, "dissociation {}"), (row.temperature, "{} °C"), (row.note or None, "{}"),
    ]  # fmt: skip
    said = [words.format(value) for value, words in more if value is not None]
    level = row.get_level_display().lower()
    return _said(str(row), f"pulse {row.heart_rate}", f"SpO₂ {row.spo2} %", *said, level)


def _events(session: MedicineSession) -> Lines:
    rows = session.events.standing().order_by("occurred_at", "pk")
    return [
        (row.occurred_at, _said(
            f"{row}: {row.text}" if row.code and row.text else str(row),
            f"strength {row.severity}" if row.severity is not None else "",
        ))
        for row in rows
    ]  # fmt: skip


def _adverse(session: MedicineSession) -> Lines:
    lines: Lines = []
    rows = session.adverse_events.standing().select_related("resolution")
    for row in rows.order_by("occurred_at", "pk"):
        serious = "serious" if row.is_serious else ""
        lines.append((row.occurred_at, _said(
            str(row), serious, row.get_action_display().lower(), row.get_outcome_display().lower(),
            row.text,
        )))  # fmt: skip
        if row.ended:
            how = row.ended.get_outcome_display().lower()
            lines.append((row.ended.ended_at, _said(f"It ended: {how}", row.ended.text)))
    return lines


def _incidents(session: MedicineSession) -> Lines:
    rows = session.incidents.order_by("pk")
    return [(row.opened_at, f"{row.get_kind_display()}: {row.what_happened}") for row in rows]


def _emergencies(session: MedicineSession) -> Lines:
    lines: Lines = []
    for run in session.emergencies.order_by("started_at", "pk"):
        lines.append((run.started_at, "The list was opened"))
        if run.ended_at:
            lines.append((run.ended_at, f"It ended: {run.get_outcome_display().lower()}"))
    steps = EmergencyStep.objects.filter(run__session=session).order_by("done_at", "pk")
    lines += [(one.done_at, _said(one.get_kind_display(), one.text)) for one in steps]
    return sorted(lines, key=lambda line: str(line[0]))


def _present(session: MedicineSession) -> Lines:
    lines: Lines = []
    for row in session.presences.select_related("member__user").order_by("came_at", "pk"):
        lines.append((row.came_at, f"{row.member.full_name} came"))
        if row.left_at:
            lines.append((row.left_at, f"{row.member.full_name} left"))
    return lines


def _support(session: MedicineSession) -> Lines:
    lines: Lines = []
    for row in session.support.order_by("started_at", "pk"):
        tried = ", ".join(SupportTried(one).label for one in row.tried) or "nothing named"
        lines.append((row.started_at, _said(tried, f"helped: {row.helped}" if row.helped else "")))
        if row.ended_at:
            lines.append((row.ended_at, "It passed"))
    return lines


def _notices(session: MedicineSession) -> Lines:
    rows = session.notices.select_related("seen_by__user").order_by("pk")
    return [
        (row.seen_at, _said(f"{row.get_item_display()}: {row.words}", row.seen_by.full_name))
        for row in rows
    ]


def _leaving(session: MedicineSession) -> Lines:
    if session.ended_at is None:
        return []
    lines: Lines = [(session.ended_at, session.get_ending_display())]
    if session.ending_reason:
        lines.append((None, f"Why: {session.ending_reason}"))
    if session.capacity_assessed_by:
        lines.append((None, f"Capacity assessed by {session.capacity_assessed_by.full_name}"))
    if session.told:
        lines.append((None, f"Told: {', '.join(Told(one).label for one in session.told)}"))
    if session.released_to:
        lines.append((None, f"Released to {session.released_to}"))
    items = session.discharge_items
    lines += [(None, DischargeItem(one).label) for one in DischargeItem.values if items.get(one)]
    if session.override_reason:
        lines.append((None, f"Override by a prescriber: {session.override_reason}"))
    return lines


def _said(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
