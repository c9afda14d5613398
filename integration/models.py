"""The window after a dose, its contacts, the practices and the journal."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.constraints import both_or_neither
from core.history import tracked
from core.models import AppendOnly, ClinicQuerySet
from integration.enums import (
    OPEN_WINDOW,
    ContactCode,
    ContactStatus,
    PracticeKind,
    ReviewStatus,
    Visibility,
    WindowStatus,
)
from patients.models import EpisodeOfCare, Patient
from screening.models import IntentionVersion
from sessions.models import MedicineSession


class WindowQuerySet(ClinicQuerySet["IntegrationWindow"]):
    clinic_path = "episode__patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(episode__patient__in=Patient.objects.visible_to(membership))

    def open(self) -> Self:
        return self.filter(status__in=OPEN_WINDOW)


@tracked
class IntegrationWindow(models.Model):
    """Opens exactly once, with the first dose; elapsed time, so no clock change bends it."""

    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, related_name="windows")
    session = models.OneToOneField(MedicineSession, on_delete=models.PROTECT, related_name="window")
    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=20, choices=WindowStatus.choices, default=WindowStatus.OPEN_PEAK
    )
    opens_at = models.DateTimeField()
    peak_until = models.DateTimeField()
    closes_at = models.DateTimeField()
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="windows")
    policy_version = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WindowQuerySet] = WindowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="window_number_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("peak_until"), peak_until__lte=F("closes_at")),
                name="window_in_its_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["peak_until"],
                name="windows_open",
                condition=Q(status__in=["open_peak", "open"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Window {self.number} of {self.episode.patient}"

    @property
    def patient_id(self) -> int:
        return self.episode.patient_id


class ContactQuerySet(ClinicQuerySet["IntegrationContact"]):
    clinic_path = "window__episode__patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(window__episode__patient__in=Patient.objects.visible_to(membership))

    def planned(self) -> Self:
        return self.filter(status=ContactStatus.PLANNED)


@tracked
class IntegrationContact(models.Model):
    """One promised contact. C0 has no time until the patient has left."""

    window = models.ForeignKey(IntegrationWindow, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=2, choices=ContactCode.choices)
    due_from = models.DateTimeField(null=True, blank=True)
    due_to = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    status = models.CharField(
        max_length=10, choices=ContactStatus.choices, default=ContactStatus.PLANNED
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "kind"], name="contact_once_a_window"),
            both_or_neither("due_from", "due_to", name="contact_due_is_whole"),
            both_or_neither("done_at", "done_by", name="contact_done_is_whole"),
            models.CheckConstraint(
                condition=Q(status__in=["done", "late"], done_at__isnull=False)
                | ~Q(status__in=["done", "late"]) & Q(done_at=None),
                name="contact_done_with_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["due_to"], name="contacts_due", condition=Q(status="planned")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class IntentionReview(AppendOnly):
    """How the intention stands now, in one word; the thread keeps them in order."""

    contact = models.ForeignKey(
        IntegrationContact, on_delete=models.PROTECT, related_name="reviews"
    )
    intention = models.ForeignKey(
        IntentionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    status = models.CharField(max_length=10, choices=ReviewStatus.choices)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.get_status_display()


class PracticeQuerySet(ClinicQuerySet["Practice"]):
    clinic_path = "window__episode__patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(window__in=IntegrationWindow.objects.visible_to(membership))


@tracked
class Practice(models.Model):
    """Something small the patient chose to try; it may be dropped without a word of blame."""

    window = models.ForeignKey(
        IntegrationWindow, on_delete=models.PROTECT, related_name="practices"
    )
    kind = models.CharField(max_length=24, choices=PracticeKind.choices)
    text = models.CharField(max_length=300)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kept_count = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[PracticeQuerySet] = PracticeQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.text


class JournalQuerySet(ClinicQuerySet["JournalEntry"]):
    clinic_path = "patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        """The patient's own; a clinician of the team only what was shared with them."""
        rows = self.filter(patient__in=Patient.objects.visible_to(membership))
        if membership.is_patient_only:
            return rows
        if not membership.is_clinician:
            return rows.none()
        team = Q(visibility=Visibility.SHARED_WITH_TEAM)
        if "therapist" in membership.roles:
            team |= Q(visibility=Visibility.SHARED_WITH_THERAPIST)
        return rows.filter(team)


class JournalEntry(models.Model):
    """The patient's own words, sealed; private unless they say otherwise. Never watched, never scanned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="journal")
    visibility = models.CharField(
        max_length=24, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    sealed_text = models.BinaryField()
    written_at = models.DateTimeField()

    objects: ClassVar[JournalQuerySet] = JournalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["patient", "-written_at"], name="journal_newest")]

    def __str__(self) -> str:
        return "Journal entry"

    @property
    def place(self) -> str:
        return f"integration_journalentry|sealed_text|{self.pk}|{self.patient.clinic_id}"
