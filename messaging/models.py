"""The outbox. A row here is the message; a queue only wakes the hand that sends it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Clinic, Membership
from core.constraints import both_or_neither
from core.models import AppendOnly, ClinicQuerySet
from messaging.enums import CAPPED, Channel, MessageState, Purpose, Topic
from patients.models import Patient


class MessageQuerySet(ClinicQuerySet["Message"]):
    def visible_to(self, membership: Membership) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(membership))

    def waiting(self) -> Self:
        return self.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])

    def handed_over(self) -> Self:
        return self.filter(state__in=[MessageState.SENT, MessageState.DELIVERED])

    def counted_by_caps(self) -> Self:
        return self.handed_over().filter(purpose__in=CAPPED)


class Message(models.Model):
    """Times are instants; `body` is frozen at the first claim and never written again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="messages")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    template = models.CharField(max_length=40)
    facts = models.JSONField(default=dict, help_text="What the wording needs; never clinical.")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    idempotency_key = models.UUIDField(unique=True)
    subject_key = models.CharField(max_length=80, help_text="What it is about, to cancel it by.")
    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    queued_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=MessageState.choices, default=MessageState.QUEUED
    )
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    provider_reference = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    # Kept in no column: it is being handed over now, or was by a worker that never came back.
    may_have_left = False

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(not_after__gte=models.F("due_at")), name="message_useful_until_due"
            ),
            both_or_neither("lease_until", "lease_token", name="message_lease_is_whole"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="message_due",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["clinic", "-due_at"], name="message_by_clinic"),
            models.Index(fields=["patient", "sent_at"], name="message_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} to {self.patient}"


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def covering(self, patient_id: int, channel: str, *, at: datetime) -> Self:
        return self.filter(
            patient_id=patient_id,
            topic__in=[channel, Topic.ALL],
            opted_out_at__lte=at,
            ended_at=None,
        )


class OptOut(models.Model):
    """The patient said stop. Counts at once."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="opt_outs")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    opted_out_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OptOutQuerySet] = OptOutQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "topic"], condition=Q(ended_at=None), name="one_opt_out_a_topic"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient}: no {self.topic}"


class ContactPermission(AppendOnly):
    """That the patient agreed to be written to on this channel, or took it back."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="permissions")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    granted = models.BooleanField()
    decided_at = models.DateTimeField()
    source = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.patient}: {self.channel} {'yes' if self.granted else 'no'}"
