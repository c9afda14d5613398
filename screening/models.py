"""Intake, findings, decisions, consents, preparation."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Clinic, Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from patients.models import EpisodeOfCare, Patient
from screening.enums import (
    ConsentKind,
    DecisionOutcome,
    FindingStatus,
    Severity,
    TouchChoice,
    TouchKind,
)


class IntakeDraft(models.Model):
    """What the patient typed so far. Every Continue saves; a sitting may take five."""

    episode = models.OneToOneField(
        EpisodeOfCare, on_delete=models.PROTECT, related_name="intake_draft"
    )
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return "Intake, unfinished"


class Intake(AppendOnly):
    """The answers as submitted. A later intake stands beside it."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="intakes")
    conditions = ArrayField(models.CharField(max_length=8), default=list)
    medications = models.JSONField(default=list)
    allergies = ArrayField(models.CharField(max_length=120), default=list)
    height_cm = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    goals = models.TextField(blank=True)
    answers = models.JSONField(default=dict, help_text="The form as it was answered.")
    submitted_at = models.DateTimeField()
    entered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "Intake"


class FindingQuerySet(ClinicQuerySet["Finding"]):
    clinic_path = "episode__patient__clinic"

    def open(self) -> Self:
        return self.filter(status=FindingStatus.OPEN)

    def stopping(self) -> Self:
        return self.open().filter(severity=Severity.STOP)

    def unsettled(self) -> Self:
        """Open and more than information."""
        return self.open().exclude(severity=Severity.INFO)


@tracked
class Finding(models.Model):
    """What a rule saw. It never refuses a patient; it asks a prescriber."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    fact = models.CharField(max_length=200)
    rule_version = models.CharField(max_length=20)
    policy_version = models.PositiveIntegerField()
    found_at = models.DateTimeField()
    status = models.CharField(
        max_length=14, choices=FindingStatus.choices, default=FindingStatus.OPEN
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects: ClassVar[FindingQuerySet] = FindingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "code"], condition=Q(status="open"), name="one_open_finding"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["acknowledged", "cleared"])
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(reason=""),
                name="finding_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.severity}"


class DecisionQuerySet(ClinicQuerySet["EligibilityDecision"]):
    clinic_path = "episode__patient__clinic"

    def newest(self, episode_id: int, *, at: datetime) -> "EligibilityDecision | None":
        rows = self.filter(episode_id=episode_id, decided_at__lte=at)
        return rows.order_by("-decided_at", "-pk").first()


class EligibilityDecision(AppendOnly):
    """The prescriber's word. The newest is in force; only `eligible` opens anything."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=DecisionOutcome.choices)
    reason = models.TextField()
    cleared = ArrayField(models.CharField(max_length=40), default=list)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    policy_version = models.PositiveIntegerField()

    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.get_outcome_display()


class ConsentTemplate(AppendOnly):
    """A text people sign, by version. The text that was signed is always the one kept here."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="consent_templates")
    kind = models.CharField(max_length=24, choices=ConsentKind.choices)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    title = models.CharField(max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "kind", "version", "language"], name="consent_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class ConsentQuerySet(ClinicQuerySet["Consent"]):
    clinic_path = "patient__clinic"

    def newest_by_kind(self, patient_id: int) -> Self:
        return (
            self.filter(patient_id=patient_id)
            .order_by("kind", "-signed_at", "-pk")
            .distinct("kind")
        )


@tracked
class Consent(models.Model):
    """One signature under one text. Only the withdrawal is ever added to it."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=24, choices=ConsentKind.choices)
    template = models.ForeignKey(ConsentTemplate, on_delete=models.PROTECT, related_name="consents")
    text_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_zone = models.CharField(max_length=64)
    signed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(max_length=160)
    identity_proof = models.CharField(max_length=80, default="not recorded")
    agreed_electronic = models.BooleanField(default=False)
    clauses = models.JSONField(default=list)
    network_address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[ConsentQuerySet] = ConsentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            both_or_neither("withdrawn_at", "withdrawn_by", name="consent_withdrawal_is_whole"),
            models.CheckConstraint(condition=~Q(typed_name=""), name="consent_has_a_name_under_it"),
        ]
        indexes = [models.Index(fields=["patient", "kind", "-signed_at"], name="consents_newest")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Preparation(AppendOnly):
    """A preparation visit: the intention in the patient's words, and how the room will speak."""

    episode = models.ForeignKey(
        EpisodeOfCare, on_delete=models.PROTECT, related_name="preparations"
    )
    communication_plan = models.TextField()
    support_name = models.CharField(max_length=160)
    support_phone = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "Preparation visit"


class IntentionVersion(AppendOnly):
    """The intention as the patient said it then. The next one never overwrites it."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="intentions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    said_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="intention_version_once"),
        ]

    def __str__(self) -> str:
        return self.text


class TouchAgreement(AppendOnly):
    """What the patient chose for one kind of touch; the newest row counts, no row means No."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="touch")
    kind = models.CharField(max_length=20, choices=TouchKind.choices)
    choice = models.CharField(max_length=20, choices=TouchChoice.choices)
    chosen_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_choice_display()}"
