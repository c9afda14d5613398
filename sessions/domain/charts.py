"""The vitals curve as SVG, drawn with presentation attributes only: the same on screen and on paper.

Pressure as a bar between its two carets, pulse as dots on a line, saturation on a strip of its own;
x is minutes from the first dose (or from the first reading), the clock stands below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from core.clock import minutes_between
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns

WIDTH, NARROW, HEIGHT = 720, 500, 310
LEFT, RIGHT, TOP, MAIN, STRIP_TOP, STRIP = 40, 26, 26, 168, 222, 38
LOW, HIGH = 40, 200
STEPS = (15, 30, 60, 120, 240, 1_000_000)  # minutes between two marks, so that words never touch
SATURATION_LOW, SATURATION_HIGH = 85, 100


@dataclass(frozen=True)
class Palette:
    ink: str
    quiet: str
    line: str
    pressure: str
    pulse: str
    saturation: str
    dose: str


# currentColor follows the theme on screen; paper has its own ink.
SCREEN = Palette(
    "currentColor", "currentColor", "currentColor", "currentColor", "#2f8f83", "#4a7fb5", "#9a5fb0"
)
PAPER = Palette("#1b1b1b", "#555555", "#c9c4ba", "#1b1b1b", "#0f6b63", "#0b3c5d", "#6a1b9a")


def vitals_chart(
    readings: Sequence[VitalSigns],
    doses: Sequence[MedicationAdministration],
    session: MedicineSession | None,
    *,
    zone: ZoneInfo,
    palette: Palette = PAPER,
    width: int = WIDTH,
) -> str:
    """An <svg> string; without readings an empty one that says so. The table beside it is the text form."""
    if not readings:
        return ""
    origin = session.first_dose_at if session and session.first_dose_at else readings[0].taken_at
    minutes = [minutes_between(origin, row.taken_at) for row in readings]
    start, end = min(-10.0, *minutes), max(60.0, *minutes)
    plot = _Plot(origin=origin, start=start, end=end, zone=zone, palette=palette, width=width)
    parts = [*plot.frame(), *(plot.dose(dose) for dose in doses), *plot.lines(readings, minutes)]
    parts += [plot.reading(row, minute) for row, minute in zip(readings, minutes, strict=True)]
    title = f"Vital signs, {len(readings)} readings"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" '
        f'height="{HEIGHT}" role="img" aria-label="{title}"><title>{title}</title>{"".join(parts)}</svg>'
    )


@dataclass(frozen=True)
class _Plot:
    origin: datetime
    start: float
    end: float
    zone: ZoneInfo
    palette: Palette
    width: int

    @property
    def right(self) -> int:
        return self.width - RIGHT

    def x(self, minute: float) -> float:
        span = self.end - self.start
        return round(LEFT + (minute - self.start) / span * (self.right - LEFT), 1)

    def y(self, value: float) -> float:
        inside = min(max(value, LOW), HIGH)
        return round(TOP + (HIGH - inside) / (HIGH - LOW) * MAIN, 1)

    def y_strip(self, value: float) -> float:
        inside = min(max(value, SATURATION_LOW), SATURATION_HIGH)
        share = (SATURATION_HIGH - inside) / (SATURATION_HIGH - SATURATION_LOW)
        return round(STRIP_TOP + share * STRIP, 1)

    def frame(self) -> list[str]:
        """Grid lines with their numbers, the time axis, the strip's frame."""
        parts = [self._level(value) for value in range(LOW, HIGH + 1, 40)]
        parts.append(_text(2, TOP - 12, "mmHg and pulse per min", self.palette.quiet, 11))
        parts.append(_text(2, STRIP_TOP - 10, "SpO₂ %", self.palette.quiet, 11))
        parts += [self._strip_level(value) for value in (90, 100)]
        step = next(one for one in STEPS if (self.end - self.start) / one <= self.width / 75)
        first = int(self.start // step) * step
        for minute in range(first, int(self.end) + 1, step):
            if minute >= self.start:
                parts.append(self._tick(minute))
        return parts

    def _level(self, value: int) -> str:
        y = self.y(value)
        return _line(LEFT, y, self.right, y, self.palette.line, 0.5) + _text(
            LEFT - 6, y + 4, str(value), self.palette.quiet, 11, "end"
        )

    def _strip_level(self, value: int) -> str:
        y = self.y_strip(value)
        return _line(LEFT, y, self.right, y, self.palette.line, 0.5) + _text(
            LEFT - 6, y + 4, str(value), self.palette.quiet, 11, "end"
        )

    def _tick(self, minute: int) -> str:
        moment = self.origin.timestamp() + minute * 60
        clock = datetime.fromtimestamp(moment, tz=self.zone)
        x = self.x(minute)
        return (
            _line(x, TOP, x, STRIP_TOP + STRIP, self.palette.line, 0.5)
            + _text(x, HEIGHT - 22, f"{minute} min", self.palette.ink, 11, "middle")
            + _text(x, HEIGHT - 8, f"{clock:%H:%M}", self.palette.quiet, 10, "middle")
        )

    def dose(self, dose: MedicationAdministration) -> str:
        x = self.x(minutes_between(self.origin, dose.given_at))
        label = f"{dose.mg.normalize():f} mg {dose.route.replace('_', ' ')}"
        return _line(x, TOP, x, STRIP_TOP + STRIP, self.palette.dose, 1.5, dash="5 4") + _text(
            x + 4, TOP + 10, label, self.palette.dose, 11
        )

    def reading(self, row: VitalSigns, minute: float) -> str:
        x, top, bottom = self.x(minute), self.y(row.systolic), self.y(row.diastolic)
        caret = 5
        return (
            _line(x, top, x, bottom, self.palette.pressure, 2)
            + _caret(x, top, caret, self.palette.pressure)
            + _caret(x, bottom, -caret, self.palette.pressure)
            + _dot(x, self.y(row.heart_rate), self.palette.pulse)
            + _dot(x, self.y_strip(row.spo2), self.palette.saturation)
        )

    def lines(self, readings: Sequence[VitalSigns], minutes: Sequence[float]) -> list[str]:
        pairs = list(zip(readings, minutes, strict=True))
        pulse = [(self.x(minute), self.y(row.heart_rate)) for row, minute in pairs]
        saturation = [(self.x(minute), self.y_strip(row.spo2)) for row, minute in pairs]
        return [_path(pulse, self.palette.pulse), _path(saturation, self.palette.saturation)]


def _line(  # noqa: PLR0917 - two points, as geometry writes them
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    faint = ' stroke-opacity="0.35"' if width < 1 else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}"{dashed}{faint}/>'


def _text(  # noqa: PLR0917 - a point, then what stands there
    x: float, y: float, words: str, colour: str, size: int, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _caret(x: float, y: float, depth: float, colour: str) -> str:
    points = f"{x - 5},{y - depth} {x},{y} {x + 5},{y - depth}"
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>'


def _path(points: Sequence[tuple[float, float]], colour: str) -> str:
    joined = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
