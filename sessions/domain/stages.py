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
    stage, until = _after_dose(
        course,
        since_first=minutes_between(first_dose_at, at),
        since_last=minutes_between(last_dose_at, at),
        gap=minutes_between(first_dose_at, last_dose_at),
        observation=observation_minutes,
    )
    return Shape(stage, None if until is None else first_dose_at + timedelta(minutes=until))


def _before_dose(status: str, *, is_gate_open: bool) -> Stage:
    if status == SessionStatus.PLANNED:
        return Stage.ARRIVAL
    return Stage.DOSE if is_gate_open else Stage.SETTLING


def _after_dose(
    course: Course, *, since_first: float, since_last: float, gap: float, observation: int
) -> tuple[Stage, float | None]:
    """The stage, and the minute since the first dose at which the next one begins."""
    peak, back = gap + course.peak, gap + course.back
    closing = max(back + SHORTEST_PROCESSING, observation - CLOSING_LEAD)
    if since_first < course.onset:
        return Stage.ONSET, course.onset
    if since_last < course.peak:
        return Stage.PEAK, peak
    if since_last < course.back:
        return Stage.RETURN, back
    if since_first < closing:
        return Stage.PROCESSING, closing
    return Stage.CLOSING, None
