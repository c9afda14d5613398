"""Orders, lots, and the ledger: append-only, its balance never negative."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.enums import Permission
from accounts.models import Clinic, Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from medications.enums import DoseLevel, DoseSource, EntryKind, Route
from patients.models import EpisodeOfCare, Patient


def milligrams(**options: object) -> models.DecimalField:
    """A dose or an amount of stock, to a hundredth of a milligram."""
    return models.DecimalField(max_digits=9, decimal_places=2, **options)  # type: ignore[arg-type]


class OrderQuerySet(ClinicQuerySet["MedicationOrder"]):
    clinic_path = "episode__patient__clinic"

    def in_force(self) -> Self:
        return self.filter(replaced_at=None)

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(episode__patient__in=Patient.objects.visible_to(membership))


@tracked
class MedicationOrder(models.Model):
    """The prescriber's words; the next order replaces this one, which stays readable."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="orders")
    route = models.CharField(max_length=20, choices=Route.choices)
    level = models.CharField(max_length=20, choices=DoseLevel.choices)
    source = models.CharField(max_length=20, choices=DoseSource.choices)
    planned_mg = milligrams()
    planned_mg_per_kg = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    weight_kg = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    allowed_min_mg = milligrams()
    allowed_max_mg = milligrams()
    booster_mg = milligrams(null=True, blank=True)
    booster_after_min = models.PositiveIntegerField(null=True, blank=True)
    booster_before_min = models.PositiveIntegerField(null=True, blank=True)
    max_sessions = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="orders")
    valid_until = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    policy_version = models.PositiveIntegerField()

    objects: ClassVar[OrderQuerySet] = OrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=Q(replaced_at=None), name="one_order_in_force"
            ),
            models.CheckConstraint(
                condition=Q(allowed_min_mg__gt=0)
                & Q(planned_mg__gte=F("allowed_min_mg"))
                & Q(planned_mg__lte=F("allowed_max_mg")),
                name="planned_dose_inside_the_range",
            ),
            both_or_neither("booster_mg", "booster_after_min", name="booster_has_its_start"),
            both_or_neither("booster_mg", "booster_before_min", name="booster_has_its_end"),
            models.CheckConstraint(
                condition=Q(booster_mg=None)
                | Q(booster_mg__gt=0, booster_before_min__gte=F("booster_after_min")),
                name="booster_band_is_a_band",
            ),
            models.CheckConstraint(condition=Q(max_sessions__gt=0), name="order_for_a_session"),
        ]

    def __str__(self) -> str:
        return f"{self.planned_mg} mg {self.route}"

    @property
    def patient_id(self) -> int:
        return self.episode.patient_id


class LotQuerySet(ClinicQuerySet["Lot"]):
    def with_balance(self) -> Self:
        newest = LedgerEntry.objects.filter(lot=models.OuterRef("pk")).order_by("-line")
        return self.annotate(
            balance_mg=models.functions.Coalesce(
                models.Subquery(newest.values("balance_mg")[:1]), Decimal(0)
            )
        )


@tracked
class Lot(models.Model):
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    mg_per_container = milligrams(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    is_found = models.BooleanField(
        default=False, help_text="Met at a dose, without a receipt on record: to be reconciled."
    )

    objects: ClassVar[LotQuerySet] = LotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="lot_number_once"),
        ]

    def __str__(self) -> str:
        return self.number


class LedgerQuerySet(ClinicQuerySet["LedgerEntry"]):
    clinic_path = "lot__clinic"

    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(lot__clinic_id=membership.clinic_id)
        return rows if membership.may(Permission.LEDGER_READ) else rows.none()


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
    supplier = models.CharField(max_length=120, blank=True)
    invoice = models.CharField(max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    objects: ClassVar[LedgerQuerySet] = LedgerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "line"], name="ledger_line_once"),
            models.CheckConstraint(condition=Q(balance_mg__gte=0), name="balance_never_negative"),
            models.CheckConstraint(condition=Q(amount_mg__gt=0), name="a_line_has_an_amount"),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.WASTE) | Q(witness__isnull=False) | ~Q(reason=""),
                name="waste_has_a_witness_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(witness=None) | ~Q(witness=F("by")), name="witness_is_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=["lot", "-line"], name="ledger_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_mg} mg of {self.lot_id}"
