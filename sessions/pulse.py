"""What a page has seen of a session and what was written since, told in one short word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from accounts.models import Membership
from sessions import elsewhere
from sessions.enums import SessionStatus
from sessions.models import MedicineSession

MOST_DIGITS = 18
MOST_LINES = 40  # sent one by one; more come as the whole log


class Since(StrEnum):
    """How much of the page is another one since it last asked."""

    NOTHING = "nothing"
    LINES = "lines"  # new lines of the log, and nothing but them
    LOG = "log"  # an older line too: struck, or changed
    ROOM = "room"
    STAGE = "stage"  # before the dose, after it, over, signed: the whole page


@dataclass(frozen=True)
class Pulse:
    """How often the record was written to, and where the session stands."""

    session: int
    status: str
    signed_at: datetime | None
    first_dose_at: datetime | None
    revision: int
    within_log: int
    beside_log: int
    elsewhere: tuple[int, ...]  # open emergency lists of other rooms

    def word(self, membership: Membership, *, until: int) -> str:
        """Changes with whatever was written, and holds no longer than `until`, in seconds."""
        others = "+".join(map(str, self.elsewhere))
        beside = f"{self.session}.{self.beside_log}.{others}.{until}"
        counts = f"{self.within_log}-{self.revision}"
        return f"{stage_of(self)}-{beside}-{membership.pk}-{counts}"

    def until(self, seen: str, *, at: datetime) -> int:
        """What was seen is true until the next boundary; before the dose for a minute, as the gate is."""
        if self.first_dose_at is None:
            return int(at.timestamp()) // 60
        until = _until_of(seen)
        return until if until > at.timestamp() else 0


def stage_of(it: Pulse | MedicineSession) -> str:
    """Before the dose, after it, over or signed: between two of them the whole page is another one."""
    if it.status in {SessionStatus.ENDED, SessionStatus.CANCELLED}:
        return "signed" if it.signed_at else "over"
    return "after" if it.first_dose_at else "before"


def since(seen: str, word: str) -> Since:
    """From the word that a page saw last to the word of now; a word that says nothing is a new page."""
    if seen == word:
        return Since.NOTHING
    before, now = seen.split("-"), word.split("-")
    if not seen or len(before) != len(now):
        return Since.ROOM
    if before[0] != now[0]:
        return Since.STAGE
    if before[:-2] != now[:-2]:
        return Since.ROOM
    if before[-2] != now[-2] or not 0 < revision_of(word) - revision_of(seen) <= MOST_LINES:
        return Since.LOG
    return Since.LINES


def revision_of(word: str) -> int:
    """The revision that a word ends in; 0 where it was made by nobody here."""
    last = word.rpartition("-")[2]
    return int(last) if last.isdecimal() and len(last) < MOST_DIGITS else 0


def moved_on(word: str, revision: int) -> str:
    """The same word at a later revision."""
    return f"{word.rpartition('-')[0]}-{revision}"


def standing_until(word: str, moment: datetime) -> str:
    """The same word of a page whose parts are true until that moment; before the dose as it was."""
    stage, _, rest = word.partition("-")
    if stage != "after":
        return word
    beside, _, counts = rest.partition("-")
    return f"{stage}-{beside.rpartition('.')[0]}.{ceil(moment.timestamp())}-{counts}"


def _until_of(word: str) -> int:
    """The second until which a page is true, as its word has it; 0 where it was made by nobody here."""
    beside = word.partition("-")[2].partition("-")[0]
    last = beside.rpartition(".")[2]
    return int(last) if last.isdecimal() and len(last) < MOST_DIGITS else 0


def word_of(membership: Membership, pk: int, *, at: datetime, seen: str = "") -> str:
    """What a page has seen that is drawn now, or saw that word before; empty for whoever sees no session."""
    found = _pulse_of(membership, pk)
    return found.word(membership, until=found.until(seen, at=at)) if found else ""


def _pulse_of(membership: Membership, pk: int) -> Pulse | None:
    """One statement: whether this member sees the session, and whether anything happened in it."""
    row = (
        MedicineSession.objects.visible_to(membership)
        .filter(pk=pk)
        .values_list(
            "status", "signed_at", "first_dose_at", "pulse__revision", "pulse__within_log",
            "pulse__beside_log", elsewhere.numbers(),
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    status, signed_at, first_dose_at, *counts, others = row
    revision, within, beside = (number or 0 for number in counts)
    return Pulse(
        pk, status, signed_at, first_dose_at, revision, within, beside, elsewhere=tuple(others)
    )
