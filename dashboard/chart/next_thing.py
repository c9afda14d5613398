"""The one thing to do now, for the person who reads the chart; or whose turn it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership
from dashboard.chart import journey
from dashboard.chart.readiness import Step, hands, missing, next_of
from dashboard.chart.reading import Course
from patients.models import Patient
from sessions.enums import Ending, SessionStatus
from sessions.models import MedicineSession

PARTS = (
    ("therapy_note", "therapy", Permission.NOTE_THERAPY),
    ("medicine_note", "medicine", Permission.NOTE_MEDICINE),
)


@dataclass(frozen=True)
class NextThing:
    """`action` and `url` are empty when this reader waits for somebody else."""

    title: str
    reason: str
    action: str = ""
    url: str = ""
    icon: str = "arrow-right"


def next_thing(
    patient: Patient, course: Course, found: Sequence[Step], *, by: Membership
) -> NextThing | None:
    """Who is in the room comes first, then alarm, signature, promise; then the way to the next dose."""
    chances: tuple[Callable[[], NextThing | None], ...] = (
        lambda: _in_the_room(patient, course),
        lambda: _alert(patient, by),
        lambda: _signature(course, by),
        lambda: _contact(course, by),
        lambda: _step(found, by),
        lambda: _waiting(patient, found),
        lambda: _ready(course),
    )
    return next((thing for chance in chances if (thing := chance()) is not None), None)


def _in_the_room(patient: Patient, course: Course) -> NextThing | None:
    session = course.current
    if session is None or session.status == SessionStatus.PLANNED:
        return None
    what = "in session" if session.first_dose_at else "here"
    room = reverse("sessions:live", args=[session.pk])
    return NextThing(
        f"{patient.name} is {what}",
        "Everything is logged in the room.",
        "Open the room",
        room,
        "door-open",
    )


def _alert(patient: Patient, by: Membership) -> NextThing | None:
    rows: list[dict[str, Any]] = vars(patient)["alert_rows"]
    if not rows or not by.may(Permission.ALERT_HANDLE):
        return None
    url = reverse("dashboard:alert", args=[patient.pk])
    return NextThing(
        "A safety alert stands", rows[0]["fact"], "Answer the alert", url, "octagon-alert"
    )


def _signature(course: Course, by: Membership) -> NextThing | None:
    for session in course.sessions:
        if session.ended_at is None or session.ending == Ending.ENTERED_IN_ERROR:
            continue
        for field, word, permission in PARTS:
            note = getattr(session, field)
            day = journey.day_words(session.planned_at)
            if note is not None and note.is_ready:
                if note.cosigner_id == by.pk:
                    return _beneath(session, word, day)
            elif by.may(permission) and (note is None or not note.is_signed):
                return _own(session, word, day)
    return None


def _own(session: MedicineSession, word: str, day: str) -> NextThing:
    return NextThing(
        f"The {word} part of {day} is not signed",
        "Until both parts are signed the record of the session is open.",
        "Write and sign it", reverse("sessions:note", args=[session.pk]), "signature",
    )  # fmt: skip


def _beneath(session: MedicineSession, word: str, day: str) -> NextThing:
    """Its author has signed: nobody but the co-signer has anything to do."""
    return NextThing(
        f"The {word} part of {day} waits for your signature",
        "Its author has signed it. Until you sign beneath it the record of the session is open.",
        "Read and co-sign", reverse("sessions:cosign_note", args=[session.pk, word]), "signature",
    )  # fmt: skip


def _contact(course: Course, by: Membership) -> NextThing | None:
    ring = journey.ring_of(course)
    if ring is None or not by.may(Permission.CONTACT_COMPLETE):
        return None
    due = journey.due_contacts(course, ring.window)
    if not due:
        return None
    names = ", ".join(one.label for one in due)
    return NextThing(
        f"Contact due: {names}",
        f"Promised by {next((one.owner for one in due if one.owner), 'the team')}.",
        "Open the window", journey.window_url(ring.window), "phone",
    )  # fmt: skip


def _step(found: Sequence[Step], by: Membership) -> NextThing | None:
    step = next_of(found, by)
    return (
        NextThing(f"Next: {step.title.lower()}", step.reason, step.action, step.url)
        if step
        else None
    )


def _waiting(patient: Patient, found: Sequence[Step]) -> NextThing | None:
    lacking = missing(found)
    if not lacking:
        return None
    first = lacking[0]
    return NextThing(
        f"Next: {first.title.lower()}", f"{first.reason} Waits for {hands(first.doer, patient)}."
    )


def _ready(course: Course) -> NextThing | None:
    session = course.current
    if session is None:
        return None
    return NextThing(
        f"Ready for {journey.moment_words(session.planned_at)}",
        "Check-in, fasting, ride and vital signs are looked at on the day.",
        "Open the room", reverse("sessions:live", args=[session.pk]), "door-open",
    )  # fmt: skip
