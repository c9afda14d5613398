"""The gate's lines as the room shows them: each with its way on, and what this member may open."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from sessions.domain import gate
from sessions.enums import GateItem
from sessions.models import MedicineSession

ITEM_OF_BLOCKER = {
    RefusalCode.VITALS_AMBER: GateItem.VITALS_AMBER,
    RefusalCode.VITALS_RED: GateItem.VITALS_RED,
    RefusalCode.FASTING_HOLD: GateItem.FASTING,
    RefusalCode.INTEGRATION_NOT_BOOKED: GateItem.INTEGRATION,
}
# The page on which a line of the gate is met, its words, and whose key the address takes.
WAY_ON = {
    "Screening and decision": ("screening:decide", "Decide", "patient"),
    "Findings": ("screening:decide", "Look at findings", "patient"),
    "Consents": ("dashboard:chart", "Open the chart", "patient"),
    "Order": ("medications:order", "Write the order", "patient"),
    "Weight": ("screening:intake", "Record a weight", "patient"),
    "Preparation": ("sessions:preparation", "Record it", "patient"),
    "Integration visit": ("dashboard:book", "Book it", ""),
    "Check-in": ("sessions:check_in", "Check in", "session"),
    "Fasting": ("sessions:check_in", "Correct the times", "session"),
    "Ride home": ("sessions:check_in", "Name the ride", "session"),
}


@dataclass(frozen=True)
class GateLine:
    """A line of the gate with its way on, and what this member may open by name."""

    line: gate.Line
    way_label: str
    way_url: str
    items: tuple[GateItem, ...]


def gate_line(line: gate.Line, session: MedicineSession, member: Membership) -> GateLine:
    label, url = _way(line, session)
    return GateLine(
        line, label, url, items=() if session.is_over else _items(line, session, member)
    )


def _items(line: gate.Line, session: MedicineSession, member: Membership) -> tuple[GateItem, ...]:
    codes = [RefusalCode(blocker.code) for blocker in line.blockers]
    found = [ITEM_OF_BLOCKER[code] for code in codes if code in ITEM_OF_BLOCKER]
    return tuple(item for item in found if _may_open(item, session, member))


def _may_open(item: GateItem, session: MedicineSession, member: Membership) -> bool:
    """A nurse has the standing order for an amber reading before the dose; the verb asks the rest."""
    if member.may(Permission.GATE_ACKNOWLEDGE):
        return True
    if session.first_dose_at is not None:
        return False
    return item == GateItem.VITALS_AMBER and member.may(Permission.VITALS_AMBER_REPEATED)


def _way(line: gate.Line, session: MedicineSession) -> tuple[str, str]:
    if line.is_met:
        return "", ""
    if line.title not in WAY_ON:
        return "Take a reading", "#room-vitals"
    name, label, whose = WAY_ON[line.title]
    key = {"patient": [session.patient_id], "session": [session.pk], "": []}[whose]
    return label, address(name, *key)


def address(name: str, *key: object) -> str:
    """Where that page is; empty while there is no such page."""
    try:
        return reverse(name, args=key)
    except NoReverseMatch:
        return ""
