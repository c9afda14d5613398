"""What the room, the board and the note read: few statements, the same for three events and three hundred."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from accounts.enums import Role
from accounts.models import Membership, User
from medications.models import LedgerEntry, Lot
from patients.models import Allergy
from screening.enums import TouchChoice, TouchKind
from screening.models import TouchAgreement
from sessions.domain.gate.facts import has_cv5
from sessions.models import (
    AdverseEvent,
    CheckIn,
    GateAcknowledgement,
    Incident,
    MedicineSession,
    SessionEvent,
    StockWaste,
    VitalSigns,
)

BESIDE = (
    "episode__patient__clinic",
    "appointment__room",
    "appointment__clinician__user",
    "started_by__user",
    "ended_by__user",
    "therapy_note",
    "medicine_note",
)


def sessions_seen_by(membership: Membership) -> QuerySet[MedicineSession]:
    return MedicineSession.objects.visible_to(membership).select_related(*BESIDE)


def room_rows(membership: Membership) -> QuerySet[MedicineSession]:
    """Sessions with everything small that the room shows beside them, as columns of one statement."""
    staff = Membership.objects.filter(clinic=OuterRef("episode__patient__clinic")).exclude(
        roles=[Role.PATIENT]
    )
    allergies = Allergy.objects.filter(patient=OuterRef("episode__patient"), ended_at=None)
    touch = TouchAgreement.objects.filter(episode=OuterRef("episode")).order_by("pk")
    return sessions_seen_by(membership).annotate(
        staff_rows=ArraySubquery(
            staff.order_by("user__full_name").values(
                row=JSONObject(
                    pk="pk", name="user__full_name", roles="roles", is_active="is_active"
                )
            )
        ),
        allergy_names=ArraySubquery(allergies.order_by("pk").values("substance")),
        touch_rows=ArraySubquery(touch.values(row=JSONObject(kind="kind", choice="choice"))),
        incident_rows=ArraySubquery(_incidents()),
        wasted_rows=ArraySubquery(_waste()),
        lot_rows=ArraySubquery(_lots()),
    )


def _incidents() -> Any:
    rows = Incident.objects.filter(session=OuterRef("pk")).order_by("pk")
    return rows.values(
        row=JSONObject(
            kind="kind", what="what_happened", opened_at="opened_at", closed_at="closed_at"
        )
    )


def _waste() -> Any:
    rows = StockWaste.objects.filter(session=OuterRef("pk")).order_by("pk")
    return rows.values(
        row=JSONObject(
            dose="dose_id",
            mg=Cast("mg", TextField()),
            witness="ledger_entry__witness__user__full_name",
            reason="ledger_entry__reason",
        )
    )


def _lots() -> Any:
    newest = LedgerEntry.objects.filter(lot=OuterRef("pk")).order_by("-line")
    rows = Lot.objects.filter(clinic=OuterRef("episode__patient__clinic"))
    rows = rows.annotate(left_mg=Subquery(newest.values("balance_mg")[:1])).filter(left_mg__gt=0)
    return rows.order_by("expires_on", "number").values(
        row=JSONObject(number="number", left=Cast("left_mg", TextField()), expires_on="expires_on")
    )


def staff_of(session: MedicineSession) -> dict[int, Membership]:
    """The clinic's people by id, for names and choices; unsaved copies, never written back."""
    clinic = session.patient.clinic
    return {
        row["pk"]: Membership(
            pk=row["pk"],
            clinic=clinic,
            user=User(full_name=row["name"]),
            roles=row["roles"],
            is_active=row["is_active"],
        )
        for row in session.staff_rows  # type: ignore[attr-defined]
    }


def touch_of(session: MedicineSession) -> list[tuple[TouchKind, TouchChoice]]:
    """Every kind with its newest choice; what was never answered is No."""
    chosen = {row["kind"]: row["choice"] for row in session.touch_rows}  # type: ignore[attr-defined]
    return [(kind, TouchChoice(chosen.get(kind, TouchChoice.NO))) for kind in TouchKind]


@dataclass(frozen=True)
class LogLine:
    """One line of the log: an observation, a reading or an adverse event."""

    kind: str
    pk: int
    at: datetime
    recorded_at: datetime
    code: str
    text: str
    by: str
    voided_at: datetime | None
    voided_by: str
    minute: int | None = field(default=None, compare=False)

    @property
    def is_struck(self) -> bool:
        return self.voided_at is not None

    @property
    def is_late(self) -> bool:
        """Written down more than a minute after it happened: both times are shown."""
        return (self.recorded_at - self.at).total_seconds() > 60


def log_of(session: MedicineSession) -> list[LogLine]:
    """Everything that was logged, struck lines too, newest first, in one statement."""
    events = _lines(SessionEvent, "event", "occurred_at", code=F("code"), words=F("text"))
    reading = Concat(
        "systolic", Value("/"), "diastolic", Value(", pulse "), "heart_rate",
        Value(", SpO₂ "), "spo2", Value(" %"), output_field=TextField(),
    )  # fmt: skip
    vitals = _lines(VitalSigns, "vitals", "taken_at", code=F("level"), words=reading)
    words = Concat(
        "severity", Value("|"), "action", Value("|"), "outcome", output_field=TextField()
    )
    adverse = _lines(AdverseEvent, "adverse", "occurred_at", code=F("type"), words=words)
    parts = [part.filter(session=session).order_by() for part in (events, vitals, adverse)]
    rows = parts[0].union(*parts[1:], all=True).order_by("-at", "-recorded_at", "-pk")
    return [LogLine(*row) for row in rows]


def _lines(model: Any, kind: str, moment: str, *, code: Any, words: Any) -> Any:
    return model.objects.annotate(
        row_kind=Value(kind, output_field=CharField()),
        at=F(moment),
        row_code=Cast(code, CharField()),
        words=Cast(words, TextField()),
        writer=F("recorded_by__user__full_name"),
        striker=Coalesce("voided_by__user__full_name", Value("")),
    ).values_list(
        "row_kind", "pk", "at", "recorded_at", "row_code", "words", "writer", "voided_at", "striker"
    )


def pulse_of(session_id: int) -> str:
    """A word that changes whenever something in the room did."""
    counted = MedicineSession.objects.filter(pk=session_id).values_list(
        "status",
        "signed_at",
        "last_dose_at",
        _count(SessionEvent, Q()),
        _count(SessionEvent, ~Q(voided_at=None)),
        _count(VitalSigns, Q()),
        _count(VitalSigns, ~Q(voided_at=None)),
        _count(AdverseEvent, Q()),
        _count(AdverseEvent, ~Q(voided_at=None)),
        _count(GateAcknowledgement, Q()),
        _count(CheckIn, Q()),
        _count(StockWaste, Q()),
        _count(Incident, Q()),
    )
    return "-".join(
        str(part.timestamp() if isinstance(part, datetime) else part or 0) for part in counted.get()
    )


def _count(model: Any, condition: Q) -> Subquery:
    rows = model.objects.filter(condition, session=OuterRef("pk")).order_by().values("session")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def is_written_already(
    session: MedicineSession, *, by: Membership, at: datetime, **facts: str
) -> bool:
    """That this member wrote the same adverse event within the minute."""
    rows = AdverseEvent.objects.standing().filter(session=session, recorded_by=by, **facts)
    return rows.filter(recorded_at__gt=at - timedelta(minutes=1)).exists()


def rooms_between(
    membership: Membership, start: datetime, end: datetime
) -> QuerySet[MedicineSession]:
    """Sessions of that span, and any still under way from before it."""
    rows = sessions_seen_by(membership).exclude(status="cancelled")
    rows = rows.annotate(has_cv5=has_cv5("episode"))
    of_the_day = Q(planned_at__gte=start, planned_at__lt=end)
    return rows.filter(of_the_day | Q(status__in=["checked_in", "in_progress"])).order_by(
        "planned_at", "pk"
    )
