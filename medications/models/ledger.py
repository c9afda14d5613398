"""Lots and the ledger: append-only, its balance never negative."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.enums import Permission
from accounts.models import Clinic, Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from medications.enums import BEFORE_TWO, SESSION_SUBSTANCES, EntryKind
from medications.models.amounts import milligrams
from patients.models import Patient

NEVER_WAS = "entered_in_error"  # how such a session ended, in the words of the app above


class LotQuerySet(ClinicQuerySet["Lot"]):
    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(clinic_id=membership.clinic_id)
        may = membership.may(Permission.LEDGER_READ) or membership.may(Permission.STOCK_HANDLE)
        return rows if may else rows.none()

    def with_balance(self) -> Self:
        newest = LedgerEntry.objects.filter(lot=models.OuterRef("pk")).order_by("-line")
        return self.annotate(
            balance_mg=models.functions.Coalesce(
                models.Subquery(newest.values("balance_mg")[:1]), Decimal(0)
            )
        )

    def in_use(self) -> Self:
        """What may be drawn from: nothing that is set aside."""
        return self.filter(quarantined_at=None)

    def for_sessions(self) -> Self:
        """What a medicine session may draw from: its own medicine, and nothing that is set aside."""
        return self.in_use().filter(substance__in=SESSION_SUBSTANCES)


@tracked
class Lot(models.Model):
    """One lot of one controlled medicine, as it stands on the box."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    substance = models.CharField(max_length=60, default="ketamine")
    form = models.CharField(
        max_length=120, blank=True, help_text="For example: solution for injection, 50 mg/mL."
    )
    ndc = models.CharField(max_length=20, blank=True)
    mg_per_container = milligrams(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    is_found = models.BooleanField(
        default=False, help_text="Met at a dose, without a receipt on record: to be reconciled."
    )
    quarantined_at = models.DateTimeField(null=True, blank=True)
    quarantined_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quarantine_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[LotQuerySet] = LotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="lot_number_once"),
            both_or_neither("quarantined_at", "quarantined_by", name="quarantine_is_whole"),
            models.CheckConstraint(
                condition=Q(quarantined_at=None) | ~Q(quarantine_reason=""),
                name="quarantine_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_set_aside(self) -> bool:
        return self.quarantined_at is not None


class LedgerQuerySet(ClinicQuerySet["LedgerEntry"]):
    clinic_path = "lot__clinic"

    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(lot__clinic_id=membership.clinic_id)
        return rows if membership.may(Permission.LEDGER_READ) else rows.none()

    def standing(self) -> Self:
        """Neither taken back, nor itself a taking back."""
        return self.filter(reversed_by=None).exclude(kind=EntryKind.REVERSAL)

    def in_a_record(self) -> Self:
        """Lines that a patient's record leans on: a dose, waste, another medicine that stands.

        A session that was entered in error leans on nothing.
        """
        other = Q(other_medicine__isnull=False, other_medicine__voided_at=None)
        return self.filter(
            Q(dose__isnull=False) & ~Q(dose__session__ending=NEVER_WAS)
            | Q(correction__isnull=False) & ~Q(correction__session__ending=NEVER_WAS)
            | Q(waste__isnull=False) & ~Q(waste__session__ending=NEVER_WAS)
            | other & ~Q(other_medicine__session__ending=NEVER_WAS)
        )


class LedgerEntry(AppendOnly):
    """One line of one lot. `delta_mg` moves the balance, `amount_mg` is what the line speaks of."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="entries")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    amount_mg = milligrams()
    delta_mg = milligrams()
    balance_mg = milligrams()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="ledger_entries")
    witness = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger_entries"
    )
    reason = models.CharField(max_length=300, blank=True)
    containers = models.PositiveIntegerField(null=True, blank=True)
    supplier = models.CharField(
        max_length=120, blank=True, help_text="Where it came from, or to whom it was sent."
    )
    supplier_address = models.CharField(max_length=300, blank=True)
    supplier_dea = models.CharField(max_length=20, blank=True)
    invoice = models.CharField(
        max_length=60, blank=True, help_text="The paper that goes with it: invoice, form 41."
    )
    received_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=64, blank=True, help_text="One press of a button, one line.")
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    objects: ClassVar[LedgerQuerySet] = LedgerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "line"], name="ledger_line_once"),
            models.UniqueConstraint(
                fields=["lot", "key"], condition=~Q(key=""), name="ledger_key_once"
            ),
            models.CheckConstraint(condition=Q(balance_mg__gte=0), name="balance_never_negative"),
            models.CheckConstraint(condition=Q(amount_mg__gt=0), name="a_line_has_an_amount"),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.WASTE) | Q(witness__isnull=False) | ~Q(reason=""),
                name="waste_has_a_witness_or_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=BEFORE_TWO) | Q(witness__isnull=False),
                name="stock_leaves_the_shelf_before_two",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.REVERSAL) | ~Q(reason=""),
                name="reversal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(witness=None) | ~Q(witness=F("by")), name="witness_is_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=["lot", "-line"], name="ledger_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_mg} mg of {self.lot_id}"
