"""The outbox: queued as a row, claimed under a lease, asked again, sent with a key, finished once."""

import hashlib
import logging
import uuid
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from accounts.models import Clinic
from audit import trail
from messaging.domain.preferences import channel_for
from messaging.domain.recheck import Held, Postponed, recheck
from messaging.enums import Channel, MessageState
from messaging.gateways.base import Ambiguous, Gateway, GatewayError, Outgoing
from messaging.gateways.choice import gateways as chosen_gateways
from messaging.models import Message, MessageQuerySet
from patients.domain.tasks import raise_task
from patients.enums import TaskKind
from patients.models import Patient

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 20
TRIES = 3
BACK_OFF = timedelta(minutes=5)
WORK_SECONDS = 60  # well under the task's own limit
FREE: dict[str, Any] = {"state": MessageState.QUEUED, "lease_until": None, "lease_token": None}
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
    same time is the same message, whichever way it takes.
    """
    channel = channel_for(patient, at=at)
    if channel is None or not_after < due_at:
        return None
    about_it = f"{patient.pk}|{template}|{about}|{due_at.isoformat()}"
    keys = {one: uuid.uuid5(KEY_SPACE, f"{about_it}|{one}") for one in Channel.values}
    if known := Message.objects.filter(idempotency_key__in=keys.values()).first():
        return known
    message, _new = Message.objects.get_or_create(
        idempotency_key=keys[channel],
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
    """Send what is due by `at`, of one clinic or of all; any number of workers may at once.

    After a minute it leaves the rest to the next tick, before anybody stops it. Returns how many
    left the house.
    """
    ways = gateways or chosen_gateways()
    sent, until = 0, monotonic() + WORK_SECONDS
    while claimed := claim(at=at, clinic=clinic):
        for place, message in enumerate(claimed):
            if monotonic() > until:
                _let_go(claimed[place:])
                return sent
            try:
                sent += _attempt(message, ways, at=at)
            except SoftTimeLimitExceeded:
                _let_go(claimed[place:])
                raise
    return sent


def _let_go(messages: list[Message]) -> None:
    """Back into the queue, untried. One that was being handed over keeps its lease to the end."""
    for message in messages:
        if not message.may_have_left:
            _held(message).update(**FREE, attempts=message.attempts - 1)


@transaction.atomic
def claim(*, at: datetime, limit: int = BATCH, clinic: Clinic | None = None) -> list[Message]:
    """Take due rows; the lease runs on the database's clock, what is due on the `at` given."""
    now = _database_now()
    free = Q(state=MessageState.QUEUED) | Q(state=MessageState.SENDING, lease_until__lt=now)
    rows = list(
        Message.objects.in_clinic(clinic)
        .select_for_update(skip_locked=True, of=("self",))
        .filter(free, due_at__lte=at, state__in=[MessageState.QUEUED, MessageState.SENDING])
        .select_related("patient__clinic")
        .order_by("due_at", "id")[:limit]
    )
    for row in rows:
        row.may_have_left = row.state == MessageState.SENDING and bool(row.body)
        row.state = MessageState.SENDING
        row.attempts += 1
        row.lease_until, row.lease_token = now + LEASE, uuid.uuid4()
        row.save(update_fields=["state", "attempts", "lease_until", "lease_token"])
    return rows


def _attempt(message: Message, ways: dict[str, Gateway], *, at: datetime) -> int:
    """Deliver it; one that cannot be worded or handed over must not hold up those behind it."""
    try:
        return _deliver(message, ways, at=at)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the database is away, or our time is up: nothing more is written down here
    except Exception as error:
        logger.exception("message %s could not be delivered", message.pk)
        state = MessageState.UNKNOWN if message.body else MessageState.FAILED
        _settle(message, state, at=at, error=type(error).__name__, tell_staff=True)
        return 0


def _deliver(message: Message, ways: dict[str, Gateway], *, at: datetime) -> int:
    gateway = ways[message.channel]
    try:
        _require_known(message, gateway)
        _freeze(message, at=at)
    except TakenOver:
        return 0
    except Held as held:
        _settle(message, held.state, at=at, error=str(held), tell_staff=held.tell_staff)
        return 0
    except Postponed as later:
        _held(message).update(**FREE, due_at=later.until, attempts=message.attempts - 1)
        return 0
    message.may_have_left = True
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


def _require_known(message: Message, gateway: Gateway) -> None:
    """What may have left already goes again only under a key that the provider honours."""
    if message.may_have_left and not gateway.honours_keys:
        why = "Whether it left is not known: its sender was stopped on the way."
        raise Held(MessageState.UNKNOWN, why, tell_staff=True)


class TakenOver(Exception):
    """The lease ran out and another worker has the row."""


def _freeze(message: Message, *, at: datetime) -> None:
    """Ask the rows again; at the first claim the words are written down for good.

    The patient's row is held while caps are counted, so two workers cannot both be the first. The
    lease begins anew: of a slow batch nobody else takes the last ones meanwhile.
    """
    with transaction.atomic():
        rows = Patient.objects.select_for_update(of=("self",)).select_related("clinic")
        message.patient = rows.get(pk=message.patient_id)
        wording = recheck(message, at=at)
        facts: dict[str, Any] = {"lease_until": _database_now() + LEASE}
        if message.body:
            _require_same_address(message)
        else:
            message.subject, message.body = wording.subject, wording.body
            message.address = _address(message)
            message.body_sha256 = hashlib.sha256(wording.body.encode()).hexdigest()
            facts |= {
                "subject": message.subject, "body": message.body, "address": message.address,
                "body_sha256": message.body_sha256,
            }  # fmt: skip
        if not _held(message).update(**facts):
            raise TakenOver


def _require_same_address(message: Message) -> None:
    """Who has the old number now may read nothing of this patient's."""
    if message.address != _address(message):
        why = "The number or address has changed since it was first tried: it was not tried again."
        raise Held(MessageState.FAILED, why, tell_staff=True)


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
    not_after = max(message.not_after, due_at)
    _held(message).update(**FREE, due_at=due_at, not_after=not_after, last_error=error[:300])


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
            sentence=f"A message to {message.patient} was not sent. {error}",
            at=at,
            patient=message.patient,
            role="front_desk",
        )


def _held(message: Message) -> MessageQuerySet:
    return Message.objects.filter(
        pk=message.pk, lease_token=message.lease_token, state=MessageState.SENDING
    )


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
