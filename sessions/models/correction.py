"""A dose whose amount was charted wrongly, told anew. The first words stay; the newest count."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.models import AppendOnly
from medications.models import LedgerEntry, milligrams
from sessions.models.record import MedicationAdministration
from sessions.models.session import Incident, MedicineSession


class DoseCorrection(AppendOnly):
    """What was really given. `ledger_entry` is what was drawn for it beyond what the dose had drawn."""

    session = models.ForeignKey(
        MedicineSession, on_delete=models.PROTECT, related_name="corrections"
    )
    dose = models.ForeignKey(
        MedicationAdministration, on_delete=models.PROTECT, related_name="corrections"
    )
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="corrections")
    ledger_entry = models.OneToOneField(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
    )
    mg = milligrams()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mg__gt=0), name="corrected_to_a_dose"),
            models.CheckConstraint(condition=~Q(reason=""), name="corrected_with_a_reason"),
        ]
        indexes = [models.Index(fields=["dose", "-recorded_at"], name="newest_correction")]

    def __str__(self) -> str:
        return f"really {self.mg} mg"
