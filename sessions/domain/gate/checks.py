"""The gate's checks: one small function a line of the list, each saying its fact and what blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.enums import RefusalCode as Code
from core.clock import minutes_between
from medications.enums import Route
from patients.phones import as_read
from screening.enums import ConsentKind, DecisionOutcome, Severity
from sessions.domain.gate.facts import GateFacts
from sessions.enums import GateItem, ReadingLevel

MANY_DOSES = 2
# Before the dose, and after it.
AMBER_SAYS = (
    "The reading is amber. Rest 5 to 10 min and repeat, or acknowledge.",
    "The reading is amber: no booster. Repeat in 5 min and tell the prescriber, who may open it.",
)


@dataclass(frozen=True)
class Blocker:
    """Why the dose must wait: a code, and a sentence with the way on."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """One line of the list: its fact, who stands behind it and since when; empty blockers mean met."""

    title: str
    fact: str
    blockers: tuple[Blocker, ...] = ()
    who: str = ""
    since: datetime | None = None

    @property
    def is_met(self) -> bool:
        return not self.blockers


def screening(facts: GateFacts) -> Line:
    background, policy = facts.background, facts.policy
    title = "Screening and decision"
    if background.intake_at is None:
        return Line(
            title,
            "No intake",
            (Blocker(Code.SCREENING_MISSING, "The intake is not submitted yet."),),
        )
    if background.decision_outcome != DecisionOutcome.ELIGIBLE:
        said = background.decision_outcome or "no decision"
        sentence = "A prescriber has to decide that the patient is eligible."
        return Line(title, said.replace("_", " "), (Blocker(Code.SCREENING_MISSING, sentence),))
    blockers = []
    if facts.at > background.intake_at + policy.days("screening_days"):
        blockers.append(
            Blocker(Code.SCREENING_EXPIRED, "The intake is too old. Ask for a new one.")
        )
    elif background.decided_at and facts.at > background.decided_at + decision_valid_for(facts):
        blockers.append(
            Blocker(Code.SCREENING_EXPIRED, "The prescriber's decision is due for review.")
        )
    return Line(
        title, "Eligible", tuple(blockers), background.decided_by or "", background.decided_at
    )


def decision_valid_for(facts: GateFacts) -> timedelta:
    """Shorter until two doses were given in the course of care, one given today among them."""
    early, later = facts.policy["reevaluation_days"]
    dosed = facts.dosed_before + (facts.first_dose is not None)
    return timedelta(days=later if dosed >= MANY_DOSES else early)


def findings(facts: GateFacts) -> Line:
    stops = [row.code for row in facts.findings if row.severity == Severity.STOP]
    others = [row.code for row in facts.findings if row.severity != Severity.STOP]
    blockers = []
    if stops:
        blockers.append(
            Blocker(
                Code.SCREENING_STOP, f"STOP is open: {', '.join(stops)}. A prescriber settles it."
            )
        )
    if others:
        sentence = f"Open: {', '.join(others)}. A prescriber acknowledges or clears them."
        blockers.append(Blocker(Code.FINDINGS_UNACKNOWLEDGED, sentence))
    return Line(
        "Findings", "None open" if not blockers else ", ".join(stops + others), tuple(blockers)
    )


def consents(facts: GateFacts) -> Line:
    required = facts.policy["required_consents"]
    by_state: dict[str, list[str]] = {}
    for kind in required:
        by_state.setdefault(facts.consents[kind].state, []).append(ConsentKind(kind).label)
    words = {
        "none": (Code.CONSENT_MISSING, "Not signed: {}."),
        "expired": (Code.CONSENT_EXPIRED, "Signed too long ago: {}. Sign again."),
        "withdrawn": (Code.CONSENT_WITHDRAWN, "Withdrawn: {}."),
    }
    blockers = [
        Blocker(code, sentence.format(", ".join(by_state[state])))
        for state, (code, sentence) in words.items()
        if state in by_state
    ]
    return Line(
        "Consents", f"{len(by_state.get('signed', []))} of {len(required)} signed", tuple(blockers)
    )


def order(facts: GateFacts) -> Line:
    one = facts.order
    if one is None:
        return Line(
            "Order", "None", (Blocker(Code.ORDER_MISSING, "A prescriber has to write the order."),)
        )
    fact = f"{one.planned_mg.normalize():f} mg {Route(one.route).label.lower()}, {one.get_level_display().lower()}"
    blockers = []
    if facts.at > one.valid_until:
        blockers.append(Blocker(Code.ORDER_EXPIRED, "The order is past its days. Write a new one."))
    elif facts.used_under(one) >= one.max_sessions:
        sentence = f"The order was for {one.max_sessions}; they are used up."
        blockers.append(Blocker(Code.ORDER_EXPIRED, sentence))
    return Line("Order", fact, tuple(blockers), one.written_by.full_name, one.written_at)


def weight(facts: GateFacts) -> Line:
    since = facts.background.weight_at
    fact = f"{facts.background.weight_kg.normalize():f} kg" if since else "Not recorded"
    if since is None or facts.at > since + facts.policy.days("weight_days"):
        return Line(
            "Weight", fact, (Blocker(Code.WEIGHT_EXPIRED, "Weigh the patient again."),), since=since
        )
    return Line("Weight", fact, since=since)


def preparation(facts: GateFacts) -> Line:
    if facts.background.is_prepared:
        return Line("Preparation", "Intention and plan are there")
    return Line(
        "Preparation",
        "None yet",
        (Blocker(Code.PREPARATION_MISSING, "Record a preparation visit."),),
    )


def integration_visit(facts: GateFacts) -> Line:
    title, booked = "Integration visit", facts.background.integration_at
    if booked is not None:
        return Line(title, "Booked in time", since=booked)
    if facts.acknowledged(GateItem.INTEGRATION):
        return Line(title, "Not booked; opened by the prescriber for today")
    hours = facts.policy["peak_hours"]
    sentence = f"Book an integration visit within {hours} hours, or the prescriber says why not."
    return Line(title, "Not booked", (Blocker(Code.INTEGRATION_NOT_BOOKED, sentence),))


def check_in(facts: GateFacts) -> Line:
    row = facts.check_in
    if row is None:
        return Line(
            "Check-in", "Not yet", (Blocker(Code.NOT_CHECKED_IN, "Check the patient in first."),)
        )
    return Line("Check-in", "Here", who=row.recorded_by.full_name, since=row.recorded_at)


def fasting(facts: GateFacts) -> Line | None:
    row = facts.check_in
    if row is None or facts.order is None:
        return None
    solid, clear = facts.policy.by_route("fasting_hours", facts.order.route)
    since_solid = minutes_between(row.last_solid_at, facts.at) / 60
    since_clear = minutes_between(row.last_clear_liquid_at, facts.at) / 60
    fact = f"Food {since_solid:.1f} h ago, drink {since_clear:.1f} h ago"
    who, when = row.recorded_by.full_name, row.recorded_at
    if since_solid >= solid and since_clear >= clear:
        return Line("Fasting", fact, who=who, since=when)
    if facts.acknowledged(GateItem.FASTING):
        return Line("Fasting", f"{fact}; accepted by the prescriber", who=who, since=when)
    wait = max(solid - since_solid, clear - since_clear) * 60
    sentence = f"The fast is {_minutes(wait)} short. Wait, or the prescriber accepts it."
    return Line("Fasting", fact, (Blocker(Code.FASTING_HOLD, sentence),), who, when)


def ride(facts: GateFacts) -> Line | None:
    row = facts.check_in
    if row is None:
        return None
    if row.ride_name:
        return Line(
            "Ride home",
            f"{row.ride_name}, {as_read(row.ride_phone)}",
            who=row.recorded_by.full_name,
            since=row.recorded_at,
        )
    return Line(
        "Ride home",
        "Nobody named",
        (Blocker(Code.RIDE_MISSING, "Name who takes the patient home."),),
    )


def vitals(facts: GateFacts) -> Line:
    reading = facts.todays_reading
    if reading is None:
        return Line("Vitals", "None today", (Blocker(Code.VITALS_MISSING, "Take a reading."),))
    fact = (
        f"{reading.systolic}/{reading.diastolic}, pulse {reading.heart_rate}, SpO₂ {reading.spo2} %"
    )
    who, when = reading.recorded_by.full_name, reading.taken_at
    level = facts.level_of(reading)
    if level == ReadingLevel.WITHIN:
        return Line("Vitals", fact, who=who, since=when)
    item = GateItem.VITALS_RED if level == ReadingLevel.RED else GateItem.VITALS_AMBER
    if facts.acknowledged(item, reading=reading):
        return Line("Vitals", f"{fact}; acknowledged", who=who, since=when)
    words = {
        GateItem.VITALS_RED: (
            Code.VITALS_RED,
            "The reading is red. Rest, repeat; only a prescriber opens it.",
        ),
        GateItem.VITALS_AMBER: (
            Code.VITALS_AMBER,
            AMBER_SAYS[facts.first_dose is not None],
        ),
    }
    return Line("Vitals", fact, (Blocker(*words[item]),), who, when)


def _minutes(wait: float) -> str:
    return f"{int(wait // 60)} h {int(wait % 60)} min" if wait >= 60 else f"{max(int(wait), 1)} min"


CHECKS: tuple[Callable[[GateFacts], Line | None], ...] = (
    screening,
    findings,
    consents,
    order,
    weight,
    preparation,
    integration_visit,
    check_in,
    fasting,
    ride,
    vitals,
)
