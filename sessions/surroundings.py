"""What the room shows beside the record: its shape, its people, how it is made up, what presses."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from accounts.enums import Permission
from accounts.models import Membership
from medications.enums import Route
from patients.models import AdvanceDirective
from sessions import around
from sessions.domain import answers
from sessions.domain.stages import Shape, shape
from sessions.domain.vitals import is_after_dose
from sessions.enums import DischargeItem, EmergencyStepKind, ReadingLevel, SessionStatus, Stage
from sessions.models import MedicineSession, VitalSigns
from sessions.steps import ASKS

if TYPE_CHECKING:
    from sessions.domain.gate import Blocker, GateFacts
    from sessions.logbook import ShownLine


@dataclass(frozen=True)
class Alarm:
    """A reading out of limits that nobody has answered yet."""

    row: VitalSigns
    advice: str

    @property
    def is_red(self) -> bool:
        return self.row.level == ReadingLevel.RED


@dataclass(frozen=True)
class DischargeLine:
    """One line of the discharge list: whether it is true, since when, seen by whom."""

    item: DischargeItem
    is_done: bool
    at: datetime | None
    by: str


class Surroundings:
    """The part of a room that is about its people and its hour."""

    session: MedicineSession
    member: Membership
    at: datetime

    if TYPE_CHECKING:

        @property
        def facts(self) -> GateFacts: ...

        @property
        def log(self) -> list[ShownLine]: ...

        @property
        def blockers(self) -> list[Blocker]: ...

        @property
        def staff(self) -> dict[int, Membership]: ...

        @property
        def is_dosed(self) -> bool: ...

        @property
        def is_over(self) -> bool: ...

        @property
        def may_write(self) -> bool: ...

    # the three-hour shape ------------------------------------------------------------------------

    @cached_property
    def shape(self) -> Shape:
        facts, session = self.facts, self.session
        route = facts.first_dose.route if facts.first_dose else ""
        return shape(
            status=session.status,
            is_gate_open=not self.is_dosed and not self.is_over and not self.blockers,
            route=route,
            first_dose_at=session.first_dose_at,
            last_dose_at=session.last_dose_at,
            observation_minutes=facts.policy.by_route("observation_minutes", route or Route.SL),
            at=self.at,
        )

    @property
    def stages(self) -> list[tuple[Stage, str]]:
        """Every stage with whether it is past, here or ahead."""
        return [(one, "past") for one in Stage] if self.is_over else self.shape.parts

    @property
    def course(self) -> list[tuple[Stage, str, datetime | None, str]]:
        """Every stage with whether it is past, here or ahead, when it begins, and what it asks."""
        begins = {} if self.is_over else dict(self.shape.begins)
        return [(stage, where, begins.get(stage), ASKS[stage]) for stage, where in self.stages]

    # who is in the room --------------------------------------------------------------------------

    @cached_property
    def people(self) -> list[around.InTheRoom]:
        return around.in_the_room(self.session)

    @property
    def i_am_here(self) -> bool:
        return any(one.pk == self.member.pk for one in self.people)

    @property
    def nobody_is_here(self) -> bool:
        """It runs, and nobody is logged in it."""
        return self.session.status == SessionStatus.IN_PROGRESS and not self.people

    @property
    def colleagues(self) -> list[Membership]:
        """Who could take the room over."""
        return [
            one
            for one in self.staff.values()
            if one.pk != self.member.pk and one.may(Permission.SESSION_RUN)
        ]

    @cached_property
    def group(self) -> list[around.Beside]:
        return around.group_of(self.session)

    @property
    def told_whom(self) -> str:
        """Who is told of something by whoever sits here: the prescriber of the order."""
        order = self.facts.order
        is_other = order is not None and order.written_by_id != self.member.pk
        return order.written_by.full_name if order is not None and is_other else ""

    # how it is made up, what helps -----------------------------------------------------------------

    @property
    def card(self) -> list[tuple[str, str]]:
        return around.card_of(self.session)

    @property
    def food(self) -> str:
        return around.food_of(self.session)

    @property
    def intention(self) -> str:
        return self.facts.background.intention or "Not recorded"

    @cached_property
    def safety(self) -> list[tuple[str, str]]:
        return around.safety_of(self.session)

    @cached_property
    def directive(self) -> AdvanceDirective:
        return around.directive_of(self.session)

    @property
    def marks(self) -> list[str]:
        """What the identity bar says in one short word."""
        return [self.directive.mark] if self.directive.mark else []

    @cached_property
    def hard(self) -> around.Hard | None:
        return around.hard_of(self.session)

    @cached_property
    def helped(self) -> around.Helped | None:
        return around.helped_of(self.session)

    # what presses ---------------------------------------------------------------------------------

    @cached_property
    def emergency(self) -> around.Emergency | None:
        return around.emergency_of(self.session)

    @property
    def emergency_lines(self) -> list[tuple[EmergencyStepKind, list[around.Step]]]:
        """Each line of the list with when it was done, also before the list is opened."""
        steps = self.emergency.steps if self.emergency else []
        return [(kind, [one for one in steps if one.kind == kind]) for kind in EmergencyStepKind]

    @property
    def emergency_contact(self) -> tuple[str, str] | None:
        return around.contact_of(self.session)

    @cached_property
    def alarms(self) -> list[Alarm]:
        """After the dose: each red reading, and the newest amber one, until somebody answers it."""
        if not self.is_dosed or not self.may_write:
            return []
        seen = {one.line.key for one in self.log}
        newest = self.facts.newest_reading
        return [
            Alarm(row, answers.advice(row.level, is_after_dose=True))
            for row in reversed(self.facts.readings)
            if is_after_dose(self.session, row.taken_at)
            and (row.level == ReadingLevel.RED or row is newest)
            and row.level != ReadingLevel.WITHIN
            and answers.seen_key(row.pk) not in seen
        ]

    # going home -----------------------------------------------------------------------------------

    @property
    def discharge_lines(self) -> list[DischargeLine]:
        dose, stamps = self.facts.first_dose, self.session.discharge_items
        infused = dose is not None and dose.route == Route.IV
        return [
            _line(item, stamps.get(item.value))
            for item in DischargeItem
            if infused or item != DischargeItem.IV_REMOVED
        ]


def _line(item: DischargeItem, stamp: Any) -> DischargeLine:
    """A stamp is who and when; older rows only say that it was true."""
    told = stamp if isinstance(stamp, dict) else {}
    at = datetime.fromisoformat(told["at"]) if "at" in told else None
    return DischargeLine(item, bool(stamp), at, told.get("by", ""))
