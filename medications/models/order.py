"""The prescriber's order: the newest is in force, the ones before it stay readable."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import ClinicQuerySet
from medications.enums import DoseLevel, DoseSource, Route
from medications.models.amounts import milligrams
from patients.models import EpisodeOfCare, Patient


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
