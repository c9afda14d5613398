"""What stands beside the dose, read as columns of the session's own statement: no further one is made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject

from measures.models import SafetyAlert
from scheduling.enums import UPCOMING
from scheduling.models import Appointment
from sessions.domain.timing import Ahead
from sessions.enums import Ending, EventOutcome, RouteActKind, SessionStatus
from sessions.models import (
    AdverseEvent,
    DoseCorrection,
    MedicineSession,
    MonitoringForm,
    NoticeSeen,
    OtherMedicine,
    RemsEnrolment,
    RouteAct,
)

AHEAD = timedelta(hours=14)
MOST_AHEAD = 8
OF_AN_ACT = ("pk", "kind", "number", "text", "dose_id", "by", "key")
UNRESOLVED = [one for one in EventOutcome.values if one != EventOutcome.RESOLVED]


@dataclass(frozen=True)
class ActRow:
    """An act of the route as the panel reads it."""

    pk: int
    kind: str
    occurred_at: datetime
    number: int | None
    rate: Decimal | None
    total: Decimal | None
    text: str
    dose_id: int | None
    by: str
    key: str = ""


def columns() -> dict[str, Any]:
    """Annotations for a queryset of sessions; `read` functions below take them apart."""
    return {
        "route_rows": ArraySubquery(_acts()),
        "correction_rows": ArraySubquery(_corrections()),
        "other_rows": ArraySubquery(_others()),
        "ahead_rows": ArraySubquery(_ahead()),
        "alert_rows": ArraySubquery(_alerts()),
        "open_event_rows": ArraySubquery(_events()),
        "unsigned_rows": ArraySubquery(_unsigned()),
        "seen_rows": ArraySubquery(_seen()),
        "rems_reference": Subquery(
            RemsEnrolment.objects.filter(patient=OuterRef("episode__patient")).values("reference")[
                :1
            ]
        ),
        "form_id": Subquery(MonitoringForm.objects.filter(session=OuterRef("pk")).values("pk")[:1]),
    }


def with_columns(session: MedicineSession) -> Any:
    """The session with them, from one statement; as it is where they are there already."""
    if hasattr(session, "route_rows"):
        return session
    rows = MedicineSession.objects.filter(pk=session.pk).annotate(**columns())
    return rows.select_related("episode__patient__clinic", "appointment__room").get()


def acts_in(session: Any) -> list[ActRow]:
    """Standing acts in the order in which they happened."""
    return [
        ActRow(
            **{name: row[name] for name in OF_AN_ACT},
            occurred_at=datetime.fromisoformat(row["occurred_at"]),
            rate=_amount(row["rate"]),
            total=_amount(row["total"]),
        )
        for row in session.route_rows
    ]


def totals_in(session: Any) -> dict[int, Decimal]:
    """By dose, what was received where that is not what was charted first."""
    corrected = {row["dose"]: Decimal(row["mg"]) for row in session.correction_rows}
    return corrected | {
        row.dose_id: row.total
        for row in acts_in(session)
        if row.kind == RouteActKind.STOPPED and row.dose_id is not None and row.total is not None
    }


def ahead_of(session: Any) -> list[Ahead]:
    """Visits after this one in its room or with its clinician, on the same day's stretch."""
    visit = session.appointment
    return [
        Ahead(
            kind=row["kind"],
            start_at=datetime.fromisoformat(row["start_at"]),
            room=row["room"],
            clinician=row["clinician"],
            same_room=row["room_id"] == visit.room_id,
            same_clinician=row["clinician_id"] == visit.clinician_id,
        )
        for row in session.ahead_rows
    ]


def _amount(word: str | None) -> Decimal | None:
    return None if word is None else Decimal(word)


def _acts() -> Any:
    rows = RouteAct.objects.standing().filter(session=OuterRef("pk"))
    return rows.order_by("occurred_at", "pk").values(
        row=JSONObject(
            pk="pk",
            kind="kind",
            occurred_at="occurred_at",
            number="number",
            rate=Cast("rate_ml_per_h", TextField()),
            total=Cast("total_given_mg", TextField()),
            text="text",
            dose_id="dose_id",
            by="recorded_by__user__full_name",
            key="key",
        )
    )


def _corrections() -> Any:
    rows = DoseCorrection.objects.filter(session=OuterRef("pk")).order_by("recorded_at", "pk")
    return rows.values(row=JSONObject(dose="dose_id", mg=Cast("mg", TextField())))


def _others() -> Any:
    rows = OtherMedicine.objects.standing().filter(session=OuterRef("pk"))
    return rows.order_by("given_at", "pk").values(
        row=JSONObject(
            pk="pk",
            lot="lot__number",
            drawn=Cast("ledger_entry__amount_mg", TextField()),
            given=Cast("given_mg", TextField()),
            name="name",
            amount="amount",
            route="route",
            basis="basis",
            given_at="given_at",
            by="given_by__user__full_name",
            ordered_by="ordered_by__user__full_name",
        )
    )


def _ahead() -> Any:
    start = OuterRef("appointment__start_at")
    rows = Appointment.objects.filter(
        Q(room=OuterRef("appointment__room")) | Q(clinician=OuterRef("appointment__clinician")),
        status__in=UPCOMING,
        start_at__gt=start,
        start_at__lt=start + AHEAD,
    )
    return rows.order_by("start_at", "pk").values(
        row=JSONObject(
            kind="kind",
            start_at="start_at",
            room="room__name",
            room_id="room_id",
            clinician="clinician__user__full_name",
            clinician_id="clinician_id",
        )
    )[:MOST_AHEAD]


def _alerts() -> Any:
    rows = SafetyAlert.objects.standing().filter(patient=OuterRef("episode__patient"))
    return rows.order_by("opened_at", "pk").values(
        row=JSONObject(pk="pk", kind="kind", level="level", fact="fact")
    )


def _events() -> Any:
    """Adverse events of other sessions that nobody wrote down as resolved."""
    rows = AdverseEvent.objects.standing().annotate(now=Coalesce("resolution__outcome", "outcome"))
    rows = rows.filter(session__episode__patient=OuterRef("episode__patient"), now__in=UNRESOLVED)
    rows = rows.exclude(session=OuterRef("pk")).exclude(session__ending=Ending.ENTERED_IN_ERROR)
    return rows.order_by("occurred_at", "pk").values(
        row=JSONObject(pk="pk", type="type", severity="severity", outcome="now", at="occurred_at")
    )


def _unsigned() -> Any:
    """The last ended session of the patient before this one, where both parts are not signed."""
    rows = MedicineSession.objects.filter(
        episode__patient=OuterRef("episode__patient"), status=SessionStatus.ENDED
    )
    rows = rows.exclude(pk=OuterRef("pk")).exclude(ending=Ending.ENTERED_IN_ERROR)
    last = rows.order_by(F("ended_at").desc(), "-pk")[:1]
    return last.values(row=JSONObject(pk="pk", ended_at="ended_at", signed_at="signed_at"))


def _seen() -> Any:
    rows = NoticeSeen.objects.filter(session=OuterRef("pk"))
    return rows.order_by("pk").values(
        row=JSONObject(
            item="item",
            about="about",
            words="words",
            at="seen_at",
            by="seen_by__user__full_name",
        )
    )
