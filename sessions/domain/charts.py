"""The vitals curve as SVG, drawn with presentation attributes only: the same on screen and on paper.

Pressure as a bar between its two carets, pulse as dots on a line, saturation on a strip of its own;
x is minutes from the first dose (or from the first reading), the clock stands below. On paper the
events stand beneath as small letters that the log repeats; a reading let be is a crossed circle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from core.clock import minutes_between
from medications.enums import Route
from sessions.domain.received import Received
from sessions.models import MedicineSession, VitalSigns

type Letter = tuple[str, datetime]

WIDTH, NARROW, HEIGHT = 720, 500, 310
LEFT, RIGHT, TOP, MAIN, STRIP_TOP, STRIP = 40, 26, 26, 168, 222, 38
LOW, HIGH = 40, 200
STEPS = (15, 30, 60, 120, 240, 1_000_000)  # minutes between two marks, so that words never touch
SATURATION_LOW, SATURATION_HIGH = 85, 100
CARET = 5
LEAD = 0.02  # of the time shown, before its first reading: its bar stands off the axis
MOST_LETTERS = 78  # a to z three times; of more, each event is a stroke alone
LETTER_ROWS, LETTER_HEIGHT, LETTER_WIDTH = 3, 11, 11


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
    "currentColor",
    "currentColor",
    "currentColor",
    "currentColor",
    "#2f8f83",
    "#4a7fb5",
    "var(--plot-dose)",
)
PAPER = Palette("#1b1b1b", "#555555", "#c9c4ba", "#1b1b1b", "#0f6b63", "#0b3c5d", "#6a1b9a")


def vitals_chart(
    readings: Sequence[VitalSigns],
    doses: Sequence[Received],
    session: MedicineSession | None,
    *,
    zone: ZoneInfo,
    palette: Palette = PAPER,
    width: int = WIDTH,
    letters: Sequence[Letter] = (),
    declined: Iterable[datetime] = (),
) -> str:
    """An <svg> string; without readings an empty one that says so. The table beside it is the text form."""
    if not readings:
        return ""
    origin = session.first_dose_at if session and session.first_dose_at else readings[0].taken_at
    minutes = [minutes_between(origin, row.taken_at) for row in readings]
    told = [minutes_between(origin, moment) for _letter, moment in letters]
    first, end = min(-10.0, *minutes, *told), max(60.0, *minutes, *told)
    start = first - (end - first) * LEAD
    room = LETTER_ROWS * LETTER_HEIGHT if any(word for word, _moment in letters) else 0
    plot = _Plot(origin, start, end, zone=zone, palette=palette, width=width, room=room)
    parts = [*plot.frame(), *(plot.dose(dose, place) for place, dose in enumerate(doses))]
    parts += plot.curves(readings, minutes)
    parts += [plot.declined(minutes_between(origin, moment)) for moment in declined]
    parts += plot.events(letters)
    title = f"Vital signs, {len(readings)} readings"
    height = HEIGHT + room
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{title}"><title>{title}</title>{"".join(parts)}</svg>'
    )


def letter(place: int) -> str:
    """a to z, then aa, ab and so on: the same for the curve and for the log."""
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


@dataclass(frozen=True)
class _Plot:
    origin: datetime
    start: float
    end: float
    zone: ZoneInfo
    palette: Palette
    width: int
    room: int = 0  # what the letters take between the curve and its axis

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
        parts.append(_text(LEFT + 4, STRIP_TOP - 6, "SpO₂ %", self.palette.quiet, 11))
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
            + _text(x, HEIGHT + self.room - 22, f"{minute} min", self.palette.ink, 11, "middle")
            + _text(x, HEIGHT + self.room - 8, f"{clock:%H:%M}", self.palette.quiet, 10, "middle")
        )

    def dose(self, one: Received, place: int = 0) -> str:
        """A dashed line and what was given; each next one is written a line lower."""
        x = self.x(minutes_between(self.origin, one.dose.given_at))
        label = f"{one.words} {Route(one.dose.route).short}"
        if one.mg_per_kg:
            label = f"{label}, {one.mg_per_kg:.2f} mg/kg"
        is_far_right = x > self.right - max(150, 8 * len(label))
        return _line(x, TOP, x, STRIP_TOP + STRIP, self.palette.dose, 1.5, dash="5 4") + _text(
            x - 4 if is_far_right else x + 4, TOP + 10 + place % 4 * 13, label, self.palette.dose, 11,
            "end" if is_far_right else "start",
        )  # fmt: skip

    def declined(self, minute: float) -> str:
        """A reading that was due and let be."""
        x, y = self.x(minute), TOP + MAIN - 8
        return (
            f'<circle cx="{x}" cy="{y}" r="4.5" fill="none" stroke="{self.palette.quiet}" stroke-width="1.5"/>'
            + _line(x - 4.5, y + 4.5, x + 4.5, y - 4.5, self.palette.quiet, 1.5)
        )

    def events(self, letters: Sequence[Letter]) -> list[str]:
        """Each letter under its minute, in the first row where it stands free; else a stroke alone."""
        ends = [float("-inf")] * LETTER_ROWS
        parts, strokes = [], ""
        for word, moment in letters:
            x = self.x(minutes_between(self.origin, moment))
            half = LETTER_WIDTH * (0.5 + 0.35 * (len(word) - 1))
            row = next((one for one, end in enumerate(ends) if word and x - half >= end), None)
            if row is None:
                strokes += f"M{x} {STRIP_TOP + STRIP}v4"
                continue
            ends[row] = x + half
            y = STRIP_TOP + STRIP + 12 + row * LETTER_HEIGHT
            parts.append(_text(x, y, word, self.palette.ink, 10, "middle"))
        return (
            [*parts, f'<path d="{strokes}" stroke="{self.palette.quiet}"/>'] if strokes else parts
        )

    def curves(self, readings: Sequence[VitalSigns], minutes: Sequence[float]) -> list[str]:
        """Few shapes for any number of readings: a page draws sixty as quickly as six."""
        places = list(zip(map(self.x, minutes), readings, strict=True))
        bars = [_bar(x, self.y(row.systolic), self.y(row.diastolic)) for x, row in places]
        pulse = [(x, self.y(row.heart_rate)) for x, row in places]
        saturation = [(x, self.y_strip(row.spo2)) for x, row in places]
        return [
            _path(pulse, self.palette.pulse),
            _path(saturation, self.palette.saturation),
            f'<path d="{"".join(bars)}" fill="none" stroke="{self.palette.pressure}" stroke-width="2"/>',
            _dots(pulse, self.palette.pulse),
            _dots(saturation, self.palette.saturation),
            *(part for x, row in places for part in self._beyond(x, row)),
        ]

    def _beyond(self, x: float, row: VitalSigns) -> list[str]:
        """What the scale cannot hold stands at its edge with an arrow and its number."""
        top, bottom = TOP - 1, TOP + MAIN + 1
        over = max(row.systolic, row.heart_rate)
        under = min(row.diastolic, row.heart_rate)
        parts = []
        if over > HIGH:
            parts.append(_arrow(x, top, -7, over, self.palette.pressure))
        if under < LOW:
            parts.append(_arrow(x, bottom, 7, under, self.palette.pressure))
        if row.spo2 < SATURATION_LOW:
            y = STRIP_TOP + STRIP - 3
            parts.append(_text(x + 7, y, str(row.spo2), self.palette.ink, 10))
        return parts


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


def _bar(x: float, top: float, bottom: float) -> str:
    """A pressure: its bar between two carets."""
    left, right = round(x - CARET, 1), round(x + CARET, 1)
    carets = (
        f"M{left} {y - deep}L{x} {y}L{right} {y - deep}"
        for y, deep in ((top, CARET), (bottom, -CARET))
    )
    return f"M{x} {top}V{bottom}" + "".join(carets)


def _arrow(x: float, y: float, tip: int, value: int, colour: str) -> str:
    """A small arrow beyond the scale, and beside it the number that it stands for."""
    return (
        f'<path d="M{round(x - 4, 1)} {y}L{x} {y + tip}L{round(x + 4, 1)} {y}Z" fill="{colour}"/>'
        + _text(round(x + 7, 1), y + max(tip, 0) - (0 if tip > 0 else 1), str(value), colour, 10)
    )


def _dots(points: Sequence[tuple[float, float]], colour: str) -> str:
    """Round caps of lines without length: one shape, however many dots."""
    drawn = "".join(f"M{x} {y}h0.01" for x, y in points)
    return f'<path d="{drawn}" stroke="{colour}" stroke-width="7" stroke-linecap="round"/>'


def _path(points: Sequence[tuple[float, float]], colour: str) -> str:
    joined = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
