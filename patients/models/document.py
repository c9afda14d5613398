"""Documents: rendered once, kept as bytes with their hash."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.models import ClinicQuerySet
from patients.enums import DocumentKind, DocumentStatus
from patients.models.patient import Patient


class DocumentQuerySet(ClinicQuerySet["Document"]):
    clinic_path = "patient__clinic"

    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))

    def ready(self) -> Self:
        return self.filter(status=DocumentStatus.READY)

    def without_bytes(self) -> Self:
        return self.defer("content", "source_html")

    def due(self, *, at: datetime) -> Self:
        return self.filter(status=DocumentStatus.DUE, due_at__lte=at)


class Document(models.Model):
    """`source_html` is frozen when the document falls due; a worker turns it into bytes once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30, choices=DocumentKind.choices)
    key = models.CharField(max_length=80, unique=True, help_text="What it shows; made once.")
    title = models.CharField(max_length=200)
    status = models.CharField(
        max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.DUE
    )
    source_html = models.TextField(blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    content = models.BinaryField(null=True)
    content_type = models.CharField(max_length=80, default="application/pdf")
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(null=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.READY)
                | Q(content__isnull=False, ready_at__isnull=False) & ~Q(sha256=""),
                name="ready_document_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="document_due", condition=Q(status=DocumentStatus.DUE)
            ),
        ]

    def __str__(self) -> str:
        return self.title
