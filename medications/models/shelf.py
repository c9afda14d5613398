"""What stands on the shelf, as two people counted it, and what happens when it differs."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.enums import Permission
from accounts.models import Clinic, Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from medications.enums import Business, InventoryKind
from medications.models.amounts import milligrams
from medications.models.ledger import LedgerEntry, Lot


class ShelfCountQuerySet(ClinicQuerySet["ShelfCount"]):
    clinic_path = "lot__clinic"

    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(lot__clinic_id=membership.clinic_id)
        return rows if membership.may(Permission.LEDGER_READ) else rows.none()


class ShelfCount(AppendOnly):
    """One count of one lot by two people. `entry` is the line that a difference made."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="counts")
    counted_mg = milligrams()
    expected_mg = milligrams()
    counted_at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="shelf_count"
    )
    key = models.CharField(max_length=64, blank=True)

    objects: ClassVar[ShelfCountQuerySet] = ShelfCountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "key"], condition=~Q(key=""), name="count_key_once"
            ),
            models.CheckConstraint(
                condition=Q(entry=None, counted_mg=F("expected_mg"))
                | (Q(entry__isnull=False) & ~Q(counted_mg=F("expected_mg"))),
                name="a_count_that_differs_has_its_line",
            ),
            models.CheckConstraint(
                condition=~Q(witness=F("by")), name="shelf_counted_by_two_people"
            ),
        ]
        indexes = [models.Index(fields=["lot", "-counted_at"], name="newest_count")]

    def __str__(self) -> str:
        return f"{self.counted_mg} mg counted"


class DiscrepancyQuerySet(ClinicQuerySet["Discrepancy"]):
    clinic_path = "entry__lot__clinic"

    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(entry__lot__clinic_id=membership.clinic_id)
        return rows if membership.may(Permission.LEDGER_READ) else rows.none()

    def open(self) -> Self:
        return self.filter(reviewed_at=None)


@tracked
class Discrepancy(models.Model):
    """The shelf and the ledger disagreed: open until a prescriber or the owner has looked at it."""

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="discrepancy")
    expected_mg = milligrams()
    counted_mg = milligrams()
    opened_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.CharField(max_length=1000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_106 = models.CharField(max_length=60, blank=True)

    objects: ClassVar[DiscrepancyQuerySet] = DiscrepancyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            both_or_neither("reviewed_at", "reviewed_by", name="discrepancy_review_is_whole"),
            both_or_neither("reported_at", "reported_by", name="discrepancy_report_is_whole"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | ~Q(finding=""), name="a_review_has_its_finding"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variance_mg} mg"

    @property
    def variance_mg(self) -> Decimal:
        """What the shelf held more (or, below zero, less) than the ledger."""
        return self.counted_mg - self.expected_mg


class InventoryQuerySet(ClinicQuerySet["Inventory"]):
    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(clinic_id=membership.clinic_id)
        return rows if membership.may(Permission.LEDGER_READ) else rows.none()


class Inventory(AppendOnly):
    """Everything on hand, on one day, before the first or after the last patient."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="inventories")
    kind = models.CharField(max_length=10, choices=InventoryKind.choices)
    taken_on = models.DateField()
    business = models.CharField(max_length=5, choices=Business.choices)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=64, blank=True)

    objects: ClassVar[InventoryQuerySet] = InventoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic"],
                condition=Q(kind=InventoryKind.INITIAL),
                name="one_initial_inventory",
            ),
            models.UniqueConstraint(
                fields=["clinic", "key"], condition=~Q(key=""), name="inventory_key_once"
            ),
            models.CheckConstraint(
                condition=~Q(witness=F("by")), name="inventory_taken_by_two_people"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "-taken_on"], name="newest_inventory")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.taken_on}"


class InventoryLine(AppendOnly):
    """One lot: full containers, what is left in the opened one, and what the ledger said then."""

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="inventory_lines")
    containers = models.PositiveIntegerField()
    opened_mg = milligrams()
    is_estimated = models.BooleanField(default=False)
    total_mg = milligrams()
    book_mg = milligrams()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inventory", "lot"], name="each_lot_once_an_inventory"),
            models.CheckConstraint(
                condition=Q(opened_mg__gte=0, total_mg__gte=F("opened_mg")),
                name="inventory_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(is_estimated=True) | Q(total_mg=F("book_mg")),
                name="a_counted_line_agrees_with_the_ledger",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.total_mg} mg of {self.lot_id}"
