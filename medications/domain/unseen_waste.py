"""Waste that nobody saw: looked at the next day by one who may review stock, and did not waste it."""

from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain.discrepancies import REVIEWERS
from medications.domain.two_people import require_own
from medications.models import LedgerEntry
from patients.domain.tasks import settle
from patients.enums import TaskKind
from patients.models import WorklistTask

LONGEST_OUTCOME = 300


@act("stock.waste_reviewed", Permission.STOCK_REVIEW)
def review(task: WorklistTask, *, outcome: str, by: Membership, at: datetime) -> WorklistTask:
    """Say what was found; where the clinic has another reviewer, not by whoever wasted it."""
    require_own(task.clinic_id, by)
    task = WorklistTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.kind != TaskKind.WASTE_UNWITNESSED:
        raise invalid("This line is about something else.")
    if task.done_at is not None:
        raise invalid("Somebody reviewed this already.")
    if not (found := words_of(outcome, most=LONGEST_OUTCOME, what="what you found")):
        raise invalid("Write what you found.")
    if _wasted(task, by) and _others(by):
        raise invalid("Who wasted it does not review it. Another prescriber or the owner does.")
    settle(by.clinic, kind=task.kind, key=task.key, by=by, at=at, outcome=found)
    task.refresh_from_db()
    trail.record("stock.waste_reviewed", task, by=by, at=at, patient_id=task.patient_id)
    return task


def _wasted(task: WorklistTask, by: Membership) -> bool:
    """The line's key is the waste's number."""
    return LedgerEntry.objects.filter(waste=int(task.key), by=by).exists()


def _others(by: Membership) -> bool:
    """That somebody else in the clinic may review."""
    rows = Membership.objects.for_clinic(by.clinic_id).with_role(*REVIEWERS)
    return rows.exclude(pk=by.pk).exists()
