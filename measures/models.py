"""Answers, scores, and the alerts that answers raise."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import ClinicQuerySet
from measures.enums import (
    STANDS,
    AlertKind,
    AlertLevel,
    AlertStatus,
    InstrumentCode,
    ResponseStatus,
)
from patients.models import Patient


class ResponseQuerySet(ClinicQuerySet["QuestionnaireResponse"]):
    clinic_path = "patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))

    def complete(self) -> Self:
        return self.filter(status=ResponseStatus.COMPLETED)


@tracked
class QuestionnaireResponse(models.Model):
    """One sitting. Answers in item order; fewer than the items means it was left there, unscored."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="responses")
    instrument = models.CharField(max_length=20, choices=InstrumentCode.choices)
    instrument_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="en")
    answers = ArrayField(models.PositiveSmallIntegerField())
    status = models.CharField(max_length=20, choices=ResponseStatus.choices)
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    band = models.CharField(max_length=30, blank=True)
    answered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ResponseQuerySet] = ResponseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ResponseStatus.COMPLETED, score__isnull=False)
                | ~Q(status=ResponseStatus.COMPLETED),
                name="complete_response_has_score",
            ),
        ]
        indexes = [models.Index(fields=["patient", "instrument", "-answered_at"], name="scores")]

    def __str__(self) -> str:
        return f"{self.get_instrument_display()} of {self.patient}"


class AlertQuerySet(ClinicQuerySet["SafetyAlert"]):
    clinic_path = "patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))

    def standing(self) -> Self:
        return self.filter(status__in=STANDS)

    def unanswered(self) -> models.QuerySet[Any]:
        """Open, and on nobody's list yet; `waits_from` is when its clock began."""
        rows = self.filter(status=AlertStatus.OPEN, escalated_at=None)
        return rows.annotate(waits_from=Coalesce("raised_at", "opened_at"))


@tracked
class SafetyAlert(models.Model):
    """Seen is not done: it stands until somebody wrote what was done and what follows."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=AlertKind.choices)
    level = models.CharField(max_length=10, choices=AlertLevel.choices)
    fact = models.CharField(max_length=200)
    rule_version = models.CharField(max_length=40)
    policy_version = models.PositiveIntegerField()
    status = models.CharField(max_length=14, choices=AlertStatus.choices, default=AlertStatus.OPEN)
    opened_at = models.DateTimeField()
    raised_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When it was opened anew: by something worse, or red again.",
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_reason = models.CharField(max_length=300, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(blank=True)
    plan = models.TextField(blank=True)

    objects: ClassVar[AlertQuerySet] = AlertQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(status__in=["open", "acknowledged"]),
                name="one_open_alert_of_a_kind",
            ),
            both_or_neither(
                "acknowledged_at", "acknowledged_by", name="alert_acknowledgement_whole"
            ),
            both_or_neither("closed_at", "closed_by", name="alert_closing_is_whole"),
            models.CheckConstraint(
                condition=~Q(status=AlertStatus.CLOSED) | ~Q(outcome="") & ~Q(plan=""),
                name="alert_closed_with_its_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.patient}"

    @property
    def since(self) -> datetime:
        """From when it waits for somebody to acknowledge it."""
        return self.raised_at or self.opened_at
