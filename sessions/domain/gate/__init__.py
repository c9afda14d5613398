"""The gate: no dose without it. It names everything that is missing, never only the first thing."""

from datetime import datetime

from accounts.acts import act, invalid, require, words_of
from accounts.domain.policies import policy_of
from accounts.enums import REFUSAL_ORDER, Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import EpisodeOfCare
from sessions.domain.current import lock_session, require_open
from sessions.domain.gate.checks import CHECKS, Blocker, Line
from sessions.domain.gate.facts import GateFacts, load
from sessions.domain.gate.standing_order import require_covered
from sessions.domain.gate.told_late import level_now
from sessions.enums import DoseKind, GateItem, ReadingLevel
from sessions.models import (
    GateAcknowledgement,
    MedicationAdministration,
    MedicineSession,
    VitalSigns,
)

__all__ = [
    "Blocker",
    "GateFacts",
    "Line",
    "acknowledge",
    "blockers",
    "checklist",
    "load",
    "missing_codes",
]

LONGEST_REASON = 300
ITEM_OF_LEVEL: dict[str, str] = {
    ReadingLevel.AMBER: GateItem.VITALS_AMBER,
    ReadingLevel.RED: GateItem.VITALS_RED,
}


def checklist(facts: GateFacts) -> list[Line]:
    """Every line of the list, met or not, in the order in which it is read aloud."""
    return [line for check in CHECKS if (line := check(facts)) is not None]


def blockers(facts: GateFacts) -> list[Blocker]:
    """Everything in the way, in the order of the codes."""
    found = [blocker for line in checklist(facts) for blocker in line.blockers]
    return sorted(found, key=lambda blocker: REFUSAL_ORDER[blocker.code])


def missing_codes(
    episode: EpisodeOfCare, session: MedicineSession | None, *, at: datetime
) -> list[str]:
    """Sorted, each once."""
    return sorted({str(blocker.code) for blocker in blockers(load(episode, session, at=at))})


@act(
    "gate.acknowledged",
    Permission.GATE_ACKNOWLEDGE,
    Permission.VITALS_AMBER_REPEATED,
)
def acknowledge(
    session: MedicineSession, *, item: str, reason: str, by: Membership, at: datetime
) -> GateAcknowledgement:
    """Open one closed item by name, for today.

    A nurse may for an amber reading before the dose that was repeated.
    """
    if item not in GateItem.values:
        raise invalid("There is nothing of that name to acknowledge.")
    if item != GateItem.VITALS_AMBER:
        require(by, Permission.GATE_ACKNOWLEDGE)
    session = lock_session(session)
    readings = _standing_readings(session, item)
    reading = readings[-1] if readings else None
    if not by.may(Permission.GATE_ACKNOWLEDGE):
        require_covered(session, reading, readings)
    require_care(by, session.patient)
    if not (said := words_of(reason, most=LONGEST_REASON, what="the reason")):
        raise invalid("Write the reason.")
    require_open(session)
    if item in ITEM_OF_LEVEL.values() and item != _asked_by(session, readings, at=at):
        raise invalid("The newest reading is not of that kind.")
    row = GateAcknowledgement.objects.create(
        session=session, item=item, reading=reading, reason=said,
        acknowledged_at=at, acknowledged_by=by,
    )  # fmt: skip
    trail.record("gate.acknowledged", row, by=by, at=at, patient_id=session.patient_id, item=item)
    return row


def _asked_by(session: MedicineSession, readings: list[VitalSigns], *, at: datetime) -> str | None:
    """What the newest reading waits for."""
    if not readings:
        return None
    first = MedicationAdministration.objects.filter(session=session, kind=DoseKind.FIRST).first()
    policy = policy_of(session.patient.clinic, at=at)
    level = level_now(readings[-1], among=readings, first_dose=first, policy=policy)
    return ITEM_OF_LEVEL.get(level)


def _standing_readings(session: MedicineSession, item: str) -> list[VitalSigns]:
    """For an item that is a reading: every reading of the session, the newest last."""
    if item not in ITEM_OF_LEVEL.values():
        return []
    rows = VitalSigns.objects.standing().filter(session=session)
    return list(rows.order_by("taken_at", "pk"))
