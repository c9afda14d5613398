"""Notes. A signed one never changes; what was forgotten is an addendum."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.models import AppendOnly, ClinicQuerySet
from patients.enums import NoteKind, NotePart, NoteStatus
from patients.models.episode import EpisodeOfCare
from patients.models.patient import Patient

LATE_AFTER = timedelta(hours=24)
LATER = (NoteKind.ADDENDUM, NoteKind.CORRECTION)


class NoteQuerySet(ClinicQuerySet["ClinicalNote"]):
    clinic_path = "patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))

    def unsigned(self) -> Self:
        """Still to be signed, and not set aside as another person's."""
        return self.filter(signed_at=None, move=None)


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
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The signed note whose words this one began with.",
    )  # fmt: skip
    addendum_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="addenda"
    )
    wrong = models.TextField(
        blank=True, help_text="A correction's own: the very words of the original that are struck."
    )
    added_key = models.UUIDField(
        null=True, blank=True, unique=True,
        help_text="An addition's own: the page it was typed on, which adds once.",
    )  # fmt: skip
    cosigner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="notes_to_cosign"
    )
    handed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its author signed it and handed it to the co-signer."
    )
    handed_licence = models.CharField(max_length=80, blank=True)
    handed_sha256 = models.CharField(max_length=64, blank=True)
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
                condition=Q(status__in=[NoteStatus.DRAFT, NoteStatus.READY], signed_at=None)
                | Q(status=NoteStatus.SIGNED, signed_at__isnull=False) & ~Q(canonical_sha256=""),
                name="note_signed_with_its_hash",
            ),
            models.CheckConstraint(
                condition=~Q(status=NoteStatus.READY)
                | Q(cosigner__isnull=False, handed_at__isnull=False) & ~Q(handed_sha256=""),
                name="note_handed_over_whole",
            ),
            models.CheckConstraint(
                condition=Q(cosigner=None) | ~Q(cosigner=F("author")),
                name="note_cosigned_by_another",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None)
                | Q(stopped_at=None)
                | Q(stopped_at__gt=F("started_at")),
                name="note_stops_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.CORRECTION, addendum_to__isnull=False) & ~Q(wrong="")
                | ~Q(kind=NoteKind.CORRECTION) & Q(wrong=""),
                name="correction_says_what_was_wrong",
            ),
        ]

    def __str__(self) -> str:
        if self.part == NotePart.WHOLE:
            return self.get_kind_display()
        return f"{self.get_kind_display()}, {self.get_part_display().lower()}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_ready(self) -> bool:
        """Its author has signed; the co-signer has not."""
        return self.status == NoteStatus.READY

    @property
    def is_late(self) -> bool:
        """Begun more than a day after what it tells: both times are shown."""
        if self.kind in LATER:
            return False
        return self.created_at - (self.stopped_at or self.about_at) > LATE_AFTER


class NoteReturn(AppendOnly):
    """The co-signer gave the note back, and said why."""

    note = models.ForeignKey(ClinicalNote, on_delete=models.PROTECT, related_name="returns")
    comment = models.CharField(max_length=500)
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(comment=""), name="returned_with_a_comment"),
        ]

    def __str__(self) -> str:
        return "Returned"


class NoteMove(AppendOnly):
    """Written on the wrong chart: the note stays, marked, and goes on as another note elsewhere."""

    note = models.OneToOneField(ClinicalNote, on_delete=models.PROTECT, related_name="move")
    moved_to = models.OneToOneField(
        ClinicalNote, on_delete=models.PROTECT, related_name="came_from"
    )
    reason = models.CharField(max_length=300)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="moved_with_a_reason"),
            models.CheckConstraint(condition=~Q(note=F("moved_to")), name="moved_to_another_note"),
        ]

    def __str__(self) -> str:
        return "Entered in error"


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
