"""The course of care: one open episode per patient, moving through its phases."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import Membership
from core.history import tracked
from core.models import ClinicQuerySet
from patients.enums import EpisodeStatus, Phase, TaskKind
from patients.models.patient import Patient, on_care_team


class EpisodeQuerySet(ClinicQuerySet["EpisodeOfCare"]):
    clinic_path = "patient__clinic"

    def open(self) -> Self:
        return self.filter(status=EpisodeStatus.ACTIVE)

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))


@tracked
class EpisodeOfCare(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    status = models.CharField(
        max_length=20, choices=EpisodeStatus.choices, default=EpisodeStatus.ACTIVE
    )
    phase = models.CharField(max_length=20, choices=Phase.choices, default=Phase.INTAKE)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    goals = models.TextField(blank=True)

    objects: ClassVar[EpisodeQuerySet] = EpisodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(status=EpisodeStatus.ACTIVE),
                name="one_open_episode",
            ),
            models.CheckConstraint(
                condition=Q(status=EpisodeStatus.ACTIVE, closed_at=None)
                | (~Q(status=EpisodeStatus.ACTIVE) & Q(closed_at__isnull=False)),
                name="episode_closed_with_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"Course of care of {self.patient}"


class WorklistQuerySet(ClinicQuerySet["WorklistTask"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def visible_to(self, membership: Membership) -> Self:
        rows = self.filter(clinic_id=membership.clinic_id)
        if not membership.may(Permission.CHART_LOGISTICS):
            return rows.none()
        if membership.covers_all_patients or not membership.is_clinician:
            return rows
        return rows.filter(
            Q(owner=membership)
            | Q(role__in=membership.roles)
            | on_care_team(membership, "patient_id")
        )


@tracked
class WorklistTask(models.Model):
    """A line that a named person, or whoever holds a role, must close. Never silence."""

    clinic = models.ForeignKey("accounts.Clinic", on_delete=models.PROTECT, related_name="tasks")
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    kind = models.CharField(max_length=30, choices=TaskKind.choices)
    key = models.CharField(max_length=120, help_text="What it is about; one open line each.")
    sentence = models.CharField(max_length=300)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    role = models.CharField(max_length=20, blank=True)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=300, blank=True)

    objects: ClassVar[WorklistQuerySet] = WorklistQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "kind", "key"], condition=Q(done_at=None), name="one_open_line"
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "raised_at"], name="worklist_open", condition=Q(done_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.sentence
