"""Worklist lines: what a named person or a role must close."""

from datetime import datetime

from django.db.models import Q

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Clinic, Membership
from audit import trail
from patients.enums import TaskKind
from patients.models import Patient, WorklistTask

SENTENCE_LENGTH = 300
# Lines that close with what they ask for; closed by hand they would say that it was done.
CLOSE_THEMSELVES: dict[str, str] = {
    TaskKind.STOCK_DISCREPANCY: (
        "This line closes when the discrepancy is reviewed. Open it under Stock, Discrepancies."
    ),
    TaskKind.INCIDENT: (
        "This line closes with its incident: a prescriber writes there what follows from it."
    ),
    TaskKind.WASTE_UNWITNESSED: (
        "This line closes when a prescriber or the owner has reviewed the waste, under Stock."
    ),
}


def raise_task(
    clinic: Clinic,
    *,
    kind: str,
    key: str,
    sentence: str,
    at: datetime,
    patient: Patient | None = None,
    owner: Membership | None = None,
    role: str = "",
    due_at: datetime | None = None,
) -> WorklistTask:
    """One open line about one thing; raising it again changes nothing."""
    task, _new = WorklistTask.objects.get_or_create(
        clinic=clinic,
        kind=kind,
        key=key,
        done_at=None,
        defaults={
            "patient": patient,
            "sentence": sentence[:SENTENCE_LENGTH],
            "owner": owner,
            "role": role,
            "raised_at": at,
            "due_at": due_at,
        },
    )
    return task


def settle(
    clinic: Clinic,
    *,
    kind: str,
    key: str,
    by: Membership | None,
    at: datetime,
    outcome: str = "Done",
) -> None:
    """Close the line when what it asked for has happened."""
    WorklistTask.objects.filter(Q(clinic=clinic, kind=kind, key=key), done_at=None).update(
        done_at=at, done_by=by, outcome=outcome
    )


@act("task.closed", Permission.WORKLIST_HANDLE)
def close(task: WorklistTask, *, outcome: str, by: Membership, at: datetime) -> WorklistTask:
    """Close a line by hand, saying what was done."""
    task = WorklistTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None:
        raise invalid("Somebody closed this line already.")
    if task.kind in CLOSE_THEMSELVES:
        raise invalid(CLOSE_THEMSELVES[task.kind])
    if not outcome.strip():
        raise invalid("Say what was done.")
    task.done_at, task.done_by, task.outcome = at, by, outcome.strip()
    task.save(update_fields=["done_at", "done_by", "outcome"])
    trail.record("task.closed", task, by=by, at=at)
    return task
