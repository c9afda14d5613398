"""What the room shows beside the record: its shape, its people, how it is made up, what presses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from accounts.domain.policies import Policy
from accounts.enums import Permission
from accounts.models import Membership
from medications.enums import SESSION_SUBSTANCES, Route, substance_of
from patients.models import AdvanceDirective
from sessions import around
from sessions.domain import answers
from sessions.domain.limits import Limit, as_reading, limits_after, sides
from sessions.domain.patient_limits import laid_over
from sessions.domain.route_steps import plain
from sessions.domain.stages import Shape, shape
from sessions.domain.vitals import is_after_dose
from sessions.elsewhere import Elsewhere, elsewhere_of
from sessions.enums import DischargeItem, EmergencyStepKind, ReadingLevel, SessionStatus, Stage
from sessions.models import MedicineSession, VitalSigns
from sessions.steps import ASKS

if TYPE_CHECKING:
    from sessions.domain.gate import Blocker, GateFacts
    from sessions.domain.received import Received
    from sessions.logbook import ShownLine


@dataclass(frozen=True)
class Alarm:
    """A reading out of limits that nobody has answered yet; `mark` says on which side it lies."""

    row: VitalSigns
    advice: str
    mark: str

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
        def received(self) -> list[Received]: ...

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

    @cached_property
    def own_limits(self) -> around.OwnLimits | None:
        return around.limits_of(self.session)

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
        """After the dose each reading out of limits, until somebody answers it: red ones first, newest first."""
        if not self.is_dosed or not self.may_write:
            return []
        answered = {one for line in self.log if (one := line.answers) is not None}
        limits = self.limits_after
        waiting = [
            Alarm(
                row,
                answers.advice(row.level, is_after_dose=True),
                sides(as_reading(row), limits) or "▲",
            )
            for row in reversed(self.facts.readings)
            if is_after_dose(self.session, row.taken_at)
            and row.level != ReadingLevel.WITHIN
            and row.pk not in answered
        ]
        return sorted(waiting, key=lambda one: not one.is_red)

    @property
    def elsewhere(self) -> list[Elsewhere]:
        return elsewhere_of(self.session)

    @property
    def limits_after(self) -> list[Limit]:
        """What a reading after the dose is judged by, against the last one before it."""
        before = [
            row for row in self.facts.readings if not is_after_dose(self.session, row.taken_at)
        ]
        baseline = as_reading(before[-1]) if self.is_dosed and before else None
        return limits_after(self.judged_by, baseline)

    @property
    def judged_by(self) -> Policy:
        """The clinic's policy with the patient's own limits laid over it."""
        row = next(iter(self.session.limit_rows), None)  # type: ignore[attr-defined]
        return laid_over(self.facts.policy, row) if row else self.facts.policy

    @property
    def answered_together(self) -> list[Alarm]:
        """What one press answers: a red reading by itself, amber ones all at once."""
        return self.alarms[:1] if self.alarms and self.alarms[0].is_red else self.alarms

    # what may be drawn, and by whom -----------------------------------------------------------------

    @property
    def lots(self) -> list[tuple[str, str]]:
        """The clinic's lots of what is ordered that hold something, for the dose form."""
        order = self.facts.order
        return self._lots_of([substance_of(order.route)]) if order else []

    @property
    def all_lots(self) -> list[tuple[str, str]]:
        """The lots that a session may draw from, whatever is ordered."""
        return self._lots_of(SESSION_SUBSTANCES)

    @property
    def other_lots(self) -> list[tuple[str, str]]:
        """The lots of any other controlled medicine."""
        others = {row["substance"] for row in self._lot_rows} - set(SESSION_SUBSTANCES)
        return self._lots_of(others)

    def _lots_of(self, substances: Collection[str]) -> list[tuple[str, str]]:
        return [
            (row["number"], f"{row['substance'].capitalize()} {row['number']}: {_held(row)}")
            for row in self._lot_rows
            if row["substance"] in substances
        ]

    @property
    def correctable(self) -> list[tuple[int, str]]:
        """Doses whose amount may be told anew; an infusion's total is told at its stop."""
        return [
            (one.dose.pk, f"{one.dose.get_kind_display()}, {one.words}")
            for one in self.received
            if one.dose.route != Route.IV
        ]

    @property
    def givers(self) -> list[Membership]:
        """Who of the clinic may give a dose, of whatever source."""
        may = (Permission.DOSE_OWN_SUPPLY, Permission.DOSE_ANY_SOURCE)
        return [one for one in self.staff.values() if one.is_active and any(map(one.may, may))]

    @property
    def _lot_rows(self) -> list[dict[str, Any]]:
        return self.session.lot_rows  # type: ignore[attr-defined]

    # going home -----------------------------------------------------------------------------------

    @property
    def discharge_lines(self) -> list[DischargeLine]:
        dose, stamps = self.facts.first_dose, self.session.discharge_items
        infused = dose is not None and dose.route == Route.IV
        return [
            _line(item, stamps.get(item.value)) for item in DischargeItem.asked(infused=infused)
        ]


def _line(item: DischargeItem, stamp: Any) -> DischargeLine:
    """A stamp is who and when; older rows only say that it was true."""
    told = stamp if isinstance(stamp, dict) else {}
    at = datetime.fromisoformat(told["at"]) if "at" in told else None
    return DischargeLine(item, bool(stamp), at, told.get("by", ""))


def _held(row: dict[str, Any]) -> str:
    day = row["expires_on"]
    until = f"{date.fromisoformat(day):%b %-d, %Y}" if day else "unknown"
    return f"{plain(Decimal(row['left']))} mg left, expires {until}"
