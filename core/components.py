"""The shapes that components take: what a page hands over, before any HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How much attention something asks for. The word and the icon say it first."""

    PLAIN = "plain"
    QUIET = "quiet"
    ACTIVE = "active"
    DONE = "done"
    ATTENTION = "attention"
    EMERGENCY = "emergency"


TONE_ICONS = {
    Tone.PLAIN: "circle",
    Tone.QUIET: "minus",
    Tone.ACTIVE: "circle-dot",
    Tone.DONE: "check",
    Tone.ATTENTION: "triangle-alert",
    Tone.EMERGENCY: "octagon-alert",
}


class PhaseState(StrEnum):
    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"
    HELD = "held"

    @property
    def word(self) -> str:
        return {"done": "Done", "here": "Here now", "ahead": "Ahead", "held": "On hold"}[self]

    @property
    def icon(self) -> str:
        return {"done": "check", "here": "circle-dot", "ahead": "circle", "held": "pause"}[self]


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the phases on a journey strip."""

    name: str
    state: PhaseState
    note: str = ""
    missing: Sequence[str] = ()
    url: str = ""


class CheckState(StrEnum):
    OK = "ok"
    MISSING = "missing"
    ATTENTION = "attention"
    WAIVED = "waived"

    @property
    def word(self) -> str:
        return {"ok": "Ready", "missing": "Missing", "attention": "Look again", "waived": "Waived"}[
            self
        ]

    @property
    def icon(self) -> str:
        return {
            "ok": "check",
            "missing": "circle-dashed",
            "attention": "triangle-alert",
            "waived": "circle-slash",
        }[self]


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of a gate: the fact, who established it and when, and the next step if it lacks."""

    label: str
    state: CheckState
    fact: str = ""
    who: str = ""
    at: datetime | None = None
    next_label: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One stop in a section's navigation."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None


RING_RADIUS = 42.0
RING_LENGTH = 263.89


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring that drains: how much of a span is left."""

    hours_left: float
    hours_total: float

    @property
    def share(self) -> float:
        """Between 0 (nothing left) and 1 (all of it)."""
        if self.hours_total <= 0:
            return 0.0
        return min(1.0, max(0.0, self.hours_left / self.hours_total))

    @property
    def dashes(self) -> str:
        return f"{self.share * RING_LENGTH:.2f} {RING_LENGTH}"

    @property
    def number(self) -> str:
        hours = max(0.0, self.hours_left)
        return f"{hours / 24:.0f}" if hours >= 72 else f"{hours:.0f}"

    @property
    def unit(self) -> str:
        return "days" if self.hours_left >= 72 else "hour" if self.number == "1" else "hours"

    @property
    def words(self) -> str:
        return f"{self.number} {self.unit} left" if self.hours_left > 0 else "closed"
