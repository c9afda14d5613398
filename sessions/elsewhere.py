"""An emergency in another room: the one thing that a room says of the others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from sessions import around
from sessions.models import EmergencyRun, MedicineSession

A_DAY_OF_WORK = timedelta(hours=12)


@dataclass(frozen=True)
class Elsewhere:
    """An open emergency list of another session; initials only where both lie in one room."""

    room: str
    initials: str
    since: datetime


def _open() -> Any:
    """Lists that are open in this clinic around the hours of the outer session, but for its own."""
    rows = EmergencyRun.objects.filter(
        ended_at=None,
        session__episode__patient__clinic=OuterRef("episode__patient__clinic"),
        started_at__gt=OuterRef("planned_at") - A_DAY_OF_WORK,
    )
    return rows.exclude(session=OuterRef("pk")).order_by("started_at", "pk")


def numbers() -> ArraySubquery:
    """Which they are, for a page that asks whether anything changed."""
    return ArraySubquery(_open().values("pk"))


def rows() -> ArraySubquery:
    patient = "session__episode__patient"
    return ArraySubquery(
        _open().values(
            row=JSONObject(
                room="session__appointment__room__name", at="started_at",
                name=f"{patient}__legal_name", called=f"{patient}__preferred_name",
            )
        )
    )  # fmt: skip


def elsewhere_of(session: MedicineSession) -> list[Elsewhere]:
    """From the column that `rows` made; a session without a visit lies in no room."""
    visit = session.appointment
    own = visit.room.name if visit else ""
    return [
        Elsewhere(
            room=row["room"] or "",
            initials=around.initials_of(row) if row["room"] == own else "",
            since=datetime.fromisoformat(row["at"]),
        )
        for row in session.elsewhere_rows  # type: ignore[attr-defined]
    ]
