"""The lines of the log in words, each with its icon and how much attention it asks for."""

from dataclasses import dataclass
from datetime import datetime

from core.clock import elapsed
from sessions.enums import (
    EventAction,
    EventOutcome,
    EventSeverity,
    EventType,
    Observation,
    ReadingLevel,
)
from sessions.icons import OF_LINE
from sessions.queries import LogLine


@dataclass(frozen=True)
class ShownLine:
    """A line of the log in words."""

    line: LogLine
    title: str
    text: str
    icon: str
    tone: str
    minute: int | None


def shown(line: LogLine, *, start: datetime | None) -> ShownLine:
    title, text, tone = WORDS_OF_KIND[line.kind](line)
    icon = OF_LINE.get(line.code, OF_LINE[line.kind])
    minute = int(elapsed(start, line.at).total_seconds() // 60) if start else None
    return ShownLine(line, title, text, icon, tone, minute)


def _event_words(line: LogLine) -> tuple[str, str, str]:
    if line.code:
        return Observation(line.code).label, line.text, "plain"
    return line.text, "", "plain"


def _vitals_words(line: LogLine) -> tuple[str, str, str]:
    level = ReadingLevel(line.code)
    tone = {"within": "done", "amber": "attention", "red": "emergency"}[level]
    words = "" if level == ReadingLevel.WITHIN else f" · {level.label.lower()}"
    return f"{line.text}{words}", "", tone


def _adverse_words(line: LogLine) -> tuple[str, str, str]:
    severity, action, outcome = line.text.split("|")
    title = f"{EventType(line.code).label}, {EventSeverity(severity).label.lower()}"
    text = f"{EventAction(action).label}; {EventOutcome(outcome).label.lower()}."
    return title, text, "attention"


WORDS_OF_KIND = {"event": _event_words, "vitals": _vitals_words, "adverse": _adverse_words}
