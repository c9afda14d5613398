"""What the stock pages read."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.enums import Permission
from accounts.models import Membership
from accounts.permissions import GRANTS
from medications.enums import EntryKind
from medications.models import LedgerEntry, Lot
from patients.enums import TaskKind
from patients.models import Patient, WorklistTask

SAME_BOX = timedelta(minutes=10)


def lots_of(membership: Membership) -> QuerySet[Lot]:
    """The clinic's lots with what is left of each; those that hold something first."""
    rows = Lot.objects.for_clinic(membership.clinic_id).select_related("clinic").with_balance()
    return rows.order_by("expires_on", "number", "pk")


def ledger_of(lot: Lot) -> QuerySet[LedgerEntry]:
    """Every line of one lot, newest first, with the people on it."""
    rows = LedgerEntry.objects.filter(lot=lot)
    return rows.select_related("by__user", "witness__user", "patient").order_by("-line")


def witnesses(membership: Membership) -> list[Membership]:
    """Who in this clinic may stand by when stock is counted or wasted, this member left out."""
    roles = [role for role, grants in GRANTS.items() if Permission.STOCK_WITNESS in grants]
    rows = Membership.objects.for_clinic(membership.clinic_id).with_role(*roles)
    rows = rows.exclude(user_id=membership.user_id)
    return list(rows.select_related("user", "clinic").order_by("user__full_name"))


def unwitnessed_waste(membership: Membership) -> QuerySet[WorklistTask]:
    """Waste that nobody saw and a prescriber has not looked at yet, oldest first."""
    rows = WorklistTask.objects.filter(
        clinic_id=membership.clinic_id, kind=TaskKind.WASTE_UNWITNESSED, done_at=None
    )
    rows = rows.filter(patient__in=Patient.objects.visible_to(membership))
    return rows.select_related("patient").order_by("raised_at", "pk")


def is_received_already(
    membership: Membership, *, number: str, invoice: str, containers: int, at: datetime
) -> bool:
    """That this very delivery was written down a moment ago: the button was pressed twice."""
    rows = LedgerEntry.objects.filter(
        lot__clinic_id=membership.clinic_id, lot__number=number.strip(), kind=EntryKind.RECEIPT
    )
    rows = rows.filter(invoice=invoice.strip(), containers=containers, by=membership)
    return rows.filter(recorded_at__gt=at - SAME_BOX).exists()
