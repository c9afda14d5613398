"""The outbox: queued as a row, claimed under a lease, asked again, sent with a key, finished once."""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Clinic
from audit import trail
from messaging.domain.preferences import channel_for
from messaging.domain.recheck import Held, Postponed, recheck
from messaging.enums import MessageState
from messaging.gateways.base import Ambiguous, Gateway, GatewayError, Outgoing
from messaging.gateways.choice import gateways as chosen_gateways
from messaging.models import Message, MessageQuerySet
from patients.domain.tasks import raise_task
from patients.enums import TaskKind
from patients.models import Patient

LEASE = timedelta(seconds=60)
BATCH = 20
TRIES = 3
BACK_OFF = timedelta(minutes=5)
KEY_SPACE = uuid.UUID("5f2d3c1e-7b61-4b68-9a57-1f0b9f3c2a10")


def queue(
    patient: Patient,
    *,
    purpose: str,
    template: str,
    about: str,
    due_at: datetime,
    not_after: datetime,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> Message | None:
    """Put a message in the outbox, in the caller's transaction.

    None where the patient agreed to no channel. The same template about the same thing at the
    same time is the same message.
    """
    channel = channel_for(patient, at=at)
    if channel is None or not_after < due_at:
        return None
    key = uuid.uuid5(KEY_SPACE, f"{patient.pk}|{template}|{about}|{due_at.isoformat()}|{channel}")
    message, _new = Message.objects.get_or_create(
        idempotency_key=key,
        defaults={
            "clinic": patient.clinic, "patient": patient, "purpose": purpose, "template": template,
            "channel": channel, "subject_key": about, "due_at": due_at, "not_after": not_after,
            "queued_at": at, "facts": facts or {},
        },
    )  # fmt: skip
    return message


def cancel_about(about: str, *, why: str) -> int:
    """What it was about is gone: nothing of it is sent."""
    return Message.objects.filter(subject_key=about, state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED, last_error=why[:300]
    )


def next_due(*, after: datetime, clinic: Clinic | None = None) -> datetime | None:
    rows = Message.objects.in_clinic(clinic).filter(state=MessageState.QUEUED, due_at__gt=after)
    return rows.order_by("due_at").values_list("due_at", flat=True).first()


def deliver_due(
    *, at: datetime, gateways: dict[str, Gateway] | None = None, clinic: Clinic | None = None
) -> int:
    """Send everything due by `at`, of one clinic or of all; any number of workers may at once.

    Returns how many left the house.
    """
    ways = gateways or chosen_gateways()
    sent = 0
    while claimed := claim(at=at, clinic=clinic):
        for message in claimed:
            sent += _deliver(message, ways, at=at)
    return sent


@transaction.atomic
def claim(*, at: datetime, limit: int = BATCH, clinic: Clinic | None = None) -> list[Message]:
    """Take due rows; the lease runs on the database's clock, what is due on the `at` given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    free = Q(state=MessageState.QUEUED) | Q(state=MessageState.SENDING, lease_until__lt=now)
    rows = list(
        Message.objects.in_clinic(clinic)
        .select_for_update(skip_locked=True, of=("self",))
        .filter(free, due_at__lte=at, state__in=[MessageState.QUEUED, MessageState.SENDING])
        .select_related("patient__clinic")
        .order_by("due_at", "id")[:limit]
    )
    for row in rows:
        row.state = MessageState.SENDING
        row.attempts += 1
        row.lease_until, row.lease_token = now + LEASE, uuid.uuid4()
        row.save(update_fields=["state", "attempts", "lease_until", "lease_token"])
    return rows


def _deliver(message: Message, ways: dict[str, Gateway], *, at: datetime) -> int:
    try:
        _freeze(message, at=at)
    except Held as held:
        _settle(message, held.state, at=at, error=str(held), tell_staff=held.tell_staff)
        return 0
    except Postponed as later:
        _give_back(message, due_at=later.until, error="")
        return 0
    gateway = ways[message.channel]
    try:
        reference = gateway.send(_outgoing(message))
    except GatewayError as error:
        _retry_or_fail(message, at=at, error=str(error), final=MessageState.FAILED)
        return 0
    except Ambiguous as error:
        if gateway.honours_keys:
            _retry_or_fail(message, at=at, error=str(error), final=MessageState.UNKNOWN)
        else:
            _settle(message, MessageState.UNKNOWN, at=at, error=str(error), tell_staff=True)
        return 0
    return _finish(message, reference, at=at)


def _freeze(message: Message, *, at: datetime) -> None:
    """Ask the rows again; at the first claim the words are written down for good.

    The patient's row is held while caps are counted, so two workers cannot both be the first.
    """
    with transaction.atomic():
        Patient.objects.select_for_update(of=("self",)).get(pk=message.patient_id)
        wording = recheck(message, at=at)
        if message.body:
            return
        message.subject, message.body = wording.subject, wording.body
        message.address = _address(message)
        message.body_sha256 = hashlib.sha256(wording.body.encode()).hexdigest()
        Message.objects.filter(pk=message.pk, lease_token=message.lease_token).update(
            subject=message.subject,
            body=message.body,
            body_sha256=message.body_sha256,
            address=message.address,
        )


def _address(message: Message) -> str:
    return message.patient.phone if message.channel == "sms" else message.patient.email


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(
        key=str(message.idempotency_key),
        reference=str(message.pk),
        to=message.address,
        subject=message.subject,
        body=message.body,
    )


@transaction.atomic
def _finish(message: Message, reference: str, *, at: datetime) -> int:
    """Write down that it left; 0 when somebody else took the row over."""
    changed = _held(message).update(
        state=MessageState.SENT,
        sent_at=at,
        provider_reference=reference[:120],
        lease_until=None,
        lease_token=None,
        last_error="",
    )
    if changed:
        clinic_id = message.clinic_id
        trail.record(
            "message.sent", message, by=None, at=at, clinic_id=clinic_id, channel=message.channel
        )
    return changed


def _retry_or_fail(message: Message, *, at: datetime, error: str, final: str) -> None:
    if message.attempts >= TRIES or at + BACK_OFF > message.not_after:
        _settle(message, final, at=at, error=error, tell_staff=True)
    else:
        _give_back(message, due_at=at + BACK_OFF * message.attempts, error=error)


def _give_back(message: Message, *, due_at: datetime, error: str) -> None:
    not_after = max(message.not_after, due_at) if error else message.not_after
    _held(message).update(
        state=MessageState.QUEUED,
        due_at=due_at,
        not_after=not_after,
        lease_until=None,
        lease_token=None,
        last_error=error[:300],
    )


@transaction.atomic
def _settle(message: Message, state: str, *, at: datetime, error: str, tell_staff: bool) -> None:
    changed = _held(message).update(
        state=state, lease_until=None, lease_token=None, last_error=error[:300]
    )
    if changed and tell_staff:
        raise_task(
            message.clinic,
            kind=TaskKind.MESSAGE_UNSENT,
            key=str(message.pk),
            sentence=f"A message to {message.patient} was not sent: {error}",
            at=at,
            patient=message.patient,
            role="front_desk",
        )


def _held(message: Message) -> MessageQuerySet:
    return Message.objects.filter(
        pk=message.pk, lease_token=message.lease_token, state=MessageState.SENDING
    )
