"""What the stock pages read."""

from collections.abc import Iterable

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.enums import Permission
from accounts.models import Membership
from accounts.permissions import GRANTS
from medications.enums import EntryKind
from medications.models import Discrepancy, Inventory, InvoiceScan, LedgerEntry, Lot, ShelfCount
from patients.enums import TaskKind
from patients.models import Patient, WorklistTask


def lots_of(membership: Membership) -> QuerySet[Lot]:
    """The clinic's lots with what is left of each."""
    rows = Lot.objects.visible_to(membership).select_related("clinic", "quarantined_by__user")
    return rows.with_balance().order_by("substance", "expires_on", "number", "pk")  # type: ignore[attr-defined, no-any-return, unused-ignore]


def lots_with_their_days(membership: Membership) -> QuerySet[Lot]:
    """Each lot with when it was last drawn from and last counted."""
    counts = ShelfCount.objects.filter(lot=OuterRef("pk")).order_by("-counted_at")
    return lots_of(membership).annotate(
        used_at=Max("entries__happened_at", filter=Q(entries__kind=EntryKind.DRAW)),
        counted_at=Subquery(counts.values("counted_at")[:1]),
    )


def scans_beside() -> Prefetch:
    """The scans of each line, without their bytes."""
    return Prefetch("scans", InvoiceScan.objects.defer("content").order_by("pk"))


def ledger_of(lot: Lot) -> QuerySet[LedgerEntry]:
    """Every line of one lot, newest first, with the people on it and what it belongs to."""
    in_record = LedgerEntry.objects.in_a_record().filter(pk=OuterRef("pk"))
    rows = LedgerEntry.objects.filter(lot=lot).annotate(is_in_record=Exists(in_record))
    rows = rows.select_related(
        "by__user", "witness__user", "received_by__user", "patient", "reverses", "reversed_by",
        "discrepancy", "dose__given_by__user", "other_medicine__given_by__user",
        "waste__other_medicine",
    ).prefetch_related("dose__route_acts", "dose__corrections", scans_beside())  # fmt: skip
    return rows.order_by("-line")


def line_of(membership: Membership) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.visible_to(membership)
    return rows.select_related("lot__clinic", "patient", "by__user", "witness__user")


def recipients_of(lot: Lot) -> QuerySet[LedgerEntry]:
    """Who got from this lot, and when: draws for a patient that were not taken back."""
    rows = ledger_of(lot).filter(kind=EntryKind.DRAW, patient__isnull=False, reversed_by=None)
    return rows.order_by("-happened_at", "-line")


def charts_open_to(membership: Membership, lines: Iterable[LedgerEntry]) -> set[int]:
    """Those of the patients on these lines whose chart this person may open."""
    wanted = {line.patient_id for line in lines if line.patient_id}
    if not wanted:
        return set()
    return set(
        Patient.objects.visible_to(membership).filter(pk__in=wanted).values_list("pk", flat=True)
    )


def _with_permission(membership: Membership, permission: str) -> list[Membership]:
    roles = [role for role, grants in GRANTS.items() if permission in grants]
    rows = Membership.objects.for_clinic(membership.clinic_id).with_role(*roles)
    return list(rows.select_related("user", "clinic").order_by("user__full_name"))


def witnesses(membership: Membership) -> list[Membership]:
    """Who in this clinic may stand by when stock is counted or wasted, this member left out."""
    everybody = _with_permission(membership, Permission.STOCK_WITNESS)
    return [one for one in everybody if one.user_id != membership.user_id]


def receivers(membership: Membership) -> list[Membership]:
    """Who may have taken a delivery in."""
    return _with_permission(membership, Permission.STOCK_HANDLE)


def unwitnessed_waste(membership: Membership) -> QuerySet[WorklistTask]:
    """Waste that nobody saw and a prescriber has not looked at yet, oldest first."""
    rows = WorklistTask.objects.filter(
        clinic_id=membership.clinic_id, kind=TaskKind.WASTE_UNWITNESSED, done_at=None
    )
    rows = rows.filter(patient__in=Patient.objects.visible_to(membership))
    return rows.select_related("patient").order_by("raised_at", "pk")


def discrepancies_of(membership: Membership) -> QuerySet[Discrepancy]:
    """Open ones first, then the newest."""
    rows = Discrepancy.objects.visible_to(membership).select_related(
        "entry__lot__clinic", "entry__by__user", "entry__witness__user", "reviewed_by__user",
        "reported_by__user",
    )  # fmt: skip
    return rows.order_by("reviewed_at", "-opened_at", "-pk")


def inventories_of(membership: Membership) -> QuerySet[Inventory]:
    rows = Inventory.objects.visible_to(membership).select_related("by__user", "witness__user")
    return rows.order_by("-taken_on", "-pk")
