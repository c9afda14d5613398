"""What a tablet may send, and the verb behind each kind: the same that the room's forms call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.acts import invalid
from accounts.models import Membership
from sessions.domain import emergency, observing, other_medicines, routes, vitals
from sessions.domain.limits import Reading
from sessions.domain.other_medicines import Medicine
from sessions.entries import WHICH_LINE, Entry
from sessions.forms import sync as asked
from sessions.forms.presses import StepFacts
from sessions.forms.route import OtherMedicineFacts, RouteFacts
from sessions.models import (
    AdverseEvent,
    EmergencyRun,
    EmergencyStep,
    OtherMedicine,
    ReadingDeclined,
    RouteAct,
    SessionEvent,
    VitalSigns,
)
from sessions.striking import VOIDABLE

# Each gives back its row; `recorded_at` or `voided_at` tells whether it was written just now.
type Taker = Callable[[Entry], Any]

STRUCK_ALREADY = "{who} had struck it through at {when} already."
CHANGED = "{who} changed this line meanwhile. Read it, then undo the new one if it is wrong."


def event(entry: Entry) -> SessionEvent:
    facts = entry.read(asked.EventFacts).cleaned_data
    return observing.record_event(
        entry.session, **facts, key=entry.key, by=entry.by, at=entry.at,
        occurred_at=entry.occurred_at, device_at=entry.device_at,
    )  # fmt: skip


def amend(entry: Entry) -> SessionEvent:
    """A note, a severity, or minutes earlier than it stood."""
    form = entry.read(asked.AmendFacts)
    line: SessionEvent = entry.find(SessionEvent, entry.facts.get("target"))
    earlier = timedelta(minutes=form.cleaned_data["minutes"] or 0)
    return observing.amend_event(
        line, key=entry.key, **form.changes(line.text), by=entry.by, at=entry.at,
        occurred_at=line.occurred_at - earlier,
        device_at=line.device_at - earlier if line.device_at else None,
    )  # fmt: skip


def reading(entry: Entry) -> VitalSigns:
    facts = entry.read(asked.VitalsFacts).cleaned_data
    numbers = {name: facts.pop(name) for name in Reading.__dataclass_fields__}
    return vitals.record(
        entry.session, reading=Reading(**numbers), **facts, key=entry.key, by=entry.by, at=entry.at,
        taken_at=entry.occurred_at, device_at=entry.device_at,
    )  # fmt: skip


def declined(entry: Entry) -> ReadingDeclined:
    facts = entry.read(asked.DeclinedFacts).cleaned_data
    return vitals.decline(
        entry.session, **facts, key=entry.key, by=entry.by, at=entry.at,
        occurred_at=entry.occurred_at,
    )  # fmt: skip


def adverse(entry: Entry) -> AdverseEvent:
    facts = entry.read(asked.AdverseFacts).cleaned_data
    return observing.record_adverse_event(
        entry.session, **facts, key=entry.key, by=entry.by, at=entry.at,
        occurred_at=entry.occurred_at, device_at=entry.device_at,
    )  # fmt: skip


def void(entry: Entry) -> Any:
    """Strike a line through. One that was changed meanwhile is not the line that was meant."""
    target = entry.facts.get("target")
    kind = target.get("kind") if isinstance(target, dict) else None
    if not isinstance(kind, str) or kind not in VOIDABLE:
        raise invalid(WHICH_LINE)
    row = entry.find(VOIDABLE[kind], target)
    if kind == "event" and (newer := SessionEvent.objects.filter(replaces=row).first()):
        raise invalid(CHANGED.format(who=newer.recorded_by.full_name))
    return observing.void(row, by=entry.by, at=entry.at)


def route_act(entry: Entry) -> RouteAct:
    act = entry.read(RouteFacts).act()
    return routes.act_of_route(
        entry.session, **act, key=entry.key, by=entry.by, at=entry.at,
        occurred_at=entry.occurred_at,
    )  # fmt: skip


def other_medicine(entry: Entry) -> OtherMedicine:
    """Without a lot: a controlled one is drawn from the ledger, which is not on the tablet."""
    facts = entry.read(OtherMedicineFacts).cleaned_data
    medicine = Medicine(*(facts[name] for name in ("name", "amount", "route")))
    return other_medicines.give(
        entry.session, medicine=medicine, basis=facts["basis"], reason=facts["reason"],
        ordered_by=_prescriber(entry, facts["ordered_by"]), key=entry.key, by=entry.by,
        at=entry.at, given_at=entry.occurred_at,
    )  # fmt: skip


def _prescriber(entry: Entry, pk: int | None) -> Membership | None:
    if pk is None:
        return None
    rows = Membership.objects.for_clinic(entry.by.clinic_id).filter(pk=pk)
    found = rows.select_related("user", "clinic").first()
    if found is None:
        raise invalid("There is no such prescriber in this clinic.")
    return found


def emergency_start(entry: Entry) -> EmergencyRun:
    return emergency.start(
        entry.session, started_at=entry.occurred_at, key=entry.key, by=entry.by, at=entry.at
    )


def step(entry: Entry) -> EmergencyStep:
    """A line of the emergency list; it opens the list where none was open."""
    facts = entry.read(StepFacts).cleaned_data
    return emergency.stamp(
        entry.session, **facts, key=entry.key, opens=True, by=entry.by, at=entry.at,
        done_at=entry.occurred_at,
    )  # fmt: skip


KINDS: dict[str, Taker] = {
    "event": event,
    "amend": amend,
    "vitals": reading,
    "declined": declined,
    "adverse": adverse,
    "route": route_act,
    "other_medicine": other_medicine,
    "emergency": emergency_start,
    "step": step,
    "void": void,
}
