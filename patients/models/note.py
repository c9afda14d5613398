"""Notes. A signed one never changes; what was forgotten is an addendum."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.models import AppendOnly, ClinicQuerySet
from patients.enums import NoteKind, NotePart, NoteStatus
from patients.models.episode import EpisodeOfCare
from patients.models.patient import Patient


class NoteQuerySet(ClinicQuerySet["ClinicalNote"]):
    clinic_path = "patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))

    def unsigned(self) -> Self:
        return self.filter(signed_at=None)


class ClinicalNote(models.Model):
    """One signature, one row: a session's therapy part and medicine part are two."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="notes")
    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind.choices)
    part = models.CharField(max_length=20, choices=NotePart.choices, default=NotePart.WHOLE)
    status = models.CharField(max_length=10, choices=NoteStatus.choices, default=NoteStatus.DRAFT)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notes")
    about_at = models.DateTimeField(help_text="When what it tells took place.")
    created_at = models.DateTimeField()
    addendum_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="addenda"
    )
    canonical = models.TextField(blank=True, help_text="The exact text that was signed.")
    canonical_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="signed_notes"
    )
    signed_licence = models.CharField(max_length=80, blank=True)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            both_or_neither("signed_at", "signed_by", name="note_signature_is_whole"),
            models.CheckConstraint(
                condition=Q(status=NoteStatus.DRAFT, signed_at=None)
                | Q(status=NoteStatus.SIGNED, signed_at__isnull=False) & ~Q(canonical_sha256=""),
                name="note_signed_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_part_display().lower()}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class NoteRevision(AppendOnly):
    """Every save of a draft, so that nothing typed is lost."""

    note = models.ForeignKey(ClinicalNote, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "version"], name="note_revision_once"),
        ]

    def __str__(self) -> str:
        return f"revision {self.version}"


class PsychotherapyNote(models.Model):
    """Kept apart by law: its author alone opens it, and no export, PDF or search ever sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="psychotherapy_notes"
    )
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return "Psychotherapy note"

    @property
    def place(self) -> str:
        return f"patients_psychotherapynote|sealed_text|{self.pk}|{self.patient.clinic_id}"
