"""Finding a line of the log again, by the key under which it was logged, and as it stands now."""

from typing import Any

from django.db.models import Q

from sessions.models import (
    AdverseEvent,
    MedicineSession,
    OtherMedicine,
    ReadingDeclined,
    RouteAct,
    SessionEvent,
    VitalSigns,
)

# What may be struck through, by the word for its line.
VOIDABLE: dict[str, Any] = {
    "event": SessionEvent,
    "vitals": VitalSigns,
    "adverse": AdverseEvent,
    "declined": ReadingDeclined,
    "route": RouteAct,
    "other_medicine": OtherMedicine,
}


def row_by_key(kind: str, session: MedicineSession, key: str) -> Any:
    if not key:
        return None
    if kind == "event":
        return event_by_key(session, key)
    return VOIDABLE[kind].objects.filter(session=session, key=key).first()


def event_by_key(session: MedicineSession, key: str) -> SessionEvent | None:
    """A tap's key may be kept with the word of its tile behind it."""
    if not key:
        return None
    rows = SessionEvent.objects.filter(session=session)
    return rows.filter(Q(key=key) | Q(key__startswith=f"{key}:")).order_by("pk").first()


def newest_of(line: Any) -> Any:
    """The line that stands for this one now, where it was changed meanwhile."""
    while isinstance(line, SessionEvent):
        newer = SessionEvent.objects.filter(replaces=line).first()
        if newer is None:
            break
        line = newer
    return line
