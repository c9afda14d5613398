"""What waits for one person today. All of it is read from the rows, so it cannot drift."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from accounts.domain.policies import Policy
from accounts.enums import Permission, Role
from accounts.models import Membership
from core.clock import day_at, day_span, elapsed
from dashboard.domain.pushed import pushed, route_given
from dashboard.domain.readiness import with_papers
from dashboard.domain.visit_lines import VisitLine, line_of
from dashboard.domain.waiting import Waiting
from integration.enums import OPEN_WINDOW, ContactCode, ContactStatus
from integration.models import IntegrationContact
from measures.models import SafetyAlert
from messaging.enums import MessageState
from messaging.models import Message
from patients.enums import NoteStatus, TaskKind
from patients.models import ClinicalNote, EpisodeOfCare, WorklistTask
from scheduling.enums import AppointmentStatus, VisitKind
from scheduling.models import Appointment
from screening.enums import Severity
from screening.models import EligibilityDecision, Finding, Intake
from sessions.enums import Ending, SessionStatus
from sessions.models import MedicineSession

SHOWN = 12
VISITS_SHOWN = 40
OLD_NOTE_DAYS = 2
UNSENT_DAYS = timedelta(days=7)
UNSENT = (MessageState.FAILED, MessageState.UNKNOWN, MessageState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Shown[T]:
    """The head of a list, and whether there is more of it elsewhere."""

    rows: list[T]
    has_more: bool = False


def head[T](rows: Iterable[T], limit: int = SHOWN) -> Shown[T]:
    """Takes one row more than it shows: no counting."""
    found = list(rows[: limit + 1])  # type: ignore[index]
    return Shown(found[:limit], has_more=len(found) > limit)


def visits(member: Membership, *, at: datetime, policy: Policy) -> Shown[VisitLine]:
    """The desk's arrivals are everybody's; a clinician's are their own and the medicine sessions."""
    day = day_at(member.clinic, at)
    rows = (
        Appointment.objects.visible_to(member)
        .between(*day_span(member.clinic, day))
        .exclude(status=AppointmentStatus.CANCELLED)
    )
    if not is_desk(member):
        rows = rows.filter(Q(clinician=member) | Q(kind=VisitKind.MEDICINE_SESSION))
    rows = with_papers(rows, policy=policy, at=at).annotate(given_by_route=route_given())
    found = head(in_full(rows), VISITS_SHOWN)
    waits = pushed(found.rows, at=at, policy=policy)
    lines = [line_of(visit, at=at, waits_until=waits.get(visit.pk)) for visit in found.rows]
    return Shown(lines, found.has_more)


def in_full(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """With everything a line shows, in the order of the day."""
    return rows.select_related(
        "clinic", "patient", "clinician__user", "room", "session__episode"
    ).order_by("start_at", "pk")


def is_desk(member: Membership) -> bool:
    return Role.FRONT_DESK in member.roles


def under_way(member: Membership, *, at: datetime) -> Shown[MedicineSession]:
    rows = MedicineSession.objects.visible_to(member).filter(status=SessionStatus.IN_PROGRESS)
    return head(
        rows.select_related("episode__patient", "appointment__room").order_by("started_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class UnsignedNote:
    """A note that still wants its signature; the oldest is the most urgent."""

    title: str
    patient_name: str
    about_at: datetime
    days: int
    session_id: int | None = None
    note_id: int | None = None

    @property
    def is_old(self) -> bool:
        return self.days >= OLD_NOTE_DAYS


def unsigned_notes(
    member: Membership, *, at: datetime, drafts: Iterable[Waiting]
) -> list[UnsignedNote]:
    """Parts of ended sessions that are this person's to sign, and their own other drafts."""
    found = [
        UnsignedNote(one.word, one.patient_name, one.moment, one.days, note_id=one.ref)
        for one in drafts
    ]
    for session in unsigned_sessions(member)[:SHOWN]:
        ended = session.ended_at or session.planned_at
        days = elapsed(ended, at).days
        found += [
            UnsignedNote(part, session.patient.name, ended, days, session_id=session.pk)
            for part in _parts_to_sign(session, member)
        ]
    return sorted(found, key=lambda note: note.about_at)


def unsigned_sessions(member: Membership) -> QuerySet[MedicineSession]:
    """Ended sessions with a part that this person signs and nobody has signed."""
    mine = Q(appointment__clinician=member) | Q(therapy_note__author=member)
    therapy = Q(therapy_note__signed_at=None) & ~Q(therapy_note__status=NoteStatus.READY) & mine
    medicine = Q(medicine_note__signed_at=None) & ~Q(medicine_note__status=NoteStatus.READY)
    wanted = Q(pk__in=[])
    if member.may(Permission.NOTE_THERAPY):
        wanted |= therapy
    if member.may(Permission.NOTE_MEDICINE):
        wanted |= medicine
    rows = MedicineSession.objects.visible_to(member).filter(
        wanted, status=SessionStatus.ENDED, signed_at=None
    )
    return (
        rows.exclude(ending=Ending.ENTERED_IN_ERROR)
        .select_related("episode__patient", "appointment", "therapy_note", "medicine_note")
        .order_by("ended_at", "pk")
    )


def _parts_to_sign(session: MedicineSession, member: Membership) -> list[str]:
    therapy, medicine = session.therapy_note, session.medicine_note
    clinician_id = session.appointment.clinician_id if session.appointment else None
    is_mine = member.pk in {clinician_id, therapy.author_id if therapy else None}
    parts = []
    if member.may(Permission.NOTE_THERAPY) and is_mine and _is_to_sign(therapy):
        parts.append("Medicine session, therapy part")
    if member.may(Permission.NOTE_MEDICINE) and _is_to_sign(medicine):
        parts.append("Medicine session, medicine part")
    return parts


def _is_to_sign(note: ClinicalNote | None) -> bool:
    """Not signed, and not handed to a co-signer either."""
    return note is None or not (note.is_signed or note.is_ready)


def alerts(member: Membership, *, at: datetime) -> Shown[SafetyAlert]:
    """Standing alerts, the unacknowledged first."""
    rows = SafetyAlert.objects.visible_to(member).standing()
    return head(
        rows.select_related("patient", "acknowledged_by__user").order_by("-status", "opened_at")
    )


def decisions_due(member: Membership, *, at: datetime) -> Shown[EpisodeOfCare]:
    """Courses of care with open findings, or with an intake that nobody decided on."""
    intakes = Intake.objects.filter(episode=OuterRef("pk"))
    decided = EligibilityDecision.objects.filter(episode=OuterRef("pk"))
    unsettled = Finding.objects.unsettled().filter(episode=OuterRef("pk"))
    rows = EpisodeOfCare.objects.visible_to(member).open()
    rows = rows.filter(Exists(unsettled) | (Exists(intakes) & ~Exists(decided)))
    counted: dict[str, Any] = {
        f"{severity.lower()}_count": Count(
            "findings", filter=Q(findings__severity=severity, findings__status="open")
        )
        for severity in (Severity.STOP, Severity.HOLD, Severity.CAUTION)
    }
    graver: QuerySet[Any] = rows.annotate(is_undecided=~Exists(decided), **counted)
    gravest_first = ("-stop_count", "-hold_count", "opened_at")
    return head(graver.select_related("patient").order_by(*gravest_first))


def contacts(member: Membership, *, at: datetime) -> Shown[IntegrationContact]:
    """Contacts in open windows that are due today or were missed, the longest overdue first."""
    end_of_day = day_span(member.clinic, day_at(member.clinic, at))[1]
    mine = Q(owner=member)
    if member.may(Permission.CONTACT_HOME_SAFE):
        mine |= Q(owner=None, kind=ContactCode.C0)
    waiting = Q(status=ContactStatus.MISSED) | Q(
        status=ContactStatus.PLANNED, due_from__lt=end_of_day
    )
    rows = IntegrationContact.objects.visible_to(member).filter(
        mine, waiting, window__status__in=OPEN_WINDOW
    )
    if not member.may(Permission.CONTACT_COMPLETE):
        rows = rows.filter(kind=ContactCode.C0)
    return head(rows.select_related("window__episode__patient").order_by("due_to", "pk"))


def tasks(member: Membership, *, at: datetime) -> Shown[WorklistTask]:
    """Lines that are mine, or anybody's of my role; what was not sent has a card of its own."""
    rows = _lines(member)
    return head(rows.exclude(kind=TaskKind.MESSAGE_UNSENT) if is_desk(member) else rows)


def unsent_messages(member: Membership, *, at: datetime) -> Shown[WorklistTask]:
    """Messages that did not leave, until somebody says what was done instead."""
    return head(_lines(member).filter(kind=TaskKind.MESSAGE_UNSENT))


def _lines(member: Membership) -> QuerySet[WorklistTask]:
    mine = Q(owner=member) | Q(role__in=member.roles)
    rows = WorklistTask.objects.visible_to(member).open().filter(mine)
    return rows.select_related("patient").order_by("due_at", "raised_at", "pk")


def counts(member: Membership, *, at: datetime) -> dict[str, Any]:
    """The clinic in eight numbers, in one statement."""
    start, end = day_span(member.clinic, day_at(member.clinic, at))
    questions: dict[str, QuerySet[Any]] = {
        "visits": Appointment.objects.visible_to(member).between(start, end).exclude(
            status=AppointmentStatus.CANCELLED),
        "sessions": MedicineSession.objects.visible_to(member).filter(
            status=SessionStatus.IN_PROGRESS),
        "courses": EpisodeOfCare.objects.visible_to(member).open(),
        "alerts": SafetyAlert.objects.visible_to(member).standing(),
        "missed": IntegrationContact.objects.visible_to(member).filter(
            status=ContactStatus.MISSED, window__status__in=OPEN_WINDOW),
        "unsigned": MedicineSession.objects.visible_to(member).filter(
            status=SessionStatus.ENDED, signed_at=None).exclude(ending=Ending.ENTERED_IN_ERROR),
        "unsent": Message.objects.visible_to(member).filter(
            state__in=UNSENT, due_at__gte=at - UNSENT_DAYS),
        "tasks": WorklistTask.objects.visible_to(member).open(),
    }  # fmt: skip
    return _counted(questions)


def _counted(questions: dict[str, QuerySet[Any]]) -> dict[str, Any]:
    """`name: how many`, as the branches of one UNION."""
    branches = [
        rows.order_by().values(question=Value(name)).annotate(number=Count("*"))
        for name, rows in questions.items()
    ]
    found = branches[0].union(*branches[1:], all=True)
    return dict.fromkeys(questions, 0) | {row["question"]: row["number"] for row in found}
