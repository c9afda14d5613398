"""The journal: the patient's words, sealed, private unless they say otherwise."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core import crypto
from integration.enums import Visibility
from integration.models import JournalEntry
from patients.domain.care_team import require_care
from patients.models import Patient

LONGEST = 50_000


@act("journal.written", Permission.JOURNAL_WRITE)
def write(
    patient: Patient,
    *,
    text: str,
    by: Membership,
    at: datetime,
    visibility: str = Visibility.PRIVATE,
) -> JournalEntry:
    """Keep an entry; the trail knows that one was written, never what it says."""
    require_care(by, patient)
    if visibility not in Visibility.values:
        raise invalid("Choose who may read this.")
    if not text.strip():
        raise invalid("Write something first. A single word is enough.")
    if len(text) > LONGEST:
        raise invalid("This is too long to keep as one entry. Split it in two.")
    entry = JournalEntry(patient=patient, visibility=visibility, written_at=at)
    entry.sealed_text = crypto.seal(text, place=entry.place)
    entry.save(force_insert=True)
    trail.record("journal.written", entry, by=by, at=at, visibility=visibility)
    return entry


def read(entry: JournalEntry) -> str:
    """Open an entry that was reached through visible_to."""
    return crypto.open_sealed(entry.sealed_text, place=entry.place)
