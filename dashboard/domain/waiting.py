"""What waits for a clinician beside visits and calls: read from the rows, in one statement for all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.domain.policies import Policy
from accounts.enums import Permission
from accounts.models import Membership
from core.clock import day_at, day_span, elapsed
from integration.enums import WindowStatus
from integration.models import IntegrationWindow
from measures.enums import InstrumentCode
from measures.models import QuestionnaireResponse
from patients.enums import EpisodeStatus, NoteKind, NotePart, NoteStatus
from patients.models import CareTeamMember, ClinicalNote, EpisodeOfCare, Patient
from screening.models import Consent
from sessions.enums import Ending, EventType, SessionStatus
from sessions.models import (
    AdverseEvent,
    GateAcknowledgement,
    MedicationAdministration,
    MonitoringForm,
)

SHOWN = 12
SCORES_FOR = timedelta(days=30)  # an answer older than that is read with the next note
CONSENTS_AHEAD = timedelta(days=30)
WRITERS = (Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: about whom, what, and since or until when."""

    branch: str
    ref: int
    patient_id: int
    patient_name: str
    moment: datetime
    word: str
    raw: str
    days: int

    @property
    def is_old(self) -> bool:
        return self.days >= 2


IN_ORDER = ("moment", "branch", "ref")


@dataclass(frozen=True)
class Branch:
    """One kind of thing: its rows for this person, their moment and their word."""

    rows: Callable[[Membership, datetime, Policy], QuerySet[Any]]
    patient: str
    moment: Any
    word: Any
    needs: tuple[str, ...] = WRITERS
    ref: Any = "pk"


def waiting(member: Membership, *, at: datetime, policy: Policy) -> dict[str, list[Waiting]]:
    """Every branch this person may see, each in its own order, one row more than is shown."""
    asked = [name for name, one in BRANCHES.items() if any(map(member.may, one.needs))]
    found: dict[str, list[Waiting]] = {name: [] for name in asked}
    if asked:
        first, *others = (_rows(name, member, at, policy) for name in asked)
        rows = first.union(*others, all=True).order_by(*IN_ORDER) if others else first
        for row in rows:
            found[row["branch"]].append(_line(row, at))
    return found


def _drafts(member: Membership, _at: datetime, _policy: Policy) -> QuerySet[Any]:
    """The member's own notes that no session closes; those handed to a co-signer wait for that one."""
    rows = ClinicalNote.objects.visible_to(member).unsigned().filter(author=member)
    return rows.filter(status=NoteStatus.DRAFT).exclude(kind=NoteKind.SESSION)


def _cosigns(member: Membership, _at: datetime, _policy: Policy) -> QuerySet[Any]:
    return _handed_to(member).exclude(kind=NoteKind.SESSION)


def _parts(member: Membership, _at: datetime, _policy: Policy) -> QuerySet[Any]:
    """Parts of a session's note; their line leads to the session."""
    return _handed_to(member).filter(kind=NoteKind.SESSION)


def _handed_to(member: Membership) -> QuerySet[Any]:
    rows = ClinicalNote.objects.visible_to(member).unsigned()
    return rows.filter(status=NoteStatus.READY, cosigner=member)


def _scores(member: Membership, at: datetime, _policy: Policy) -> QuerySet[Any]:
    """Answers of one's own patients since which nobody signed a note about them."""
    noted = ClinicalNote.objects.filter(
        patient=OuterRef("patient"), signed_at__gte=OuterRef("answered_at")
    )
    rows = QuestionnaireResponse.objects.complete()
    return rows.filter(
        ~Exists(noted), answered_at__gte=at - SCORES_FOR, patient__in=_caseload(member)
    )


def _consents(member: Membership, at: datetime, policy: Policy) -> QuerySet[Any]:
    """Consents in force that run out soon, of people in an open course of care; one line a person."""
    valid = policy.days("consent_days")
    newer = Consent.objects.filter(
        patient=OuterRef("patient"), kind=OuterRef("kind"), signed_at__gt=OuterRef("signed_at")
    )
    open_courses = EpisodeOfCare.objects.filter(status=EpisodeStatus.ACTIVE)
    rows = Consent.objects.filter(
        ~Exists(newer),
        patient__in=_caseload(member),
        patient__episodes__in=open_courses,
        kind__in=policy["required_consents"],
        withdrawn_at=None,
        signed_at__gt=at - valid,
        signed_at__lte=at - valid + CONSENTS_AHEAD,
    )
    return rows.values("patient").annotate(runs_out=Min("signed_at") + valid)


def _windows(member: Membership, at: datetime, _policy: Policy) -> QuerySet[Any]:
    return IntegrationWindow.objects.visible_to(member).open().filter(
        owner=member, closes_at__gt=at
    )  # fmt: skip


def _forms(member: Membership, _at: datetime, _policy: Policy) -> QuerySet[Any]:
    return MonitoringForm.objects.visible_to(member).open()


def _events(member: Membership, _at: datetime, _policy: Policy) -> QuerySet[Any]:
    """Adverse events of ended sessions that are not over: their prescriber's, or anybody's without one."""
    ordered = MedicationAdministration.objects.filter(
        session=OuterRef("session"), order__written_by__is_active=True
    )
    rows = AdverseEvent.objects.visible_to(member).still_open()
    rows = rows.filter(session__status=SessionStatus.ENDED).exclude(
        session__ending=Ending.ENTERED_IN_ERROR
    )
    return rows.filter(Exists(ordered.filter(order__written_by=member)) | ~Exists(ordered))


def _opened(member: Membership, at: datetime, _policy: Policy) -> QuerySet[Any]:
    """Amber readings that a nurse opened: all of today, and older ones until the medicine part is signed."""
    today = day_span(member.clinic, day_at(member.clinic, at))[0]
    unread = Q(session__medicine_note__signed_at=None) & ~Q(session__ending=Ending.NO_DOSE)
    patients = Patient.objects.visible_to(member)
    rows = GateAcknowledgement.objects.by_standing_order().filter(
        Q(acknowledged_at__gte=today) | unread, session__episode__patient__in=patients
    )
    rows = rows.exclude(session__ending=Ending.ENTERED_IN_ERROR)
    return rows.annotate(
        said=Concat(
            "reading__systolic", Value("/"), "reading__diastolic", Value(" before the dose, opened by "),
            "acknowledged_by__user__full_name", Value(": "), "reason", output_field=TextField(),
        )
    )  # fmt: skip


def _caseload(member: Membership) -> QuerySet[Any]:
    """Whom this person treats now; they see those charts, and asking `visible_to` as well made
    the planner of a clinic that has just opened try every answer with every pair of the two."""
    rows = CareTeamMember.objects.filter(membership=member, ended_at=None)
    return rows.values("patient")


BRANCHES: dict[str, Branch] = {
    "draft": Branch(_drafts, "patient", "about_at", "kind"),
    "cosign": Branch(_cosigns, "patient", "handed_at", "kind"),
    "part": Branch(
        _parts, "patient", "handed_at", "part", ref=Coalesce("therapy_of__pk", "medicine_of__pk")
    ),
    "adverse": Branch(
        _events, "session__episode__patient", "occurred_at", "type", (Permission.ORDER_WRITE,)
    ),
    "opened": Branch(
        _opened, "session__episode__patient", "acknowledged_at", "said",
        (Permission.GATE_ACKNOWLEDGE,), ref="session",
    ),
    "score": Branch(_scores, "patient", "answered_at", "instrument"),
    "consent": Branch(_consents, "patient", "runs_out", Value(""), ref="patient"),
    "window": Branch(_windows, "episode__patient", "closes_at", "status"),
    "form": Branch(
        _forms, "session__episode__patient", Cast("due_on", DateTimeField()), "due_on",
        (Permission.DOSE_ANY_SOURCE,),
    ),
}  # fmt: skip


def _rows(name: str, member: Membership, at: datetime, policy: Policy) -> QuerySet[Any]:
    one = BRANCHES[name]
    moment = F(one.moment) if isinstance(one.moment, str) else one.moment
    word = F(one.word) if isinstance(one.word, str) else one.word
    rows = one.rows(member, at, policy).order_by().annotate(
        branch=Value(name, CharField()),
        ref=Cast(one.ref, BigIntegerField()),
        whose=Cast(one.patient, BigIntegerField()),
        legal=Cast(f"{one.patient}__legal_name", TextField()),
        preferred=Cast(f"{one.patient}__preferred_name", TextField()),
        moment=Cast(moment, DateTimeField()),
        word=Cast(word, TextField()),
    )  # fmt: skip
    columns = ("branch", "ref", "whose", "legal", "preferred", "moment", "word")
    return rows.values(*columns).order_by(*IN_ORDER)[: SHOWN + 1]


WORDS: dict[str, Any] = {
    "draft": NoteKind, "cosign": NoteKind, "part": NotePart, "adverse": EventType, "score": InstrumentCode, "window": WindowStatus,
}  # fmt: skip


def _line(row: dict[str, Any], at: datetime) -> Waiting:
    person = Patient(legal_name=row["legal"], preferred_name=row["preferred"])
    return Waiting(
        branch=row["branch"],
        ref=row["ref"],
        patient_id=row["whose"],
        patient_name=person.name,
        moment=row["moment"],
        word=_word(row["branch"], row["word"]),
        raw=row["word"],
        days=elapsed(row["moment"], at).days,
    )


def _word(branch: str, value: str) -> str:
    if branch == "form":
        return f"due {date.fromisoformat(value):%b %-d}"
    return str(WORDS[branch](value).label) if branch in WORDS else value
