"""The trail: what was done, read and refused, by whom. No foreign keys, so nothing can pull it down."""

from django.db import models
from django.db.models.functions import Now

from core.models import AppendOnly


class AuditEvent(AppendOnly):
    """One act, one read, one refusal, as it was known then."""

    at = models.DateTimeField(help_text="When it happened, by the clock the act was given.")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    action = models.CharField(max_length=80)
    outcome = models.CharField(
        max_length=16,
        choices=[("done", "Done"), ("read", "Read"), ("refused", "Refused")],
    )
    code = models.CharField(max_length=40, blank=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_roles = models.CharField(max_length=200, blank=True)
    clinic_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic_id", "-at"], name="trail_by_clinic"),
            models.Index(fields=["patient_id", "-at"], name="trail_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_name}"


class AuditSeal(AppendOnly):
    """A batch of events, chained: each seal hashes the one before. Written by the sealer role alone."""

    sealed_at = models.DateTimeField(db_default=Now(), editable=False)
    first_event_id = models.BigIntegerField()
    last_event_id = models.BigIntegerField(unique=True)
    event_count = models.PositiveIntegerField()
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"seal up to {self.last_event_id}"


class Bookmark(models.Model):
    """How far a round of checking has come: it goes on there, and begins anew after the last row."""

    name = models.CharField(max_length=40, unique=True)
    place = models.CharField(max_length=120, blank=True)
    moved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.place}"
