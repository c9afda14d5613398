"""Where the patient stands in the three phases, and the one window that is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.clock import elapsed
from core.components import Phase as Stop
from core.components import PhaseState
from dashboard.chart.readiness import Step, missing
from dashboard.chart.reading import Course
from integration.enums import OPEN_WINDOW, ContactCode, ContactStatus, WindowStatus
from integration.models import IntegrationWindow
from patients.enums import Phase
from screening.enums import DecisionOutcome, Severity
from sessions.enums import SessionStatus

BEFORE_DOSE = (Phase.INTAKE, Phase.SCREENING, Phase.PREPARATION)
HOLDING = (DecisionOutcome.NOT_NOW, DecisionOutcome.DECLINED)
DUE = (ContactStatus.PLANNED, ContactStatus.MISSED)
SECONDS_AN_HOUR = 3600


@dataclass(frozen=True)
class Ring:
    """The window as a ring: its peak first, then the rest of it."""

    window: IntegrationWindow
    label: str
    closes_at: datetime
    hours_left: float
    hours_total: float


@dataclass(frozen=True)
class ContactLine:
    label: str
    status: str
    word: str
    due_from: datetime | None
    due_to: datetime | None
    done_at: datetime | None
    owner: str


def stops(course: Course, found: Sequence[Step]) -> list[Stop]:
    """Preparation, medicine session, integration."""
    lacking = missing(found)
    clinical = [step.title for step in lacking if not step.is_logistics]
    logistic = [step.title for step in lacking if step.is_logistics]
    before, during, after = _states(course)
    return [
        Stop(
            "Preparation", before, _preparing(course), clinical if before != PhaseState.DONE else []
        ),
        Stop(
            "Medicine session",
            during,
            _medicine(course),
            _session_lacks(before, during, clinical, logistic),
            _room(course),
        ),
        Stop("Integration", after, _integrating(course), _contacts_due(course)),
    ]


def ring_of(course: Course) -> Ring | None:
    """The newest window that is open."""
    windows = [one.window for one in course.sessions if hasattr(one, "window")]
    standing = [one for one in windows if one.status in OPEN_WINDOW and one.closes_at > course.at]
    if not standing:
        return None
    window = max(standing, key=lambda one: one.number)
    in_peak = window.status == WindowStatus.OPEN_PEAK and window.peak_until > course.at
    closes = window.peak_until if in_peak else window.closes_at
    return Ring(
        window=window,
        label="Peak of the window" if in_peak else "Integration window",
        closes_at=closes,
        hours_left=_hours(course.at, closes),
        hours_total=_hours(window.opens_at, closes),
    )


def contacts_of(course: Course, window: IntegrationWindow) -> list[ContactLine]:
    session = next(one for one in course.sessions if one.pk == window.session_id)
    return [_contact(row) for row in vars(session)["contact_rows"]]


def _states(course: Course) -> tuple[PhaseState, PhaseState, PhaseState]:
    done, here, ahead = PhaseState.DONE, PhaseState.HERE, PhaseState.AHEAD
    phase = course.episode.phase
    if phase in BEFORE_DOSE:
        return (PhaseState.HELD if _is_held(course) else here), ahead, ahead
    if phase == Phase.MEDICINE:
        return done, here, ahead
    if phase == Phase.INTEGRATION:
        return done, done, here
    if phase == Phase.COMPLETED:
        return done, done, done
    return PhaseState.HELD, ahead, ahead


def _is_held(course: Course) -> bool:
    stopped = any(one.severity == Severity.STOP for one in course.findings)
    return stopped or course.background.decision_outcome in HOLDING


def _preparing(course: Course) -> str:
    background = course.background
    if background.decision_outcome and background.decided_at:
        word = DecisionOutcome(background.decision_outcome).label
        return f"{word}, {day_words(background.decided_at)}"
    if background.intake_at:
        return f"Intake {day_words(background.intake_at)}; no decision yet"
    draft = vars(course.episode)["draft_at"]
    return f"Intake begun {day_words(draft)}" if draft else "Intake not begun"


def _medicine(course: Course) -> str:
    given = len(course.dosed)
    so_far = f"{given} given, last {day_words(course.dosed[-1].first_dose_at)}" if given else ""
    session = course.current
    if session is None:
        return so_far or "None booked"
    coming = (
        "Under way now"
        if session.status != SessionStatus.PLANNED
        else f"Booked {moment_words(session.planned_at)}"
    )
    return f"{coming}; {so_far}" if so_far else coming


def _session_lacks(
    before: PhaseState, during: PhaseState, clinical: list[str], logistic: list[str]
) -> list[str]:
    """What stands between a prepared patient and the dose; after it the days after are what counts."""
    if during == PhaseState.DONE:
        return []
    return [*(clinical if before == PhaseState.DONE else []), *logistic]


def _room(course: Course) -> str:
    session = course.current
    return reverse("sessions:live", args=[session.pk]) if session else ""


def _integrating(course: Course) -> str:
    visits = [one for one in course.upcoming if one.kind == "integration"]
    if visits:
        return f"Next visit {moment_words(visits[0].start_at)}"
    return "No visit booked" if course.dosed else ""


def _contacts_due(course: Course) -> list[str]:
    ring = ring_of(course)
    due = due_contacts(course, ring.window) if ring else []
    return [f"Contact: {one.label}" for one in due]


def due_contacts(course: Course, window: IntegrationWindow) -> list[ContactLine]:
    """Contacts whose time has come and that nobody has made."""
    return [
        one
        for one in contacts_of(course, window)
        if one.status in DUE and one.due_from and one.due_from <= course.at
    ]


def window_url(window: IntegrationWindow) -> str:
    return reverse("integration:window", args=[window.pk])


def _contact(row: dict[str, Any]) -> ContactLine:
    return ContactLine(
        label=str(ContactCode(row["kind"]).label),
        status=row["status"],
        word=str(ContactStatus(row["status"]).label),
        due_from=_instant(row["due_from"]),
        due_to=_instant(row["due_to"]),
        done_at=_instant(row["done_at"]),
        owner=row["owner"] or "",
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _hours(start: datetime, end: datetime) -> float:
    return elapsed(start, end).total_seconds() / SECONDS_AN_HOUR


def day_words(at: datetime | None) -> str:
    return date_format(at.astimezone(timezone.get_current_timezone()), "M j") if at else ""


def moment_words(at: datetime) -> str:
    return date_format(at.astimezone(timezone.get_current_timezone()), "D M j, g:i A")
