"""How an adverse event ended, when that is known: beside the event, which stays as it was told."""

from datetime import datetime
from typing import Any

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain.care_team import require_care
from patients.enums import NotePart
from patients.models import ClinicalNote
from sessions.domain import writing
from sessions.domain.current import lock_session
from sessions.enums import OVER, EventOutcome
from sessions.models import AdverseEvent, EventResolution, MedicineSession

LONGEST_WORDS = 300
SIGNED_SINCE = "The record was signed since you opened this page. What you add is signed by you: give your password."


@act("adverse_event.resolved", Permission.SESSION_RUN)
def resolve(
    event: AdverseEvent,
    *,
    outcome: str,
    ended_at: datetime,
    by: Membership,
    at: datetime,
    text: str = "",
    signs: bool = True,
) -> EventResolution:
    """Say how it ended and when. After both signatures a prescriber signs it as an addendum.

    The same a second time changes nothing. `signs` says that whoever presses knows of the signature:
    a page from before the record was closed asked for none.
    """
    require_care(by, event.session.patient)
    said = words_of(text, most=LONGEST_WORDS, what="it")
    if outcome not in OVER:
        raise invalid("Say how it ended: resolved, with lasting effect, or fatal.")
    if not event.occurred_at <= ended_at <= at:
        raise invalid("It ended after it began, and not in the future.")
    session = lock_session(event.session)
    event = AdverseEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    known = EventResolution.objects.filter(event=event).select_related("recorded_by__user").first()
    if known is not None:
        return _the_same(known, outcome=outcome, ended_at=ended_at, text=said)
    _require_open(event)
    words: dict[str, Any] = {"outcome": outcome, "ended_at": ended_at, "text": said}
    if session.is_signed and not signs:
        raise invalid(SIGNED_SINCE)
    addendum = _add(session, event, by=by, at=at, **words) if session.is_signed else None
    row = EventResolution.objects.create(
        event=event, **words, recorded_at=at, recorded_by=by, addendum=addendum
    )
    trail.record(
        "adverse_event.resolved", row, by=by, at=at, patient_id=session.patient_id, outcome=outcome
    )
    return row


def _the_same(known: EventResolution, **words: object) -> EventResolution:
    if all(getattr(known, name) == value for name, value in words.items()):
        return known
    raise invalid(f"{known.recorded_by.full_name} wrote already how it ended.")


def _require_open(event: AdverseEvent) -> None:
    if event.voided_at is not None:
        raise invalid("This event was struck through.")
    if event.outcome in OVER:
        raise invalid("It was over when it was written down.")


def _add(
    session: MedicineSession,
    event: AdverseEvent,
    *,
    outcome: str,
    ended_at: datetime,
    text: str,
    by: Membership,
    at: datetime,
) -> ClinicalNote:
    """The record is closed: what is known since is signed by itself and stands in a further record."""
    if not by.may(Permission.NOTE_MEDICINE):
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN, "The record is signed: a prescriber adds how it ended."
        )
    zone = session.patient.clinic.zone
    began, ended = event.occurred_at.astimezone(zone), ended_at.astimezone(zone)
    how = EventOutcome(outcome).label.lower()
    words = f"{event} at {began:%H:%M}: {how}, {ended:%B %-d, %Y, %H:%M}."
    return writing.add_addendum(
        session, part=NotePart.MEDICINE, text=f"{words} {text}".strip(), by=by, at=at
    )
