"""The chart's page, put together for the person who reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership
from core.components import Tab
from dashboard.chart import journey, readiness
from dashboard.chart.doors import door
from dashboard.chart.next_thing import next_thing
from dashboard.chart.plot import spark
from dashboard.chart.reading import Course, course_of, directive_of
from dashboard.chart.timeline import GROUPS, Happening, counts, story
from measures.enums import AlertKind
from patients.identity import Identity, assemble, unasked
from patients.models import Patient
from screening.enums import MedicineClass

type Page = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A line of the story and the page behind it."""

    line: Happening
    url: str


def clinical_page(patient: Patient, *, by: Membership, group: str, page: int, at: datetime) -> Page:
    """The whole story on one screen."""
    course = course_of(patient, at=at, with_scores=True)
    rows, has_more = story(patient, group=group, page=page)
    many = counts(patient)
    notes = _session_notes(course)
    return {
        **_shared(patient, course, by=by, at=at, sees_clinical=True),
        **_care(course),
        "story": [Told(one, door(one, patient.pk, notes)) for one in rows],
        "chips": _chips(patient, group, many),
        "group": group,
        "page": page,
        "has_more": has_more,
        "medicines": [(row["name"], _class(row["kind"])) for row in vars(patient)["medicine_rows"]],
        "alerts": [
            row | {"word": AlertKind(row["kind"]).label} for row in vars(patient)["alert_rows"]
        ],
        "directive": directive_of(patient),
        "may_write": by.may(Permission.NOTE_THERAPY) or by.may(Permission.NOTE_MEDICINE),
        "may_keep_private": by.may(Permission.NOTE_PSYCHOTHERAPY),
    }


def logistics_page(patient: Patient, *, by: Membership, at: datetime) -> Page:
    """Who, how to reach them, when they come, ready or not. Nothing of why."""
    course = course_of(patient, at=at, with_scores=False)
    return _shared(patient, course, by=by, at=at, sees_clinical=False) | {
        "whom_to_call": next((row["name"] for row in vars(patient)["team_rows"]), "")
    }


def _shared(
    patient: Patient, course: Course | None, *, by: Membership, at: datetime, sees_clinical: bool
) -> Page:
    found = readiness.steps(patient, course) if course else []
    shown = found if sees_clinical else [step for step in found if step.is_logistics]
    lacking = readiness.missing(found)
    return {
        "patient": patient,
        "course": course,
        "identity": _identity(patient, course, at=at, sees_clinical=sees_clinical),
        "lacking": readiness.items(readiness.missing(shown), patient, by),
        "there": readiness.items([step for step in shown if step.is_met], patient, by),
        "next": next_thing(patient, course, found, by=by) if course and sees_clinical else None,
        "is_ready": not lacking,
        "waits_for_clinician": any(not step.is_logistics for step in lacking),
        "stops": journey.stops(course, found) if course and sees_clinical else [],
        "session": course.current if course else None,
        "upcoming": course.upcoming if course else [],
        "past_visits": _past(course),
        "team": vars(patient)["team_rows"],
        "contacts": vars(patient)["contact_rows"],
        "may_book": by.may(Permission.APPOINTMENT_BOOK),
        "may_edit": by.may(Permission.PATIENT_REGISTER),
        "book_url": reverse("dashboard:book", query={"patient": patient.pk}),
        "now": at,
    }


def _care(course: Course | None) -> Page:
    if course is None:
        return {"ring": None, "window_contacts": [], "scores": [], "consents_are_whole": False}
    ring = journey.ring_of(course)
    return {
        "ring": ring,
        "window_contacts": journey.contacts_of(course, ring.window) if ring else [],
        "scores": [(one, spark(one)) for one in course.scores],
        "consents_are_whole": _consents_are_whole(course),
    }


def _consents_are_whole(course: Course) -> bool:
    required = course.policy["required_consents"]
    return all(course.consents[kind].state == "signed" for kind in required)


def _identity(
    patient: Patient, course: Course | None, *, at: datetime, sees_clinical: bool
) -> Identity:
    columns = vars(patient)
    asked = course is not None and course.background.intake_at is not None
    allergies = columns["allergy_rows"] or unasked(is_before_intake=not asked)
    alerts = [str(AlertKind(row["kind"]).label) for row in columns["alert_rows"]]
    if mark := directive_of(patient).mark:
        alerts.append(mark)
    return assemble(
        patient,
        at=at,
        allergies=allergies if sees_clinical else [],
        alerts=alerts if sees_clinical else [],
        sees_clinical=sees_clinical,
    )


def _chips(patient: Patient, group: str, many: dict[str, int]) -> list[Tab]:
    here = reverse("dashboard:chart", args=[patient.pk])
    everything = Tab("Everything", f"{here}#story", is_current=not group, count=sum(many.values()))
    return [
        everything,
        *(
            Tab(label, f"{here}?show={key}#story", is_current=group == key, count=many[key])
            for key, label in GROUPS.items()
            if many[key] or key == group
        ),
    ]


def _session_notes(course: Course | None) -> dict[int, int]:
    sessions = course.sessions if course else []
    return {
        note: one.pk
        for one in sessions
        for note in (one.therapy_note_id, one.medicine_note_id)
        if note is not None
    }


def _past(course: Course | None) -> list[Any]:
    if course is None:
        return []
    ahead = {one.pk for one in course.upcoming}
    return [one for one in reversed(course.visits) if one.pk not in ahead]


def _class(kind: str) -> str:
    return str(MedicineClass(kind).label) if kind in MedicineClass.values else ""
