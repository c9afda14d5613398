"""Today's rooms: how far each is, and when the next reading is due, to be read from the door."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.domain.policies import Policy, policy_of
from accounts.models import Membership
from core.clock import day_at, day_span, minutes_between
from sessions.domain.gate.facts import Background, GateFacts
from sessions.domain.vitals import minutes_until_due
from sessions.enums import Ending, SessionStatus
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns
from sessions.queries import rooms_between

NOTHING_KNOWN = Background(
    intake_at=None,
    decision_outcome=None,
    decided_at=None,
    decided_by=None,
    weight_at=None,
    weight_kg=None,
    is_prepared=False,
    communication_plan=None,
    intention=None,
    integration_at=None,
    has_cv5=False,
)


@dataclass(frozen=True)
class Tile:
    session: MedicineSession
    minutes_since: int | None
    due_in: int | None

    @property
    def room(self) -> str:
        visit = self.session.appointment
        return visit.room.name if visit else "No room"

    @property
    def clinician(self) -> str:
        visit = self.session.appointment
        return visit.clinician.full_name if visit else ""

    @property
    def phase(self) -> tuple[str, str, str]:
        """Word, tone and icon: where this room stands."""
        session = self.session
        if session.status == SessionStatus.ENDED:
            word = session.get_ending_display()
            return (
                (word, "quiet", "check")
                if session.is_signed
                else (f"{word}: sign the note", "plain", "pen-line")
            )
        if session.first_dose_at is not None:
            return "Under way", "active", "heart-pulse"
        if session.status == SessionStatus.PLANNED:
            return "Not here yet", "quiet", "clock"
        return "Before the dose", "plain", "clipboard-list"

    @property
    def is_overdue(self) -> bool:
        return self.due_in is not None and self.due_in <= 0


def tiles(member: Membership, *, at: datetime) -> list[Tile]:
    """Every session of the clinic's day that this member may see, in few statements."""
    clinic = member.clinic
    start, end = day_span(clinic, day_at(clinic, at))
    sessions = list(rooms_between(member, start, end))
    running = [one for one in sessions if one.first_dose_at is not None and not one.is_over]
    doses, readings = _doses(running), _readings(running)
    policy = policy_of(clinic, at=at)
    due = {
        one.pk: _due_in(one, doses[one.episode_id], readings[one.pk], policy, at) for one in running
    }
    return [Tile(one, _minutes_since(one, at), due.get(one.pk)) for one in sessions]


def _minutes_since(session: MedicineSession, at: datetime) -> int | None:
    if session.first_dose_at is None or session.is_over:
        return None
    return int(minutes_between(session.first_dose_at, at))


def _due_in(
    session: MedicineSession,
    doses: list[MedicationAdministration],
    readings: list[VitalSigns],
    policy: Policy,
    at: datetime,
) -> int | None:
    """The room's own rule, asked with what the board knows of that room."""
    known = replace(NOTHING_KNOWN, has_cv5=vars(session)["has_cv5"])
    facts = GateFacts(
        session=session, episode=session.episode, at=at, policy=policy, background=known,
        findings=[], consents={}, order=None, doses=doses, check_in=None, readings=readings,
        acknowledgements=[],
    )  # fmt: skip
    minutes = minutes_until_due(facts)
    return None if minutes is None else round(minutes)


def _doses(
    sessions: Iterable[MedicineSession],
) -> defaultdict[int, list[MedicationAdministration]]:
    found: defaultdict[int, list[MedicationAdministration]] = defaultdict(list)
    rows = MedicationAdministration.objects.filter(
        session__episode__in=[one.episode_id for one in sessions]
    ).exclude(session__ending=Ending.ENTERED_IN_ERROR)
    for dose in rows.select_related("session").order_by("given_at", "pk"):
        found[dose.session.episode_id].append(dose)
    return found


def _readings(sessions: Iterable[MedicineSession]) -> defaultdict[int, list[VitalSigns]]:
    found: defaultdict[int, list[VitalSigns]] = defaultdict(list)
    rows = VitalSigns.objects.standing().filter(session__in=list(sessions))
    for row in rows.order_by("taken_at", "pk"):
        found[row.session_id].append(row)
    return found
