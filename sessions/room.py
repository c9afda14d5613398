"""The live room as one value: what its page shows at one moment, gathered in few statements."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.db.models import QuerySet

from accounts.enums import Permission
from accounts.models import Membership
from core.clock import day_at, elapsed
from medications.enums import DoseSource, Route
from screening.enums import TOUCH_RANK, TouchChoice, TouchKind
from sessions import around, elsewhere, queries
from sessions import gate_lines as lines
from sessions.domain import beside, gate, observation, vitals
from sessions.domain.gate import GateFacts
from sessions.domain.received import Received, received
from sessions.domain.route_steps import plain
from sessions.due import OVERDUE_SECONDS, Due, due_in
from sessions.enums import (
    DoseKind,
    Ending,
    IncidentKind,
    SessionStatus,
)
from sessions.forms.times import Hours, hours_of
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns
from sessions.pulse import stage_of, standing_until, word_of
from sessions.rests import Rest, rests_of
from sessions.room_log import RoomLog
from sessions.steps import ASKS, Next, next_step
from sessions.surroundings import Surroundings
from sessions.turning import next_turn


class Room(RoomLog, Surroundings):
    """Everything one member sees of one session at one moment."""

    def __init__(
        self, session: MedicineSession, member: Membership, *, at: datetime, is_log: bool = False
    ) -> None:
        """`is_log`: no more than the log is asked of it, and no more is fetched."""
        self.session, self.member, self.at, self.is_log = session, member, at, is_log

    @classmethod
    def rows(cls, member: Membership) -> QuerySet[MedicineSession]:
        rows = queries.room_rows(member)
        return rows.annotate(
            **around.columns(member), **beside.columns(), elsewhere_rows=elsewhere.rows()
        )

    def again(self) -> Self:
        """The same room as it stands now, after something was written."""
        row = self.rows(self.member).get(pk=self.session.pk)
        return type(self)(row, self.member, at=self.at)

    # who and where ------------------------------------------------------------------------------

    @property
    def patient(self) -> Any:
        return self.session.patient

    @property
    def zone(self) -> Any:
        return self.patient.clinic.zone

    @property
    def hours(self) -> Hours:
        """What clock times in this room are of."""
        return hours_of(self.session, self.zone)

    @cached_property
    def facts(self) -> GateFacts:
        facts = gate.load(self.session.episode, self.session, at=self.at)
        if facts.order is not None and facts.order.written_by_id in self.staff:
            facts.order.written_by = self.staff[facts.order.written_by_id]
        return facts

    @cached_property
    def staff(self) -> dict[int, Membership]:
        return queries.staff_of(self.session)

    @property
    def age(self) -> int:
        return int(self.patient.age_on(day_at(self.patient.clinic, self.at)))

    @property
    def number(self) -> int:
        return self.facts.dosed_before + 1

    @property
    def detail(self) -> str:
        """Session number, route with mg and mg/kg, weight: one line of the identity bar."""
        order, weight = self.facts.order, self.facts.background.weight_kg
        first = next((one for one in self.received if one.dose.kind == DoseKind.FIRST), None)
        parts = [f"Session {self.number}"]
        if told := first.dose if first else order:
            mg = first.mg if first else order.planned_mg  # type: ignore[union-attr]
            words = first.short if first else f"{plain(mg)} mg"
            per_kg = f", {plain(round(mg / weight, 2))} mg/kg" if weight else ""
            parts.append(f"{Route(told.route).short} {words}{per_kg}")
        if weight:
            parts.append(f"{plain(weight)} kg")
        return " · ".join(parts)

    @property
    def touch(self) -> list[tuple[TouchKind, TouchChoice, list[TouchChoice]]]:
        """Each kind, its choice, and the narrower ones that are left to choose."""
        return [
            (kind, choice, [one for one in TouchChoice if TOUCH_RANK[one] < TOUCH_RANK[choice]])
            for kind, choice in queries.touch_of(self.session)
        ]

    @property
    def visit_words(self) -> str:
        visit = self.session.appointment
        where = f" in {visit.room.name} with {visit.clinician.full_name}" if visit else ""
        return f"Medicine session at {self.clock(self.session.planned_at)}{where}"

    # where it stands ----------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        return self.session.is_over

    @property
    def is_signed(self) -> bool:
        return self.session.is_signed

    @property
    def is_dosed(self) -> bool:
        return self.session.first_dose_at is not None

    @property
    def may_begin(self) -> bool:
        return self.may_run and self.session.status == SessionStatus.CHECKED_IN

    @property
    def may_run(self) -> bool:
        return self.member.may(Permission.SESSION_RUN)

    @property
    def may_write(self) -> bool:
        """Readings, events, waste: until both parts are signed."""
        return self.may_run and not self.is_signed and self.session.status != "cancelled"

    @property
    def may_be_struck(self) -> bool:
        """That it has ended, and could still be marked as entered in error."""
        ended = self.session.status == SessionStatus.ENDED
        return self.may_write and ended and self.session.ending != Ending.ENTERED_IN_ERROR

    @property
    def may_dose(self) -> bool:
        """That the dose form stands here; the verb still decides."""
        return not self.is_over and (self.gives_any or not self.from_stock)

    @property
    def gives_any(self) -> bool:
        return self.member.may(Permission.DOSE_ANY_SOURCE)

    @property
    def from_stock(self) -> bool:
        order = self.facts.order
        return order is not None and order.source == DoseSource.CLINIC_STOCK

    # the gate -----------------------------------------------------------------------------------

    @cached_property
    def gate_lines(self) -> list[lines.GateLine]:
        """What stands in the way first."""
        found = sorted(gate.checklist(self.facts), key=lambda line: line.is_met)
        return [lines.gate_line(line, self.session, self.member) for line in found]

    @property
    def gate_met(self) -> int:
        return sum(one.line.is_met for one in self.gate_lines)

    @cached_property
    def blockers(self) -> list[gate.Blocker]:
        return gate.blockers(self.facts)

    # the two numbers ----------------------------------------------------------------------------

    @cached_property
    def seconds_since(self) -> int | None:
        """Seconds since the first dose; the clock stops when the session ends."""
        start = self.session.first_dose_at
        end = self.session.ended_at or self.at
        return int(elapsed(start, end).total_seconds()) if start else None

    @cached_property
    def due_at(self) -> datetime | None:
        minutes = None if self.is_over else vitals.minutes_until_due(self.facts)
        return None if minutes is None else self.at + timedelta(minutes=minutes)

    @property
    def seconds_until_due(self) -> int:
        return round(elapsed(self.at, self.due_at).total_seconds()) if self.due_at else 0

    @property
    def due(self) -> Due:
        return due_in(self.seconds_until_due)

    @property
    def overdue_seconds(self) -> int:
        return OVERDUE_SECONDS

    @property
    def due_digits(self) -> str:
        minutes, seconds = divmod(abs(self.seconds_until_due), 60)
        return f"{'+' if self.seconds_until_due < 0 else ''}{minutes:02d}:{seconds:02d}"

    @property
    def due_words(self) -> str:
        return f"at {self.clock(self.due_at)}" if self.due_at else ""

    @property
    def since_words(self) -> str:
        """When the first dose was given, and how long ago the second."""
        first, last = self.session.first_dose_at, self.session.last_dose_at
        if first is None or last is None:
            return ""
        second = int(elapsed(last, self.at).total_seconds() // 60)
        return f"given {self.clock(first)}" + (
            f", booster {second} min ago" if last > first else ""
        )

    @property
    def ended_words(self) -> str:
        return f"ended {self.clock(self.session.ended_at)}" if self.session.ended_at else ""

    @property
    def ready_words(self) -> str:
        return f"from {self.clock(self.ready_at)}" if self.ready_at else ""

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%-I:%M %p}"

    @property
    def gate_words(self) -> str:
        count = len(self.blockers)
        return f"{count} thing{'s' if count > 1 else ''} in the way"

    @cached_property
    def next(self) -> Next | None:
        return next_step(self)

    @property
    def asks(self) -> str:
        """What the stage asks of whoever sits here."""
        return "" if self.is_over else ASKS[self.shape.stage]

    @property
    def give_label(self) -> str:
        what = "the booster" if self.is_dosed else "the dose"
        return f"Not yet: {what} waits" if self.blockers else f"Give {what} now"

    # doses, readings, log -----------------------------------------------------------------------

    @property
    def booster(self) -> Any:
        """The order's booster while it could still be given."""
        order = self.facts.order
        first = self.facts.first_dose
        given = any(dose.kind == DoseKind.BOOSTER for dose in self.facts.own_doses)
        return order if order and order.booster_mg and first and not given else None

    @cached_property
    def received(self) -> list[Received]:
        """The doses of this session with what the patient got of each."""
        return received(self.facts.own_doses, beside.totals_in(self.session))

    @property
    def minute(self) -> int:
        return (self.seconds_since or 0) // 60

    @property
    def readings(self) -> list[VitalSigns]:
        return self.facts.readings[::-1]

    @property
    def newest(self) -> VitalSigns | None:
        return self.facts.newest_reading

    @cached_property
    def pulse(self) -> str:
        """What the page has seen: it changes with whatever is written."""
        word = word_of(self.member, self.session.pk, at=self.at)
        return standing_until(word, next_turn(self))

    @property
    def stage(self) -> str:
        return stage_of(self.session)

    @cached_property
    def rests(self) -> list[Rest]:
        """What was drawn from a lot in this room, with what was given, wasted and left of it."""
        return rests_of(self.session, self.facts.own_doses)

    @property
    def left_to_waste(self) -> list[Rest]:
        return [one for one in self.rests if one.left > 0]

    @property
    def waste_words(self) -> str:
        """What waits, each medicine for itself: 5 mg, 3 mg of Midazolam."""
        return ", ".join(one.words for one in self.left_to_waste)

    @property
    def waste_mark(self) -> str:
        """The same on the sheet's own button, which stands in one row with nine others."""
        waiting = self.left_to_waste
        return self.waste_words if len(waiting) < 2 else f"{len(waiting)} rests"

    @property
    def incidents(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.session.incident_rows  # type: ignore[attr-defined]
        return [
            {
                **row,
                "kind": IncidentKind(row["kind"]).label,
                "opened_at": datetime.fromisoformat(row["opened_at"]),
            }
            for row in rows
        ]

    # leaving ------------------------------------------------------------------------------------

    @property
    def minutes_left(self) -> int:
        dose = self.facts.first_dose
        if dose is None:
            return 0
        return -(-int(self._still(dose).total_seconds()) // 60)

    @property
    def ready_at(self) -> datetime | None:
        dose = self.facts.first_dose
        if dose is None:
            return None
        return self.at + self._still(dose)

    def _still(self, dose: MedicationAdministration) -> timedelta:
        infusion = observation.infused(beside.acts_in(self.session))
        policy = self.facts.policy
        return observation.minimum_left(dose, policy, at=self.at, infusion=infusion)
