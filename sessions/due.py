"""How a reading that is due is told, in the room, behind its lock and on the wall (quiet, bold, framed)."""

from enum import StrEnum

OVERDUE_SECONDS = 180  # a cuff takes a moment: until then it is due, not overdue


class Due(StrEnum):
    """Its value is the tone of the number."""

    AHEAD = "plain"
    NOW = "active"
    OVERDUE = "attention"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Due.AHEAD: "Next vitals in",
    Due.NOW: "Vitals due",
    Due.OVERDUE: "Vitals OVERDUE",
}


def due_in(seconds: float) -> Due:
    """By the seconds that are left until a reading; negative once it is past its time."""
    if seconds > 0:
        return Due.AHEAD
    return Due.OVERDUE if -seconds >= OVERDUE_SECONDS else Due.NOW
