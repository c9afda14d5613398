"""The paper that came with a delivery, as it was scanned."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import Membership
from core.models import AppendOnly, ClinicQuerySet
from medications.enums import LARGEST_SCAN, ScanType
from medications.models.ledger import LedgerEntry


class ScanQuerySet(ClinicQuerySet["InvoiceScan"]):
    clinic_path = "entry__lot__clinic"

    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(entry__lot__clinic_id=membership.clinic_id)
        may = membership.may(Permission.LEDGER_READ) or membership.may(Permission.STOCK_HANDLE)
        return rows if may else rows.none()

    def without_bytes(self) -> Self:
        return self.defer("content")


class InvoiceScan(AppendOnly):
    """One scan of one receipt's invoice: its bytes, and the hash that they are known by."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="scans")
    name = models.CharField(max_length=120, help_text="As the file was called.")
    content_type = models.CharField(max_length=20, choices=ScanType.choices)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ScanQuerySet] = ScanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "sha256"], name="each_scan_once"),
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=LARGEST_SCAN), name="a_scan_has_its_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name
