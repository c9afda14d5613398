"""What a reading asks for: whether it was meant, what to do about it, and who saw to it."""

from datetime import datetime

from django.db.models import Q

from accounts.acts import act, invalid, words_of
from accounts.domain.policies import Policy
from accounts.enums import Permission
from accounts.models import Membership
from measures.domain import alerts
from measures.enums import AlertKind
from measures.models import SafetyAlert
from sessions.domain import observing
from sessions.domain.limits import Reading
from sessions.enums import ReadingLevel
from sessions.models import SessionEvent, VitalSigns

LONGEST_ACTION = 200
SEEN = "seen:"
# What the default protocol says to a reading out of limits (domain.md 2.8).
ADVICE = {
    (False, ReadingLevel.AMBER): "Rest 5 to 10 minutes and repeat. A prescriber or nurse opens it.",
    (False, ReadingLevel.RED): "No dose. Rest, repeat; only a prescriber opens it.",
    (True, ReadingLevel.AMBER): "Repeat in 5 minutes. No booster. Tell the prescriber.",
    (True, ReadingLevel.RED): "Call the prescriber or nurse now. Emergency list at hand.",
}


def surprising(reading: Reading, last: Reading | None, policy: Policy) -> list[tuple[str, int]]:
    """Numbers that may be a slip of the hand: a jump against the last reading, a low saturation."""
    found = []
    jump = policy["after_amber"]["rise_systolic"]
    if last is not None and abs(reading.systolic - last.systolic) > jump:
        found.append(("systolic", reading.systolic))
    if reading.spo2 < policy["after_red"]["spo2_under"]:
        found.append(("spo2", reading.spo2))
    return found


def advice(level: str, *, is_after_dose: bool) -> str:
    return ADVICE.get((is_after_dose, ReadingLevel(level)), "")


def seen_key(row_id: int) -> str:
    return f"{SEEN}{row_id}"


def reading_of(key: str) -> int | None:
    """The reading that a line's key answers: `seen:<pk>`, after one was struck `seen:<pk>:<n>`."""
    number = key.removeprefix(SEEN).partition(":")[0] if key.startswith(SEEN) else ""
    return int(number) if number.isdecimal() else None


def _standing_answer(given: list[SessionEvent]) -> SessionEvent | None:
    """The answer that stands: one that was changed is followed to what it says now."""
    for one in given:
        line: SessionEvent | None = one
        while line is not None and line.voided_at is not None:
            line = SessionEvent.objects.filter(replaces=line).first()
        if line is not None:
            return line
    return None


@act("reading.seen", Permission.SESSION_RUN)
def see(row: VitalSigns, *, action: str, by: Membership, at: datetime) -> SessionEvent:
    """Say what is done about a reading out of limits; the newest red one's alert is acknowledged with it.

    An answer that stands is the answer; after one that was struck through it is said anew.
    """
    said = words_of(action, most=LONGEST_ACTION, what="it")
    if not said:
        raise invalid("Say what you are doing about it.")
    if row.level == ReadingLevel.WITHIN or row.voided_at is not None:
        raise invalid("This reading asks for nothing.")
    first = seen_key(row.pk)
    of_this = Q(key=first) | Q(key__startswith=f"{first}:")
    given = list(SessionEvent.objects.filter(of_this, session=row.session).order_by("pk"))
    event = _standing_answer(given) or observing.record_event(
        row.session, by=by, at=at, text=f"{row}, {row.get_level_display().lower()}: {said}",
        key=f"{first}:{len(given) + 1}" if given else first,
    )  # fmt: skip
    patient, kind = row.session.patient, AlertKind.RED_READING
    if (
        _is_newest_red(row)
        and SafetyAlert.objects.standing().filter(patient=patient, kind=kind).exists()
    ):
        alerts.acknowledge(patient, kind=kind, reason=said, by=by, at=at)
    return event


def _is_newest_red(row: VitalSigns) -> bool:
    """An answer to an amber reading, or to a red one before this, says nothing about the newest."""
    reds = VitalSigns.objects.standing().filter(session_id=row.session_id, level=ReadingLevel.RED)
    newest = reds.order_by("-taken_at", "-pk").values_list("pk", flat=True).first()
    return newest == row.pk
