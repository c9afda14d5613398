"""Beside the dose as one value: its route's acts, the time that is left, what to look at, other medicines.

Everything is read from columns that came with the room's own statement.
"""

from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.enums import Permission
from core.clock import day_at
from medications.domain.arithmetic import ceiling_of, for_weight, per_kilogram
from medications.enums import DoseSource, Route
from sessions.domain import beside, notices, route_steps, timing
from sessions.domain.beside import ActRow
from sessions.domain.routes import given_mg
from sessions.enums import RouteActKind
from sessions.forms.route import EnrolForm, NoticeForm, OtherMedicineForm, RouteActForm
from sessions.models import MedicationAdministration
from sessions.room import Room
from sessions.route_forms import act_form, enrol_form, notice_form, other_form
from sessions.route_lines import (
    ICONS,
    DoneAct,
    DoorLine,
    NoticeLine,
    OtherGiven,
    Step,
    door_lines,
    other_said,
)
from sessions.route_script import is_likely, panel_facts, run_digits

K = RouteActKind
SHOWN = 3


class RoutePanel:
    """What one member sees beside the dose in one room; `wrong` and `form` of a page that was refused."""

    def __init__(self, room: Room, *, wrong: str = "", form: Any = None) -> None:
        self.room, self.facts = room, room.facts
        self.session: Any = room.session  # with the columns of `beside`
        self.policy, self.zone, self.at = room.facts.policy, room.zone, room.at
        self.wrong, self.form = wrong, form

    # the route ----------------------------------------------------------------------------------

    @property
    def dose(self) -> MedicationAdministration | None:
        return self.facts.own_doses[-1] if self.facts.own_doses else None

    @property
    def route(self) -> str:
        if self.dose is not None:
            return self.dose.route
        return self.facts.order.route if self.facts.order else ""

    @property
    def route_words(self) -> str:
        return Route(self.route).label if self.route else ""

    @property
    def is_own(self) -> bool:
        """The patient's own supply: taken by their own hand."""
        source = (
            self.dose.source if self.dose else (self.facts.order.source if self.facts.order else "")
        )
        return source == DoseSource.PATIENT_OWN

    @property
    def own_words(self) -> str:
        """Whose hand it was, and before whose eyes: of the dose, not of whoever looks at the page."""
        if not self.is_own:
            return ""
        if self.dose is None:
            return "Of the patient's own supply: they take it themselves, you observe."
        return f"Taken by the patient, observed by {self.dose.given_by.full_name}."

    @property
    def has_acts(self) -> bool:
        """An injection is done with its dose; the others go on for a while."""
        return self.route in {Route.IV, Route.SL, Route.IN_RACEMIC, Route.IN_ESKETAMINE}

    @property
    def is_infusion(self) -> bool:
        return self.route == Route.IV and self.room.is_dosed

    @property
    def has_something(self) -> bool:
        return self.has_acts and bool(self.steps or self.rows or self.late_form)

    @cached_property
    def script(self) -> str:
        """What the page's script needs to go on by itself while the network is away."""
        kinds = [step.kind for step in self.all_steps]
        return panel_facts(
            self.route, self.rows, self.policy, kinds=kinds, devices=self.devices,
            is_dosed=self.room.is_dosed, is_over=self.room.is_over,
        )  # fmt: skip

    @cached_property
    def rows(self) -> list[ActRow]:
        return beside.acts_in(self.session)

    @property
    def devices(self) -> int | None:
        given = sum((dose.mg for dose in self.facts.own_doses), Decimal(0))
        return route_steps.devices_for(self.route, given) if given else None

    @property
    def devices_words(self) -> str:
        used = sum(row.kind == K.DEVICE_USED for row in self.rows)
        return f"{used} of {self.devices} devices used" if self.devices else ""

    @cached_property
    def countdown(self) -> route_steps.Countdown | None:
        return route_steps.countdown(self.route, self.rows, self.policy, devices=self.devices)

    @property
    def seconds_left(self) -> int:
        return round((self.countdown.until - self.at).total_seconds()) if self.countdown else 0

    @property
    def left_digits(self) -> str:
        minutes, seconds = divmod(abs(self.seconds_left), 60)
        return f"{'+' if self.seconds_left < 0 else ''}{minutes:02d}:{seconds:02d}"

    @cached_property
    def infusion(self) -> route_steps.Infusion | None:
        return route_steps.infusion(self.rows) if self.route == Route.IV else None

    @property
    def run_words(self) -> str:
        is_running = self.infusion is None or self.infusion.since is not None
        return "Infusion runs" if is_running else "Paused, has run"

    @property
    def run_digits(self) -> str:
        return run_digits(self.infusion, at=self.at)

    @cached_property
    def done(self) -> list[DoneAct]:
        """What was done, newest first, as words."""
        early = {row.pk for row in route_steps.early_devices(self.rows, self.policy)}  # type: ignore[attr-defined]
        return [
            DoneAct(
                row.pk,
                route_steps.said(row.kind, rate=row.rate, total=row.total, number=row.number),
                row.text,
                row.occurred_at,
                row.by,
                is_early=row.pk in early,
            )
            for row in self.rows[::-1]
        ]

    @property
    def lately(self) -> list[DoneAct]:
        """The last ones; all of them stand in the log."""
        return self.done[:SHOWN]

    @property
    def may_act(self) -> bool:
        return self.room.may_write

    def _may(self, kind: RouteActKind) -> bool:
        return kind in route_steps.BY_ANYBODY or self.is_own or self.room.gives_any

    @cached_property
    def steps(self) -> list[Step]:
        """What can be done now, the likely thing first; none once the record is closed."""
        if not self.may_act:
            return []
        kinds = route_steps.next_steps(
            self.route, self.rows, is_dosed=self.room.is_dosed, devices=self.devices
        )
        is_over = self.room.is_over
        return [
            Step(
                kind, self._label(kind), ICONS[kind], self._act_form(kind),
                is_likely(kind, place, is_over=is_over),
            )
            for place, kind in enumerate(kind for kind in kinds if self._may(kind))
        ]  # fmt: skip

    @cached_property
    def all_steps(self) -> list[Step]:
        """What can be done now, then what may come next: the page's script shows that in its turn."""
        if not self.may_act or not self.has_acts:
            return self.steps
        now = {step.kind for step in self.steps}
        coming = [
            kind
            for kind in RouteActKind
            if kind in route_steps.kinds_of(self.route) - now and self._may(kind)
        ]
        return self.steps + [
            Step(
                kind, self._label(kind), ICONS[kind],
                act_form(self.room, kinds=[kind], own=self.is_own), is_offered=False,
            )
            for kind in coming
            if self.room.is_dosed or kind not in route_steps.OF_A_DOSE
        ]  # fmt: skip

    def _label(self, kind: RouteActKind) -> str:
        if kind == K.DEVICE_USED:
            used = sum(row.kind == K.DEVICE_USED for row in self.rows)
            return f"Device {used + 1} used"
        return kind.label

    def _act_form(self, kind: RouteActKind) -> RouteActForm:
        if self.wrong == "route" and not self._is_late and self.form["kind"].value() == kind:
            return self.form
        return act_form(self.room, kinds=[kind], own=self.is_own)

    @property
    def _is_late(self) -> bool:
        return self.wrong == "route" and bool(self.form["whole"].value())

    @property
    def late_is_open(self) -> bool:
        """The form for what happened earlier was refused, or the act it asks for is not offered now."""
        shown = any(step.is_wrong for step in self.steps)
        return self._is_late or (self.wrong == "route" and not shown)

    @cached_property
    def late_form(self) -> RouteActForm | None:
        """Everything of the route, for what is written down afterwards."""
        if not self.may_act or not self.has_acts:
            return None
        if not self.room.is_dosed and self.route != Route.IV:
            return None
        if self.late_is_open:
            return self.form
        known = route_steps.kinds_of(self.route)
        kinds = [kind for kind in RouteActKind if kind in known and self._may(kind)]
        return act_form(self.room, kinds=kinds, own=self.is_own, whole=True)

    # what was given -----------------------------------------------------------------------------

    @property
    def runs_without_stop(self) -> bool:
        """An infusion whose total nobody told yet: it counts as given in full."""
        state = route_steps.state_of(self.route, self.rows)
        return self.is_infusion and state in {"", "running", "paused"}

    @cached_property
    def others(self) -> list[OtherGiven]:
        return [other_said(row) for row in self.session.other_rows]

    @cached_property
    def other_form(self) -> OtherMedicineForm | None:
        if not self.room.may_write or not self.room.gives_any:
            return None
        return self.form if self.wrong == "other" else other_form(self.room)

    # the sum ------------------------------------------------------------------------------------

    @property
    def weight(self) -> Decimal | None:
        kilograms = self.facts.background.weight_kg
        return Decimal(kilograms) if kilograms else None

    @property
    def ceiling(self) -> Decimal | None:
        return ceiling_of(self.policy, self.route) if self.route else None

    @property
    def ceiling_mg(self) -> Decimal | None:
        return (
            for_weight(self.ceiling, self.weight)
            if self.ceiling is not None and self.weight
            else None
        )

    @property
    def planned_per_kg(self) -> Decimal | None:
        order = self.facts.order
        return per_kilogram(order.planned_mg, self.weight) if order else None

    @cached_property
    def day_total(self) -> Decimal:
        """Everything given on this clinic day, in this session or another."""
        clinic = self.session.patient.clinic
        today = day_at(clinic, self.at)
        totals = beside.totals_in(self.session)
        given = [dose for dose in self.facts.doses if day_at(clinic, dose.given_at) == today]
        return sum((given_mg(dose, totals) for dose in given), Decimal(0))

    # time ---------------------------------------------------------------------------------------

    @cached_property
    def _ahead(self) -> list[timing.Ahead]:
        return beside.ahead_of(self.session) if self.session.appointment else []

    @cached_property
    def latest(self) -> timing.LatestDose | None:
        """Until when a dose still fits."""
        visit = self.session.appointment
        if visit is None or not self.route or self.room.is_dosed:
            return None
        closes_at = timing.closing_time(visit.start_at.astimezone(self.zone), self.policy)
        arrived = self.facts.check_in
        return timing.latest_dose(
            ends_at=visit.end_at, closes_at=closes_at, ahead=self._ahead, route=self.route,
            policy=self.policy, ride_until=arrived.ride_until if arrived else None,
        )  # fmt: skip

    @property
    def is_too_late(self) -> bool:
        return self.latest is not None and self.at > self.latest.at

    @property
    def latest_words(self) -> str:
        return self.room.clock(self.latest.at) if self.latest else ""

    @cached_property
    def overrun(self) -> timing.Overrun | None:
        """The visit that this running session will push."""
        visit, first = self.session.appointment, self.session.first_dose_at
        if visit is None or first is None or self.room.is_over:
            return None
        return timing.overrun(
            first_dose_at=first, ends_at=visit.end_at, at=self.at, ahead=self._ahead,
            route=self.route, policy=self.policy,
        )  # fmt: skip

    @property
    def overrun_words(self) -> str:
        if self.overrun is None:
            return ""
        until, pushed = self.room.clock(self.overrun.until), self.overrun.pushes
        return f"This session runs to about {until}. The {self.room.clock(pushed.start_at)} {pushed.words} has to wait."

    # what to look at ----------------------------------------------------------------------------

    @cached_property
    def look_at(self) -> list[NoticeLine]:
        """Before the dose all; afterwards only what somebody spoke to."""
        found = notices.notices(self.session)
        return [NoticeLine(one, self._notice_form(one)) for one in found]

    def _notice_form(self, notice: notices.Notice) -> NoticeForm | None:
        if notice.seen or not self.room.may_write:
            return None
        if not self.room.member.may(Permission.GATE_ACKNOWLEDGE):
            return None
        if self.wrong == "notice" and self.form["about"].value() == notice.about:
            return self.form
        return notice_form(self.room, notice)

    # the esketamine programme -------------------------------------------------------------------

    @property
    def is_rems(self) -> bool:
        return self.route == Route.IN_ESKETAMINE

    @property
    def site(self) -> str:
        return str(self.policy["rems_site"])

    @property
    def enrolment(self) -> str:
        return self.session.rems_reference or ""

    @property
    def enrol_form(self) -> EnrolForm | None:
        if self.enrolment or not self.room.may_write or not self.room.gives_any:
            return None
        return self.form if self.wrong == "enrol" else enrol_form(self.room)

    @property
    def form_id(self) -> int | None:
        return self.session.form_id

    @property
    def has_incidents_to_close(self) -> bool:
        may = self.room.member.may(Permission.FINDINGS_ACKNOWLEDGE)
        return may and any(not row["closed_at"] for row in self.room.incidents)

    @property
    def asks_before(self) -> bool:
        """Whether something stands here to be looked at before the dose."""
        return bool(self.look_at or self.latest or self.is_rems or self.at_the_door)

    @property
    def at_the_door(self) -> list[DoorLine]:
        """Who this is and how they are today, as asked at check-in; before it nothing stands here."""
        facts = self.room.facts
        return door_lines(facts) if facts.check_in else []
