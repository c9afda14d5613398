"""What the patient's first page shows, gathered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.domain.policies import Policy, policy_of
from accounts.models import Membership
from measures.wording import wording
from patients.models import Patient
from portal import queries
from portal.answers import Said, Status
from portal.asking import Section
from portal.keeping import sitting_of
from portal.questions import SECTIONS
from screening.domain import consents
from screening.domain.intake import newest_intake
from screening.models import Intake
from sessions.domain.agreements import impaired_until

ROUTINE = ("phq9", "gad7")


@dataclass(frozen=True)
class Task:
    """One line of a task list."""

    title: str
    url: str
    status: Status
    note: str = ""
    icon: str = "circle"


@dataclass(frozen=True)
class Course:
    """Where a patient's own tasks stand at one moment."""

    patient: Patient
    draft: Mapping[str, Any]
    sent: Intake | None
    newest: dict[str, Any]
    policy: Policy
    impaired_until: datetime | None
    at: datetime
    is_open: bool

    @property
    def fresh(self) -> frozenset[str]:
        return queries.fresh_instruments(self.newest, at=self.at)

    @property
    def said(self) -> Said:
        return Said(self.draft, self.fresh)

    @property
    def is_sent(self) -> bool:
        """Sent, and nothing was begun anew since."""
        return self.sent is not None and not any(key in self.draft for key in _INTAKE_KEYS)


_INTAKE_KEYS = frozenset(one.key for section in SECTIONS.values() for one in section.questions)


def course_of(patient: Patient, *, at: datetime) -> Course:
    episode = queries.open_course(patient)
    return Course(
        patient=patient,
        draft=queries.draft_answers(episode) if episode else {},
        sent=newest_intake(episode) if episode else None,
        newest=queries.newest_responses(patient),
        policy=policy_of(patient.clinic, at=at),
        impaired_until=impaired_until(patient, at=at),
        at=at,
        is_open=episode is not None,
    )


def intake_status(course: Course) -> Status:
    if course.is_sent:
        return Status.COMPLETED
    states = {course.said.status(section) for section in SECTIONS.values()}
    return Status.NOT_STARTED if states == {Status.NOT_STARTED} else Status.IN_PROGRESS


def section_tasks(course: Course) -> list[Task]:
    """The sections of the intake, each with its status."""
    said = course.said
    return [
        Task(
            section.title, reverse("portal:section", args=[section.key]),
            Status.COMPLETED if course.is_sent else said.status(section), section.about, section.icon,
        )
        for section in SECTIONS.values()
    ]  # fmt: skip


def intake_tasks(course: Course, states: Mapping[str, consents.ConsentState]) -> list[Task]:
    """The sections in their order, the consents before the way home, and sending at the end."""
    *parts, way_home = section_tasks(course)
    return [*parts, consent_task(course, states), way_home, send_task(course)]


def send_task(course: Course) -> Task:
    """Sending waits until each section is whole."""
    if course.is_sent:
        return Task("Check and send", reverse("portal:sent"), Status.COMPLETED, icon="send")
    ready = course.said.is_whole
    status = Status.NOT_STARTED if ready else Status.CANNOT_START
    note = "" if ready else "First finish the parts above."
    return Task("Check and send", reverse("portal:check"), status, note, "send")


def open_section(course: Course) -> Section | None:
    """The first section with a question left."""
    return next((one for one in SECTIONS.values() if course.said.first_open(one)), None)


def shown(course: Course) -> Said:
    """What to read back: the draft, or what was sent when nothing was begun since."""
    if not course.is_sent or course.sent is None:
        return course.said
    return Said(course.sent.answers.get("kept", {}), frozenset(course.newest))


def kept_answer(course: Course, key: str) -> Any:
    """What was answered; before that, what the record knows, to be looked over and not typed again."""
    patient = course.patient
    known = {
        "called": {
            "name": patient.preferred_name or patient.legal_name.split()[0],
            "pronouns": patient.pronouns,
        },
        "reach": {"phone": patient.phone, "email": patient.email},
    }
    return course.said.answers.get(key, known.get(key))


def consent_task(course: Course, states: Mapping[str, consents.ConsentState]) -> Task:
    required = course.policy["required_consents"]
    signed = sum(states[kind].state == "signed" for kind in required)
    note = f"{signed} of {len(required)} signed"
    if signed == len(required):
        status = Status.COMPLETED
    elif course.impaired_until is not None:
        status, note = Status.CANNOT_START, "Nothing is signed for a day after a session."
    else:
        status = Status.IN_PROGRESS if signed else Status.NOT_STARTED
    return Task("Consent", reverse("portal:consents"), status, note, "signature")


def check_in_tasks(course: Course) -> list[Task]:
    """The questionnaires that come round, and any other that was begun or answered before."""
    begun = {code for code in INSTRUMENTS_HERE if sitting_of(course.draft, code).items}
    codes = [
        code
        for code in INSTRUMENTS_HERE
        if code in ROUTINE or code in begun or code in course.newest
    ]
    return [check_in_task(course, code) for code in codes]


INSTRUMENTS_HERE = ("phq9", "gad7", "pcl5", "auditc", "peg")


def check_in_task(course: Course, code: str) -> Task:
    form, sitting = wording(code), sitting_of(course.draft, code)
    note = f"{len(form.items)} questions, about {form.minutes} min"
    if sitting.items:
        status = Status.IN_PROGRESS
        note = f"Question {min(sitting.next_number, sitting.length)} of {sitting.length} is next"
    elif code in course.fresh:
        status, note = Status.COMPLETED, ""
    else:
        status = Status.NOT_STARTED
    return Task(form.title, reverse("portal:check_in", args=[code]), status, note, "list-checks")


def home_tasks(course: Course, states: Mapping[str, consents.ConsentState]) -> list[Task]:
    """What there is to do, in the order in which it helps; what is done stands below."""
    intake = Task(
        "Your intake", reverse("portal:intake"), intake_status(course),
        "Questions about you and your health. Stop and come back as you like.", "clipboard-list",
    )  # fmt: skip
    check_ins = check_in_tasks(course) if course.is_sent else []
    tasks = [intake, consent_task(course, states), *check_ins]
    return sorted(tasks, key=lambda task: task.status == Status.COMPLETED)


def facts_for(membership: Membership, patient: Patient, *, at: datetime) -> dict[str, Any]:
    course = course_of(patient, at=at)
    states = consents.states(patient, policy=course.policy, at=at)
    window = queries.open_window(patient, at=at)
    return {
        "patient": patient,
        "first_name": patient.preferred_name or patient.legal_name.split()[0],
        "greeting": greeting(at.astimezone(patient.clinic.zone).hour),
        "zone": f"{at.astimezone(patient.clinic.zone):%Z}",
        "course": course,
        "tasks": home_tasks(course, states) if course.is_open else [],
        "visit": queries.next_visit(membership, at=at),
        "window": window,
        "hours_left": _hours(window.closes_at - at) if window else 0,
        "hours_total": _hours(window.closes_at - window.opens_at) if window else 0,
        "documents": queries.own_documents(membership).count(),
    }


def greeting(hour: int) -> str:
    """By the clinic's clock; at night it is still evening."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def _hours(span: Any) -> float:
    return span.total_seconds() / 3600
