"""Scores over time as a drawing: bands behind, a dashed line for each dose, every point with its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from measures.enums import InstrumentCode
from measures.instruments import GAD7_BANDS, PHQ9_BANDS
from measures.queries import Series

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 170.0, 26.0, 26.0
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 120.0, 32.0, 4.0
BANDS = {InstrumentCode.PHQ9: PHQ9_BANDS, InstrumentCode.GAD7: GAD7_BANDS}


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    score: str
    at: datetime


@dataclass(frozen=True)
class Band:
    y: float
    height: float
    label: str
    is_odd: bool


@dataclass(frozen=True)
class DoseLine:
    x: float
    number: int
    at: datetime


@dataclass(frozen=True)
class Plot:
    """Coordinates only: the template draws, in the page's own colours."""

    series: Series
    points: Sequence[Point]
    bands: Sequence[Band]
    doses: Sequence[DoseLine]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    floor: float = HEIGHT - BOTTOM
    right: float = WIDTH - RIGHT

    @property
    def breadth(self) -> float:
        return self.right - self.left

    @property
    def path(self) -> str:
        return " ".join(f"{one.x:.1f},{one.y:.1f}" for one in self.points)


def plot(series: Series, dosed_at: Sequence[datetime]) -> Plot:
    """One instrument from its first shown score to its last, with the doses between."""
    moments = [row.answered_at for row in series.rows]
    inside = [at for at in dosed_at if moments[0] <= at <= moments[-1]]
    start, end = moments[0], moments[-1]
    span = (end - start).total_seconds() or 1.0

    def across(at: datetime) -> float:
        if len(moments) == 1:
            return (LEFT + WIDTH - RIGHT) / 2
        return LEFT + 8 + (at - start).total_seconds() / span * (WIDTH - LEFT - RIGHT - 16)

    points = [
        Point(
            across(row.answered_at), _down(row.score, series), _number(row.score), row.answered_at
        )
        for row in series.rows
    ]
    numbers = {at: place for place, at in enumerate(dosed_at, start=1)}
    doses = [DoseLine(across(at), numbers[at], at) for at in inside]
    return Plot(series, points, _bands(series), doses)


def spark(series: Series) -> str:
    """The polyline of a small drawing beside a number."""
    rows = series.rows
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / max(len(rows) - 1, 1)
    room = SPARK_HEIGHT - 2 * SPARK_EDGE
    places = [
        (SPARK_EDGE + step * place, SPARK_EDGE + room * (1 - float(row.score) / series.highest))
        for place, row in enumerate(rows)
    ]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _down(score: Decimal, series: Series) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - float(score) / series.highest)


def _bands(series: Series) -> list[Band]:
    bands: Any = BANDS.get(InstrumentCode(series.code), ())
    found = []
    for place, (lowest, word) in enumerate(bands):
        above = bands[place + 1][0] - 1 if place + 1 < len(bands) else series.highest
        top = min(above + 1, series.highest)
        y, floor = _down(Decimal(top), series), _down(Decimal(lowest), series)
        found.append(Band(y, floor - y, f"{word} {lowest}–{above}", place % 2 == 1))  # noqa: RUF001
    return found


def _number(score: Decimal) -> str:
    return f"{score.normalize():f}"
