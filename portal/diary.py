"""The patient's journal: kept once, read by whoever wrote it."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Membership
from audit import trail
from integration.domain import journal
from integration.models import JournalEntry, JournalQuerySet
from patients.models import Patient

SENT_TWICE = timedelta(minutes=5)


def entries(membership: Membership) -> JournalQuerySet:
    """Newest first; only the patient's own, whatever other hat they wear."""
    rows = JournalEntry.objects.visible_to(membership).filter(patient__user_id=membership.user_id)
    return rows.select_related("patient").order_by("-written_at", "-pk")


@transaction.atomic
def keep_entry(
    patient: Patient, *, text: str, visibility: str, by: Membership, at: datetime
) -> JournalEntry:
    """Write an entry; the same one sent twice in a row stays one."""
    Patient.objects.lock(patient.pk)
    last = entries(by).first()
    if last is not None and _is_same(last, text=text, visibility=visibility, at=at):
        return last
    return journal.write(patient, text=text, visibility=visibility, by=by, at=at)


def opened(entry: JournalEntry, *, by: Membership, at: datetime) -> str:
    """The words of one entry, with the line that says it was read."""
    trail.record("journal.read", entry, by=by, at=at, outcome="read")
    return journal.read(entry)


def _is_same(last: JournalEntry, *, text: str, visibility: str, at: datetime) -> bool:
    just_now = at - last.written_at < SENT_TWICE
    return just_now and last.visibility == visibility and journal.read(last) == text
