"""The shape of the three hours: where a session stands, told from its facts. Pure; it forbids nothing.

Minutes since the dose, by route: until when it comes on, is full, and goes back. After domain.md 2.5
(onset, peak and main effect by route; the lozenge's from practitioners' texts and public protocols),
rounded to what a person in the room can use. They are clinic defaults that describe, never decide.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import minutes_between
from sessions.enums import SessionStatus, Stage


@dataclass(frozen=True)
class Course:
    """Minutes after the dose at which onset, peak and return are over."""

    onset: int
    peak: int
    back: int


COURSES = {
    "IV": Course(onset=5, peak=45, back=70),  # steady through a 40 min infusion, gone 30 min after
    "IM": Course(onset=7, peak=45, back=90),
    "SC": Course(onset=10, peak=45, back=90),
    "SL": Course(onset=15, peak=45, back=75),
    "PO": Course(onset=45, peak=120, back=180),
    "IN_RACEMIC": Course(onset=10, peak=35, back=80),
    "IN_ESKETAMINE": Course(onset=15, peak=40, back=90),
    "PR": Course(onset=20, peak=60, back=120),
}
CLOSING_LEAD = 20  # minutes before the earliest leaving
SHORTEST_PROCESSING = 15


@dataclass(frozen=True)
class Shape:
    """Where it stands, and when by the clock the next stage is thought to begin."""

    stage: Stage
    next_at: datetime | None = None
    begins: tuple[tuple[Stage, datetime], ...] = ()  # after the dose: every stage with its moment

    @property
    def next(self) -> Stage | None:
        stages = list(Stage)
        later = stages.index(self.stage) + 1
        return stages[later] if later < len(stages) else None

    @property
    def parts(self) -> list[tuple[Stage, str]]:
        """Every stage with whether it is past, here or ahead."""
        here = list(Stage).index(self.stage)
        return [
            (one, "past" if number < here else "here" if number == here else "ahead")
            for number, one in enumerate(Stage)
        ]


def shape(
    *,
    status: str,
    is_gate_open: bool,
    route: str,
    first_dose_at: datetime | None,
    last_dose_at: datetime | None,
    observation_minutes: int,
    at: datetime,
) -> Shape:
    """The stage of a session; after a booster the course of the booster is told."""
    if status in {SessionStatus.ENDED, SessionStatus.CANCELLED}:
        return Shape(Stage.CLOSING)
    if first_dose_at is None or last_dose_at is None:
        return Shape(_before_dose(status, is_gate_open=is_gate_open))
    course = COURSES.get(route, COURSES["SL"])
    gap = minutes_between(first_dose_at, last_dose_at)
    begins = tuple(
        (stage, first_dose_at + timedelta(minutes=minute))
        for stage, minute in _after_dose(course, gap=gap, observation=observation_minutes)
    )
    ahead = [(stage, moment) for stage, moment in begins if moment > at]
    here = [stage for stage, moment in begins if moment <= at]
    return Shape(here[-1] if here else Stage.ONSET, ahead[0][1] if ahead else None, begins)


def _before_dose(status: str, *, is_gate_open: bool) -> Stage:
    if status == SessionStatus.PLANNED:
        return Stage.ARRIVAL
    return Stage.DOSE if is_gate_open else Stage.SETTLING


def _after_dose(course: Course, *, gap: float, observation: int) -> list[tuple[Stage, float]]:
    """Each stage with the minute since the first dose at which it begins."""
    peak, back = gap + course.peak, gap + course.back
    return [
        (Stage.ONSET, 0),
        (Stage.PEAK, course.onset),
        (Stage.RETURN, peak),
        (Stage.PROCESSING, back),
        (Stage.CLOSING, max(back + SHORTEST_PROCESSING, observation - CLOSING_LEAD)),
    ]
