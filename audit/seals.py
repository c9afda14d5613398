"""Sealing the trail in batches: each seal hashes its events and the seal before it."""

import hashlib
import json
from typing import Any

from django.db import connections, transaction
from django.db.models import Max

from audit.models import AuditEvent, AuditSeal

SEALER = "sealer"
LOCK = 7_201_966
BATCH = 5_000
GENESIS = "0" * 64


def seal_new(*, using: str = SEALER) -> int:
    """Seal what has come to rest since the last seal; returns how many events were sealed.

    Only rows of transactions that ended for everybody are taken, so no late commit can slip
    below a seal. One sealer works at a time; a second finds the lock held and leaves.
    """
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        last = AuditSeal.objects.using(using).order_by("-last_event_id").first()
        since = last.last_event_id if last else 0
        events = list(
            AuditEvent.objects.using(using)
            .filter(pk__gt=since)
            .extra(
                where=[
                    "xmin::text::bigint < (pg_snapshot_xmin(pg_current_snapshot())::text::bigint & 4294967295)"
                ]
            )
            .order_by("pk")[:BATCH]
        )
        if not events:
            return 0
        previous = last.digest if last else GENESIS
        AuditSeal.objects.using(using).create(
            first_event_id=events[0].pk,
            last_event_id=events[-1].pk,
            event_count=len(events),
            previous_digest=previous,
            digest=digest_of(previous, events),
        )
    return len(events)


def verify(*, using: str = "default") -> list[str]:
    """Every broken place in the chain, as sentences; an empty list means it is whole."""
    faults, previous, since = [], GENESIS, 0
    for seal in AuditSeal.objects.using(using).order_by("last_event_id"):
        events = list(
            AuditEvent.objects.using(using)
            .filter(pk__gt=since, pk__lte=seal.last_event_id)
            .order_by("pk")
        )
        if seal.previous_digest != previous:
            faults.append(f"The seal at event {seal.last_event_id} does not follow the one before.")
        if (
            len(events) != seal.event_count
            or digest_of(seal.previous_digest, events) != seal.digest
        ):
            faults.append(
                f"Events {since + 1} to {seal.last_event_id} are not as they were sealed."
            )
        previous, since = seal.digest, seal.last_event_id
    return faults


def unsealed_count(*, using: str = "default") -> int:
    last = AuditSeal.objects.using(using).aggregate(last=Max("last_event_id"))["last"] or 0
    return AuditEvent.objects.using(using).filter(pk__gt=last).count()


def digest_of(previous: str, events: list[AuditEvent]) -> str:
    chain = hashlib.sha256(previous.encode())
    for event in events:
        chain.update(_canonical(event).encode())
    return chain.hexdigest()


def _canonical(event: AuditEvent) -> str:
    facts: dict[str, Any] = {
        field.attname: getattr(event, field.attname) for field in AuditEvent._meta.concrete_fields
    }
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
