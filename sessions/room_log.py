"""What the room tells of the hour: its log in words, and the curve that calls its lines by letters."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from accounts.domain.policies import policy_of
from sessions import log_rows
from sessions.domain import vitals
from sessions.domain.charts import NARROW, SCREEN, vitals_chart
from sessions.enums import ReadingLevel
from sessions.logbook import ShownLine, letters_of, shown
from sessions.models import MedicineSession

if TYPE_CHECKING:
    from sessions.domain.gate import GateFacts
    from sessions.domain.received import Received


class RoomLog:
    """The part of a room that is about what happened."""

    session: MedicineSession
    at: datetime
    is_log: bool

    if TYPE_CHECKING:

        @property
        def facts(self) -> GateFacts: ...

        @property
        def received(self) -> list[Received]: ...

        @property
        def patient(self) -> Any: ...

        @property
        def zone(self) -> Any: ...

    @cached_property
    def chart(self) -> SafeString:
        facts = self.facts
        drawn = vitals_chart(
            facts.readings,
            self.received,
            self.session,
            zone=self.zone,
            palette=SCREEN,
            width=NARROW,
            letters=[(one.letter, one.line.at) for one in self._standing("event")],
            declined=[one.line.at for one in self._standing("declined")],
        )
        return mark_safe(drawn)  # noqa: S308 - drawn by us, its words escaped

    @cached_property
    def log(self) -> list[ShownLine]:
        return self._shown(log_rows.log_of(self.session), is_whole=True)

    def _standing(self, kind: str) -> list[ShownLine]:
        """The lines of that kind that are not struck, in the order of the clock."""
        return [one for one in self.log[::-1] if one.line.kind == kind and not one.line.is_struck]

    @property
    def has_answers(self) -> bool:
        """That a line of the log is, or was, an answer to a reading: it shows over the room too."""
        return any(one.was_an_answer for one in self.log)

    def taps_since(self, revision: int, *, most: int) -> tuple[list[ShownLine], int]:
        """What was tapped after that revision of the pulse, and the revision now; none when too many."""
        lines, now = log_rows.newest_taps(self.session, most=most)
        count = now - revision
        return (self._shown(lines[:count]), now) if count <= most else ([], revision)

    def _shown(self, lines: list[log_rows.LogLine], *, is_whole: bool = False) -> list[ShownLine]:
        """A letter stands where the curve has it: in the whole log, not in what was tapped since."""
        start, marks = self.session.first_dose_at, self._marks(lines)
        letters = letters_of(lines) if is_whole else {}
        return [
            shown(
                line,
                start=start,
                zone=self.zone,
                mark=marks.get(line.pk, "") if line.kind == "vitals" else "",
                called=letters.get(line.pk, "") if line.kind == "event" else "",
            )
            for line in lines
        ]

    def _marks(self, lines: list[log_rows.LogLine]) -> dict[int, str]:
        """On which side each red reading lies: nothing is fetched where none is red."""
        if not any(one.kind == "vitals" and one.code == ReadingLevel.RED for one in lines):
            return {}
        if self.is_log:
            return vitals.sides_of_red(self.session, policy_of(self.patient.clinic, at=self.at))
        return vitals.sides_of_red(self.session, self.facts.policy, self.facts.readings)
