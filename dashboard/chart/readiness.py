"""What is missing for the next step, who must do it, and the page where it is done.

The gate's own lines say what is missing; here only their hands and doors are added.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.enums import Permission, RefusalCode, Role
from accounts.models import Membership
from core.components import CheckItem, CheckState
from dashboard.chart.reading import Course
from patients.models import Patient
from screening.enums import DecisionOutcome, Severity
from sessions.domain.gate import GateFacts
from sessions.domain.gate.checks import (
    Line,
    consents,
    findings,
    integration_visit,
    order,
    preparation,
    screening,
    weight,
)
from sessions.enums import SessionStatus

Code = RefusalCode


@dataclass(frozen=True)
class Doer:
    """Who does a thing: those with this permission; `word` names them."""

    word: str
    permission: str = ""
    role: str = ""


PATIENT = Doer("the patient")
PRESCRIBER = Doer("prescriber", Permission.ELIGIBILITY_DECIDE, Role.PRESCRIBER)
THERAPIST = Doer("therapist", Permission.PREPARATION_RECORD, Role.THERAPIST)
CLINICIAN = Doer("any clinician of the team", Permission.CHART_CLINICAL)
STEPS_BEFORE = Doer("the steps before it")
DESK = Doer("front desk", Permission.APPOINTMENT_BOOK, Role.FRONT_DESK)
REGISTRAR = Doer("front desk", Permission.PATIENT_REGISTER, Role.FRONT_DESK)


@dataclass(frozen=True)
class Step:
    """One condition of the next step. `reason` is empty when it is met."""

    title: str
    fact: str
    reason: str = ""
    who: str = ""
    since: datetime | None = None
    doer: Doer = CLINICIAN
    action: str = ""
    url: str = ""
    is_logistics: bool = False
    is_only_looked_at: bool = False

    @property
    def is_met(self) -> bool:
        return not self.reason

    def may_be_done_by(self, member: Membership) -> bool:
        """The patient's own part may be entered with them by whoever has the page."""
        needed = self.doer.permission
        return bool(self.url) and (member.may(needed) if needed else True)


CONSENTS = "screening:consents"

# What a missing thing asks for: who, the words on the link, the page.
WAYS: dict[str, tuple[Doer, str, str]] = {
    Code.SCREENING_EXPIRED: (PATIENT, "Take the intake again", "screening:intake"),
    Code.SCREENING_STOP: (PRESCRIBER, "Look at the findings", "screening:findings"),
    Code.FINDINGS_UNACKNOWLEDGED: (PRESCRIBER, "Settle the findings", "screening:findings"),
    Code.CONSENT_MISSING: (PATIENT, "See the consents", CONSENTS),
    Code.CONSENT_EXPIRED: (PATIENT, "See the consents", CONSENTS),
    Code.CONSENT_WITHDRAWN: (PATIENT, "See the consents", CONSENTS),
    Code.ORDER_MISSING: (PRESCRIBER, "Write the order", "medications:order"),
    Code.ORDER_EXPIRED: (PRESCRIBER, "Write a new order", "medications:order"),
    Code.WEIGHT_EXPIRED: (CLINICIAN, "Weigh", "patients:weight"),
    Code.PREPARATION_MISSING: (THERAPIST, "Record the visit", "sessions:preparation"),
}


def steps(patient: Patient, course: Course) -> list[Step]:
    """Everything between the patient and the next dose, in the order in which it is done."""
    if course.current is not None and course.current.status != SessionStatus.PLANNED:
        return []
    facts = course.gate_facts()
    found = [_account(patient), _lead(patient)]
    found += [_of_line(check(facts), patient, course) for check in _checks(course)]
    found += [_session_visit(patient, course)]
    if course.current is not None:
        found += [_integration(integration_visit(facts), patient)]
    return [step for step in found if step is not None]


def _checks(course: Course) -> list[Callable[[GateFacts], Line | None]]:
    """Before an intake there is nothing to find; what was found is settled before it is decided."""
    first = screening if course.background.intake_at is None else findings
    rest = [screening, consents, order, weight, preparation]
    return [first, *(check for check in rest if check is not first)]


def missing(found: Sequence[Step]) -> list[Step]:
    return [step for step in found if not step.is_met]


def next_of(found: Sequence[Step], member: Membership) -> Step | None:
    """The first missing thing that this person can do now."""
    able = (step for step in missing(found) if step.may_be_done_by(member))
    return next((step for step in able if not step.is_only_looked_at), None)


def items(found: Sequence[Step], patient: Patient, member: Membership) -> list[CheckItem]:
    """The steps as they are drawn, each missing one with its hands and its door."""
    return [_item(step, patient, member) for step in found]


def _item(step: Step, patient: Patient, member: Membership) -> CheckItem:
    if step.is_met:
        return CheckItem(step.title, CheckState.OK, step.fact, step.who, step.since)
    able = step.may_be_done_by(member)
    return CheckItem(
        step.title,
        CheckState.MISSING,
        step.reason,
        f"Waits for {hands(step.doer, patient)}",
        next_label=step.action if able else "",
        next_url=step.url if able else "",
    )


def hands(doer: Doer, patient: Patient) -> str:
    """'Raj Patel, prescriber': by name where the team has one, else by role."""
    if doer is PATIENT:
        return patient.name
    team: list[dict[str, Any]] = vars(patient)["team_rows"]
    names = [row["name"] for row in team if doer.role and doer.role in row["roles"]]
    if not names:
        return f"the {doer.word}" if doer.role else doer.word
    return f"{' or '.join(names[:2])}, {doer.word}"


def _of_line(line: Line | None, patient: Patient, course: Course) -> Step | None:
    if line is None:
        return None
    if line.is_met:
        return Step(line.title, line.fact, who=line.who, since=line.since)
    code = line.blockers[0].code
    doer, action, page = _way(code, course)
    return Step(
        line.title,
        line.fact,
        reason=" ".join(blocker.sentence for blocker in line.blockers),
        doer=doer,
        action=action,
        url=reverse(page, args=[patient.pk]),
        is_only_looked_at=page == CONSENTS,
    )


def _way(code: str, course: Course) -> tuple[Doer, str, str]:
    """Two codes read differently: no intake is the patient's, no decision the prescriber's."""
    if code == Code.SCREENING_MISSING and course.background.intake_at is None:
        return PATIENT, "Enter the intake with them", "screening:intake"
    if code == Code.SCREENING_MISSING:
        return PRESCRIBER, "Decide", "screening:decide"
    if code == Code.SCREENING_EXPIRED and not _intake_is_old(course):
        return PRESCRIBER, "Decide again", "screening:decide"
    if code == Code.FINDINGS_UNACKNOWLEDGED and not _has_cautions(course):
        return PRESCRIBER, "Clear with a decision", "screening:decide"
    return WAYS[code]


def _intake_is_old(course: Course) -> bool:
    taken = course.background.intake_at
    return taken is not None and course.at > taken + course.policy.days("screening_days")


def _has_cautions(course: Course) -> bool:
    return any(one.severity == Severity.CAUTION for one in course.findings)


def _account(patient: Patient) -> Step | None:
    """Shown only while it lacks: without it nothing can be signed."""
    if patient.user_id is not None:
        return None
    return Step(
        "Sign-in for the patient",
        "None",
        reason="Consents are signed on the patient's own side.",
        doer=REGISTRAR,
        action="Let them sign in",
        url=reverse("patients:account", args=[patient.pk]),
        is_logistics=True,
    )


def _lead(patient: Patient) -> Step | None:
    if any(row["is_lead"] for row in vars(patient)["team_rows"]):
        return None
    return Step(
        "Lead clinician",
        "None",
        reason="Somebody has to answer for this course of care.",
        doer=DESK,
        action="Name the lead",
        url=reverse("patients:team", args=[patient.pk]),
        is_logistics=True,
    )


def _session_visit(patient: Patient, course: Course) -> Step:
    title, session = "Medicine session", course.current
    if session is not None:
        return Step(title, "Booked", since=session.planned_at, is_logistics=True)
    may_be = _may_be_booked(course)
    return Step(
        title,
        "Not booked",
        reason="Not booked yet." if may_be else "Booked once the clinicians have done their part.",
        doer=DESK if may_be else STEPS_BEFORE,
        action="Book the session",
        url=_booking(patient, "medicine_session") if may_be else "",
        is_logistics=True,
    )


def _may_be_booked(course: Course) -> bool:
    """A glance; the booking itself decides."""
    stopped = any(one.severity == Severity.STOP for one in course.findings)
    eligible = course.background.decision_outcome == DecisionOutcome.ELIGIBLE
    return eligible and not stopped and course.order is not None


def _integration(line: Line, patient: Patient) -> Step:
    if line.is_met:
        return Step(line.title, line.fact, since=line.since, is_logistics=True)
    return Step(
        line.title,
        line.fact,
        reason=line.blockers[0].sentence,
        doer=DESK,
        action="Book the visit",
        url=_booking(patient, "integration"),
        is_logistics=True,
    )


def _booking(patient: Patient, kind: str) -> str:
    return reverse("dashboard:book", query={"patient": patient.pk, "kind": kind})
