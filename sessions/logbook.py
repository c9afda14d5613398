"""The lines of the log in words, each with its icon and how much attention it asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.clock import elapsed
from medications.enums import Route
from sessions.domain.answers import reading_of
from sessions.domain.charts import MOST_LETTERS, letter
from sessions.domain.route_steps import plain
from sessions.enums import (
    DoseKind,
    EmergencyOutcome,
    EmergencyStepKind,
    EventAction,
    EventOutcome,
    EventSeverity,
    EventType,
    Observation,
    ReadingLevel,
    RouteActKind,
)
from sessions.icons import OF_LINE
from sessions.log_rows import LogLine

type Words = tuple[str, str, str]
GRADES = {1: "slight", 2: "clear", 3: "strong"}
HIGH = "▲"
ARROWS = {"within": "", "amber": f" · {HIGH} amber", "red": f" · {HIGH} red"}
TONES = {"within": "done", "amber": "attention", "red": "emergency"}


@dataclass(frozen=True)
class ShownLine:
    """A line of the log in words; `before` is what it said until it was changed."""

    line: LogLine
    title: str
    text: str
    icon: str
    tone: str
    minute: str
    clock: str
    entered: str
    struck: str
    grade: str
    changed: str
    before: tuple[str, ...]
    letter: str = ""

    @property
    def answers(self) -> int | None:
        """The reading that this line answers, while it stands; a changed line goes on answering."""
        if self.line.is_struck:
            return None
        found = (reading_of(one.key) for one in (self.line, *self.line.before))
        return next((one for one in found if one is not None), None)

    @property
    def was_an_answer(self) -> bool:
        return any(reading_of(one.key) is not None for one in (self.line, *self.line.before))


def shown(
    line: LogLine, *, start: datetime | None, zone: ZoneInfo, mark: str = "", called: str = ""
) -> ShownLine:
    """`mark` is the side on which a red reading lies, `called` what the curve calls the line."""
    title, text, tone = WORDS_OF_KIND[line.kind](line)
    return ShownLine(
        line,
        title.replace(HIGH, mark) if mark else title,
        text,
        icon=OF_LINE.get(line.code) or OF_LINE[line.kind],
        tone=tone,
        minute=_minute(start, line.at),
        clock=_clock(line.at, zone),
        entered=_written(line.recorded_at, line, zone) if line.is_late and not line.before else "",
        struck=_written(line.voided_at, line, zone) if line.voided_at else "",
        grade=GRADES.get(line.severity or 0, ""),
        changed=_written(line.recorded_at, line, zone) if line.before else "",
        before=tuple(_once(one, zone) for one in line.before),
        letter=called,
    )


def letters_of(lines: list[LogLine]) -> dict[int, str]:
    """What the curve calls each event, by its id: in the order of writing, so that a letter stays.

    A changed line keeps the letter of its first one, and a struck one keeps its own.
    """
    roots = {
        one.pk: one.before[-1].pk if one.before else one.pk for one in lines if one.kind == "event"
    }
    first = sorted(roots.values())[:MOST_LETTERS]
    letters = {root: letter(place) for place, root in enumerate(first)}
    return {pk: letters.get(root, "") for pk, root in roots.items()}


def _once(line: LogLine, zone: ZoneInfo) -> str:
    """What a line said before it was changed, with its time and its writer."""
    title, text, _tone = WORDS_OF_KIND[line.kind](line)
    grade = f", {GRADES[line.severity]}" if line.severity else ""
    said = f": {text}" if text else ""
    entered = _written(line.recorded_at, line, zone)
    return f"{_clock(line.at, zone)} {title}{grade}{said} (entered {entered} by {line.by})"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _written(moment: datetime, line: LogLine, zone: ZoneInfo) -> str:
    """With its day where that is not the day on which the line happened."""
    there, happened = moment.astimezone(zone), line.at.astimezone(zone)
    day = "" if there.date() == happened.date() else f"{there:%b %-d} "
    return f"{day}{there:%H:%M}"


def _minute(start: datetime | None, at: datetime) -> str:
    if start is None:
        return ""
    return f"{int(elapsed(start, at).total_seconds() // 60):+d}"


def _event(line: LogLine) -> Words:
    if line.code:
        return Observation(line.code).label, line.text, "plain"
    return line.text, "", "plain"


def _vitals(line: LogLine) -> Words:
    return f"{line.text}{ARROWS[ReadingLevel(line.code)]}", "", TONES[line.code]


def _adverse(line: LogLine) -> Words:
    severity, action, outcome, said = line.text.split("|", 3)
    title = f"{EventType(line.code).label}, {EventSeverity(severity).label.lower()}"
    text = f"{EventAction(action).label}; {EventOutcome(outcome).label.lower()}."
    return title, f"{text} {said}".strip(), "attention"


def _declined(line: LogLine) -> Words:
    return "No reading", line.text, "plain"


def _route(line: LogLine) -> Words:
    rate, total, number, said = line.text.split("|", 3)
    measures = [
        f"{plain(Decimal(rate))} mL/h" if rate else "",
        f"{plain(Decimal(total))} mg in all" if total else "",
        f"no. {number}" if number else "",
        said,
    ]
    return RouteActKind(line.code).label, ", ".join(filter(None, measures)), "plain"


def _other(line: LogLine) -> Words:
    return line.text, "", "plain"


def _dose(line: LogLine) -> Words:
    """As it was charted; a correction stands beside it, an infusion tells its total at its stop."""
    mg, route, told = line.text.split("|", 2)
    title, how = f"{DoseKind(line.code).label}, {plain(Decimal(mg))} mg", Route(route).label.lower()
    if route != Route.IV and told and Decimal(told) != Decimal(mg):
        return f"{title}: corrected, really {plain(Decimal(told))} mg", how, "attention"
    return title, how, "active"


def _support(line: LogLine) -> Words:
    return "Hard moment begins", "", "plain"


def _support_end(line: LogLine) -> Words:
    return "Hard moment passed", f"Helped: {line.text}" if line.text else "", "plain"


def _emergency(line: LogLine) -> Words:
    return "Emergency list opened", "", "emergency"


def _emergency_end(line: LogLine) -> Words:
    outcome = EmergencyOutcome(line.code).label if line.code else "closed with the session"
    return "Emergency list closed", outcome, "emergency"


def _step(line: LogLine) -> Words:
    return EmergencyStepKind(line.code).label, line.text, "emergency"


WORDS_OF_KIND: dict[str, Callable[[LogLine], Words]] = {
    "event": _event,
    "vitals": _vitals,
    "adverse": _adverse,
    "declined": _declined,
    "route": _route,
    "other_medicine": _other,
    "dose": _dose,
    "support": _support,
    "support_end": _support_end,
    "emergency": _emergency,
    "emergency_end": _emergency_end,
    "step": _step,
}
