"""The story, newest first: one statement over everything that happened, one for how much of each there is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    AutoField,
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from integration.enums import ContactCode, ContactStatus
from integration.models import IntegrationContact
from measures.enums import AlertKind, AlertStatus, InstrumentCode, ResponseStatus
from measures.models import QuestionnaireResponse, SafetyAlert
from medications.enums import Route
from medications.models import MedicationOrder
from messaging.enums import Channel, MessageState, Purpose
from messaging.models import Message
from patients.enums import DocumentStatus, NoteKind, NotePart, NoteStatus
from patients.models import ClinicalNote, Document, Patient
from scheduling.enums import AppointmentStatus, VisitKind
from scheduling.models import Appointment
from screening.enums import ConsentKind, DecisionOutcome
from screening.models import Consent, EligibilityDecision, Intake, Preparation
from sessions.domain.received import given_words, run_in
from sessions.enums import DoseKind, Ending, EventSeverity, EventType
from sessions.models import AdverseEvent, MedicationAdministration

PAGE = 25
AT_ONCE = {"signed": "Consents signed", "withdrawn": "Consents taken back"}
MOVED = "Moved"
# Who took a note to the right chart, and why it was here.
MOVED_BY = Concat(
    Value("moved|"), F("move__moved_by__user__full_name"), Value("|"), F("move__reason"),
    output_field=TextField(),
)  # fmt: skip
GONE = (
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.FAILED,
    MessageState.UNKNOWN,
)


@dataclass(frozen=True)
class Branch:
    """One kind of thing in the story: its rows, and which columns say what."""

    group: str
    icon: str
    rows: Callable[[Patient], Any]
    at: Any
    word: Any
    detail: Any = ""
    who: str = ""
    state: Any = ""
    room: str = ""


@dataclass(frozen=True)
class Happening:
    """One line of the story, in words."""

    branch: str
    ref: str
    at: datetime
    title: str
    detail: str
    who: str
    state: str
    tone: str
    icon: str
    struck: bool
    room: str


GROUPS = {
    "visits": "Visits",
    "doses": "Doses",
    "notes": "Notes",
    "forms": "Forms",
    "messages": "Messages",
    "consents": "Consents",
    "documents": "Documents",
    "decisions": "Decisions",
    "calls": "Contacts",
    "safety": "Safety",
}


def _mine(model: Any, path: str = "patient") -> Callable[[Patient], Any]:
    return lambda patient: model.objects.filter(**{path: patient.pk})


BRANCHES: dict[str, Branch] = {
    "visit": Branch(
        "visits", "calendar-days", _mine(Appointment), "start_at", "kind", "room__name",
        "clinician__user__full_name", "status", "session__pk",
    ),
    "preparation": Branch(
        "visits", "quote", _mine(Preparation, "episode__patient"), "recorded_at",
        Value("preparation"), "communication_plan", "recorded_by__user__full_name",
    ),
    "dose": Branch(
        "doses", "syringe", _mine(MedicationAdministration, "session__episode__patient"), "given_at",
        "kind", Concat(
            Cast("mg", TextField()), Value("|"), F("route"), Value("|"), Cast(run_in(), TextField()),
            output_field=TextField(),
        ), "given_by__user__full_name", "session__ending", "session__pk",
    ),
    "adverse": Branch(
        "safety", "triangle-alert", _mine(AdverseEvent, "session__episode__patient"), "occurred_at",
        "type", "severity", "recorded_by__user__full_name",
        Cast("voided_at", CharField()), "session__pk",
    ),
    "alert": Branch(
        "safety", "octagon-alert", _mine(SafetyAlert), "opened_at", "kind", "fact", "", "status",
    ),
    "note": Branch(
        "notes", "notebook-pen", _mine(ClinicalNote), "about_at", "kind",
        Case(When(move=None, then=F("part")), default=MOVED_BY, output_field=TextField()),
        "author__user__full_name",
        Case(When(move=None, then=F("status")), default=Value(MOVED)),
    ),
    "response": Branch(
        "forms", "list-checks", _mine(QuestionnaireResponse), "answered_at", "instrument",
        Concat(Cast("score", TextField()), Value("|"), F("band")), "entered_by__user__full_name", "status",
    ),
    "intake": Branch(
        "forms", "clipboard-list", _mine(Intake, "episode__patient"), "submitted_at",
        Value("intake"), "goals", "entered_by__user__full_name",
    ),
    "message": Branch(
        "messages", "mail", lambda patient: Message.objects.filter(patient=patient.pk, state__in=GONE),
        Coalesce("sent_at", "due_at"), "purpose", "channel", "", "state",
    ),
    "signed": Branch(
        "consents", "signature", _mine(Consent), "signed_at", "kind", Value("Signed"),
        "signed_by__user__full_name",
    ),
    "withdrawn": Branch(
        "consents", "undo-2",
        lambda patient: Consent.objects.filter(patient=patient.pk, withdrawn_at__isnull=False),
        "withdrawn_at", "kind", Value("Taken back"), "withdrawn_by__user__full_name",
    ),
    "document": Branch(
        "documents", "file-text", _mine(Document), Coalesce("ready_at", "due_at"), "title", "", "",
        "status",
    ),
    "decision": Branch(
        "decisions", "scale", _mine(EligibilityDecision, "episode__patient"), "decided_at",
        "outcome", "reason", "decided_by__user__full_name",
    ),
    "order": Branch(
        "decisions", "pill", _mine(MedicationOrder, "episode__patient"), "written_at",
        Value("order"), Concat(Cast("planned_mg", TextField()), Value("|"), F("route")),
        "written_by__user__full_name",
    ),
    "contact": Branch(
        "calls", "phone",
        lambda patient: IntegrationContact.objects.filter(
            window__episode__patient=patient.pk, done_at__isnull=False
        ),
        "done_at", "kind", "note", "done_by__user__full_name", "status",
    ),
}  # fmt: skip


def story(patient: Patient, *, group: str = "", page: int = 1) -> tuple[list[Happening], bool]:
    """A page of the story and whether there is more; `group` keeps one kind of thing."""
    wanted = [name for name, one in BRANCHES.items() if not group or one.group == group]
    first, *others = (_rows(name, patient) for name in wanted)
    rows = first.union(*others, all=True) if others else first
    start = (page - 1) * PAGE
    found = list(rows.order_by("-happened", "branch", "-turn", "-ref")[start : start + PAGE + 1])
    return _together([_told(row) for row in found[:PAGE]]), len(found) > PAGE


def _together(lines: list[Happening]) -> list[Happening]:
    """Consents signed in one go are one line."""
    found: list[Happening] = []
    for one in lines:
        last = found[-1] if found else None
        if last and one.branch in AT_ONCE and (last.branch, last.at) == (one.branch, one.at):
            names = f"{last.detail if not last.ref else last.title}, {one.title}"
            found[-1] = replace(last, ref="", title=AT_ONCE[one.branch], detail=names)
        else:
            found.append(one)
    return found


def counts(patient: Patient) -> dict[str, int]:
    """How many lines of each group there are."""
    first, *others = (_count(name, patient) for name in BRANCHES)
    found = dict.fromkeys(GROUPS, 0)
    for row in first.union(*others, all=True):
        found[BRANCHES[row["branch"]].group] += row["many"]
    return found


def _rows(name: str, patient: Patient) -> QuerySet[Any, dict[str, Any]]:
    one = BRANCHES[name]
    rows = one.rows(patient)
    counted = isinstance(rows.model._meta.pk, AutoField)
    return (
        rows.order_by()
        .annotate(
            branch=Value(name, CharField()),
            ref=Cast("pk", TextField()),
            turn=Cast("pk", BigIntegerField()) if counted else Value(0, BigIntegerField()),
            happened=Cast(one.at, DateTimeField()),
            word=_text(one.word),
            detail=_text(one.detail),
            who=_text(one.who),
            stands=_text(one.state),
            in_room=_text(one.room),
        )
        .values("branch", "ref", "happened", "word", "detail", "who", "stands", "in_room", "turn")
    )


def _text(source: Any) -> Any:
    """A column, an expression or nothing, as text."""
    if source == "":
        return Value("", TextField())
    expression = F(source) if isinstance(source, str) else source
    return Coalesce(Cast(expression, TextField()), Value("", TextField()))


def _count(name: str, patient: Patient) -> QuerySet[Any, dict[str, Any]]:
    rows = BRANCHES[name].rows(patient).order_by().annotate(branch=Value(name, CharField()))
    return rows.values("branch").annotate(many=Count("pk"))


WORDS: dict[str, Any] = {
    "visit": VisitKind, "dose": DoseKind, "note": NoteKind, "response": InstrumentCode,
    "signed": ConsentKind, "withdrawn": ConsentKind, "decision": DecisionOutcome,
    "contact": ContactCode, "alert": AlertKind, "adverse": EventType, "message": Purpose,
}  # fmt: skip
STATES: dict[str, Any] = {
    "visit": AppointmentStatus, "note": NoteStatus, "message": MessageState, "document": DocumentStatus,
    "contact": ContactStatus, "alert": AlertStatus, "response": ResponseStatus,
}  # fmt: skip
DETAILS: dict[str, Any] = {
    "note": NotePart, "message": Channel, "adverse": EventSeverity,
}  # fmt: skip
TITLES = {
    "preparation": "Preparation visit recorded",
    "intake": "Intake submitted",
    "order": "Order written",
}
SEEN_AS_FINE = {
    AppointmentStatus.FULFILLED, NoteStatus.SIGNED, MessageState.SENT, MessageState.DELIVERED,
    DocumentStatus.READY, ContactStatus.DONE, AlertStatus.CLOSED, ResponseStatus.COMPLETED,
}  # fmt: skip
LOOKED_AT = {
    AppointmentStatus.NO_SHOW, NoteStatus.DRAFT, MessageState.FAILED, MessageState.UNKNOWN,
    DocumentStatus.FAILED, ContactStatus.LATE, AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED,
}  # fmt: skip


def _told(row: dict[str, Any]) -> Happening:
    name, state = row["branch"], row["stands"]
    return Happening(
        branch=name,
        ref=row["ref"],
        at=row["happened"],
        title=_title(name, row["word"]),
        detail=_detail(name, row["detail"]),
        who=row["who"],
        state=_label(STATES, name, state) if name in STATES else "",
        tone=_tone(name, state),
        icon=BRANCHES[name].icon,
        struck=_is_struck(name, state),
        room=row["in_room"],
    )


def _title(name: str, word: str) -> str:
    if name in TITLES:
        return TITLES[name]
    label = _label(WORDS, name, word) if name in WORDS else word
    if name == "note":
        return note_title(word)
    return label.replace("_", " ").capitalize() if name == "adverse" else label


def note_title(kind: str) -> str:
    return f"Note: {_label(WORDS, 'note', kind).lower()}"


def _detail(name: str, detail: str) -> str:
    if name in {"dose", "order"}:
        mg, route, *ran = detail.split("|")
        given = ran[0] if ran and ran[0] else mg
        words = given_words(Decimal(given), first=Decimal(mg), route=route)
        return f"{words}, {Route(route).label.lower()}"
    if name == "response":
        score, _, band = detail.partition("|")
        return ", ".join(part for part in (score.removesuffix(".0"), band) if part)
    if name == "note" and detail.startswith("moved|"):
        _, who, why = detail.split("|", 2)
        return f"Moved to another chart by {who}: {why}"
    if detail == NotePart.WHOLE:
        return ""
    return _label(DETAILS, name, detail) if name in DETAILS else detail


def _label(words: dict[str, Any], name: str, value: str) -> str:
    return str(words[name](value).label) if value in words[name].values else value


def _tone(name: str, state: str) -> str:
    if name == "adverse" or (name == "alert" and state != AlertStatus.CLOSED):
        return "attention"
    if state in LOOKED_AT:
        return "attention"
    return "done" if state in SEEN_AS_FINE or name in {"dose", "signed"} else "plain"


def _is_struck(name: str, state: str) -> bool:
    voided = name == "adverse" and bool(state)
    moved = name == "note" and state == MOVED
    return voided or moved or state in {Ending.ENTERED_IN_ERROR, ResponseStatus.ENTERED_IN_ERROR}
