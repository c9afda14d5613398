"""Where a line of the worklist is closed that closes with what it asks for."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership
from patients.domain.tasks import CLOSE_THEMSELVES
from patients.enums import TaskKind
from patients.models import WorklistTask


@dataclass(frozen=True, slots=True)
class Way:
    """What the line says instead of Close; without an address this member has no way to close it."""

    sentence: str
    label: str = ""
    url: str = ""


def way_of(task: WorklistTask, member: Membership) -> Way | None:
    """None where the line is closed by hand."""
    if task.kind == TaskKind.DOCUMENT_FAILED and member.may(Permission.CHART_CLINICAL):
        return Way(MADE_AGAIN, "Open the document", reverse("dashboard:document", args=[task.key]))
    if task.kind not in CLOSE_THEMSELVES:
        return None
    label, permission = LABELS[task.kind]
    sentence = CLOSE_THEMSELVES[task.kind]
    return Way(sentence, label, _url(task)) if member.may(permission) else Way(sentence)


MADE_AGAIN = "This line closes by itself once the document is made."
LABELS: dict[str, tuple[str, Permission]] = {
    TaskKind.INCIDENT: ("Open the incident", Permission.FINDINGS_ACKNOWLEDGE),
    TaskKind.STOCK_DISCREPANCY: ("Open the discrepancies", Permission.STOCK_REVIEW),
    TaskKind.WASTE_UNWITNESSED: ("Review the waste", Permission.STOCK_REVIEW),
}


def _url(task: WorklistTask) -> str:
    if task.kind == TaskKind.STOCK_DISCREPANCY:
        return reverse("medications:discrepancies")
    if task.kind == TaskKind.WASTE_UNWITNESSED:
        return reverse("medications:stock") + f"#waste-{task.pk}"
    return reverse("sessions:incident", args=[task.key]) if task.key.isdigit() else ""
