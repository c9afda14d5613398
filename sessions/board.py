"""Today's rooms: how far each is, and when the next reading is due, to be read from the door."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from accounts.domain.policies import Policy, policy_of
from accounts.models import Membership
from core.clock import day_at, day_span, minutes_between
from medications.enums import Route
from sessions import around
from sessions.domain.gate.facts import Background, GateFacts
from sessions.domain.stages import Shape, shape
from sessions.domain.vitals import is_after_dose, minutes_until_due
from sessions.due import Due, due_in
from sessions.enums import Ending, ReadingLevel, SessionStatus, Stage
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns
from sessions.queries import rooms_between

MINUTE = 60
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
    seconds_left: float | None  # until the next reading
    at: datetime
    shape: Shape | None = None
    is_red: bool = False  # the newest reading since the dose

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
        if self.shape is not None:
            return self.shape.stage.label, "active", "heart-pulse"
        if session.status == SessionStatus.PLANNED:
            return "Not here yet", "quiet", "clock"
        return "Before the dose", "plain", "clipboard-list"

    @property
    def emergency_at(self) -> datetime | None:
        """Since when the emergency list of this room is open."""
        return self.session.emergency_at  # type: ignore[attr-defined]

    @property
    def due(self) -> Due | None:
        return None if self.seconds_left is None else due_in(self.seconds_left)

    @property
    def due_at(self) -> datetime | None:
        return None if self.seconds_left is None else self.at + timedelta(seconds=self.seconds_left)

    @property
    def due_words(self) -> str:
        """Whole minutes: ahead what has begun counts, behind what is over."""
        if self.seconds_left is None:
            return "Readings done"
        if self.due is Due.NOW:
            return "Vitals due"
        minutes = ceil(self.seconds_left / MINUTE)
        return f"Vitals in {minutes} min" if minutes > 0 else f"Vitals OVERDUE {-minutes} min"

    @property
    def is_overdue(self) -> bool:
        return self.due is Due.OVERDUE

    @property
    def is_running(self) -> bool:
        return self.session.status in {SessionStatus.CHECKED_IN, SessionStatus.IN_PROGRESS}

    @property
    def stages(self) -> list[tuple[Stage, str]]:
        """The line of this person's hours; nothing before the dose."""
        return self.shape.parts if self.shape else []

    @property
    def people(self) -> list[around.InTheRoom]:
        return around.in_the_room(self.session)

    @property
    def nobody_is_here(self) -> bool:
        return self.session.status == SessionStatus.IN_PROGRESS and not self.people


@dataclass(frozen=True)
class Place:
    """One room as it stands on the wall: most hold one person, a group several."""

    room: str
    tiles: list[Tile]

    @property
    def is_group(self) -> bool:
        return len(self.tiles) > 1

    @property
    def turn(self) -> int:
        """Who needs help hangs first, who went home last."""
        if any(tile.emergency_at for tile in self.tiles):
            return 0
        return 2 if all(tile.session.is_over for tile in self.tiles) else 1


def places(member: Membership, *, at: datetime) -> list[Place]:
    """Every session of the day, in turn; those that run in one room at one time stand together."""
    found: list[Place] = []
    together: dict[int, Place] = {}
    for tile in tiles(member, at=at):
        visit = tile.session.appointment
        room_id = visit.room_id if visit and tile.is_running else None
        if room_id in together:
            together[room_id].tiles.append(tile)
            continue
        place = Place(tile.room, [tile])
        found.append(place)
        if room_id is not None:
            together[room_id] = place
    return sorted(found, key=lambda place: place.turn)


def tiles(member: Membership, *, at: datetime) -> list[Tile]:
    """Every session of the clinic's day that this member may see, in few statements."""
    clinic = member.clinic
    start, end = day_span(clinic, day_at(clinic, at))
    rows = rooms_between(member, start, end).annotate(**around.columns_of_the_wall())
    sessions = list(rows)
    running = [one for one in sessions if one.first_dose_at is not None and not one.is_over]
    doses, readings = _doses(running), _readings(running)
    policy = policy_of(clinic, at=at)
    due = {
        one.pk: _seconds_left(one, doses[one.episode_id], readings[one.pk], policy, at)
        for one in running
    }
    return [
        Tile(
            one, _minutes_since(one, at), due.get(one.pk), at,
            _shape(one, doses[one.episode_id], policy, at) if one in running else None,
            is_red=_is_red(one, readings[one.pk]),
        )
        for one in sessions
    ]  # fmt: skip


def _shape(
    session: MedicineSession, doses: list[MedicationAdministration], policy: Policy, at: datetime
) -> Shape:
    route = next((one.route for one in doses if one.session_id == session.pk), Route.SL)
    return shape(
        status=session.status,
        is_gate_open=False,
        route=route,
        first_dose_at=session.first_dose_at,
        last_dose_at=session.last_dose_at,
        observation_minutes=policy.by_route("observation_minutes", route),
        at=at,
    )


def _is_red(session: MedicineSession, readings: list[VitalSigns]) -> bool:
    """Of a room that is not running no reading is known here."""
    return (
        bool(readings)
        and readings[-1].level == ReadingLevel.RED
        and is_after_dose(session, readings[-1].taken_at)
    )


def _minutes_since(session: MedicineSession, at: datetime) -> int | None:
    if session.first_dose_at is None or session.is_over:
        return None
    return int(minutes_between(session.first_dose_at, at))


def _seconds_left(
    session: MedicineSession,
    doses: list[MedicationAdministration],
    readings: list[VitalSigns],
    policy: Policy,
    at: datetime,
) -> float | None:
    """The room's own rule, asked with what the board knows of that room."""
    told = vars(session)
    known = replace(NOTHING_KNOWN, has_cv5=told["has_cv5"], declined_at=told["declined_at"])
    facts = GateFacts(
        session=session, episode=session.episode, at=at, policy=policy, background=known,
        findings=[], consents={}, order=None, doses=doses, check_in=None, readings=readings,
        acknowledgements=[],
    )  # fmt: skip
    minutes = minutes_until_due(facts)
    return None if minutes is None else round(minutes * MINUTE)


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
