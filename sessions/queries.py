"""What the room, the board and the note read: few statements, the same for three events and three hundred."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Cast, JSONObject

from accounts.enums import Role
from accounts.models import Membership, User
from medications.models import LedgerEntry, Lot
from patients.models import Allergy
from screening.enums import TouchChoice, TouchKind
from screening.models import TouchAgreement
from sessions.domain.gate.facts import has_cv5
from sessions.models import (
    AdverseEvent,
    Incident,
    MedicineSession,
    StockWaste,
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


def rows_for_log(membership: Membership) -> QuerySet[MedicineSession]:
    """Sessions with no more beside them than the lines of a log are written with."""
    rows = MedicineSession.objects.visible_to(membership)
    return rows.select_related("episode__patient__clinic")


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
            other="other_medicine_id",
            mg=Cast("mg", TextField()),
            witness="ledger_entry__witness__user__full_name",
            reason="ledger_entry__reason",
        )
    )


def _lots() -> Any:
    newest = LedgerEntry.objects.filter(lot=OuterRef("pk")).order_by("-line")
    rows = Lot.objects.in_use().filter(clinic=OuterRef("episode__patient__clinic"))
    rows = rows.annotate(left_mg=Subquery(newest.values("balance_mg")[:1])).filter(left_mg__gt=0)
    return rows.order_by("expires_on", "number").values(
        row=JSONObject(
            number="number",
            substance="substance",
            left=Cast("left_mg", TextField()),
            expires_on="expires_on",
        )
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
