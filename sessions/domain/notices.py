"""What a prescriber looks at before the dose and says so. It asks; it does not forbid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from measures.enums import AlertKind, AlertLevel
from patients.domain.care_team import require_care
from sessions.domain.beside import with_columns
from sessions.domain.current import lock_session, require_unsigned
from sessions.enums import EventOutcome, EventSeverity, EventType, NoticeItem
from sessions.models import MedicineSession, NoticeSeen

LONGEST_WORDS = 300


@dataclass(frozen=True)
class Seen:
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Notice:
    """One thing to look at; `about` names its row, so that a new one asks anew."""

    item: NoticeItem
    about: str
    sentence: str
    seen: Seen | None = None


@act("notice.seen", Permission.GATE_ACKNOWLEDGE)
def see(
    session: MedicineSession, *, item: str, about: str, words: str, by: Membership, at: datetime
) -> NoticeSeen:
    """Say that you looked and what you make of it; said once it stays, a second time changes nothing."""
    require_care(by, session.patient)
    if not (said := words_of(words, most=LONGEST_WORDS, what="it")):
        raise invalid("Write what you make of it.")
    session = lock_session(session)
    known = NoticeSeen.objects.filter(session=session, item=item, about=about[:80]).first()
    if known is not None:
        return known
    require_unsigned(session)
    if (item, about) not in {(one.item, one.about) for one in notices(session)}:
        raise invalid("There is nothing of that kind to look at any more.")
    row = NoticeSeen.objects.create(
        session=session, item=item, about=about, words=said, seen_at=at, seen_by=by
    )
    trail.record("notice.seen", row, by=by, at=at, patient_id=session.patient_id, item=item)
    return row


def notices(session: MedicineSession) -> list[Notice]:
    """What is open now, with who looked at it; what is gone and was looked at is told by `looked_at`."""
    told = with_columns(session)
    zone = told.patient.clinic.zone
    seen = {
        (row["item"], row["about"]): Seen(
            row["words"], row["by"], datetime.fromisoformat(row["at"])
        )
        for row in told.seen_rows
    }
    found = [*_alerts(told), *_events(told, zone), *_unsigned(told, zone)]
    return [
        Notice(item, about, sentence, seen.get((item, about))) for item, about, sentence in found
    ]


def looked_at(session: MedicineSession) -> list[NoticeSeen]:
    """Everything that was looked at before this dose, for the note."""
    rows = NoticeSeen.objects.filter(session=session).select_related("seen_by__user")
    return list(rows.order_by("seen_at", "pk"))


def _alerts(told: Any) -> list[tuple[NoticeItem, str, str]]:
    return [
        (
            NoticeItem.ALERT_OPEN,
            # A worse level is a new thing to see.
            f"alert {row['pk']} {row['level']}",
            f"{AlertKind(row['kind']).label}, {AlertLevel(row['level']).label.lower()}: {row['fact']}",
        )
        for row in told.alert_rows
    ]


def _events(told: Any, zone: ZoneInfo) -> list[tuple[NoticeItem, str, str]]:
    found = []
    for row in told.open_event_rows:
        what, bad = EventType(row["type"]).label, EventSeverity(row["severity"]).label.lower()
        now = EventOutcome(row["outcome"]).label.lower()
        sentence = f"{what}, {bad}, on {_day(row['at'], zone)}: {now}"
        found.append((NoticeItem.ADVERSE_EVENT_OPEN, f"adverse event {row['pk']}", sentence))
    return found


def _unsigned(told: Any, zone: ZoneInfo) -> list[tuple[NoticeItem, str, str]]:
    return [
        (
            NoticeItem.SESSION_UNSIGNED,
            f"session {row['pk']}",
            f"The session of {_day(row['ended_at'], zone)} wants a signature still",
        )
        for row in told.unsigned_rows
        if row["signed_at"] is None
    ]


def _day(moment: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%B %-d}"
