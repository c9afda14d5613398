"""Sealing the trail in batches: each seal hashes its events and the seal before it."""

import hashlib
import json
import time
from typing import Any

from django.db import connections, transaction
from django.db.models import Max

from audit.models import AuditEvent, AuditSeal

SEALER = "sealer"
LOCK = 7_201_966
BATCH = 5_000
PATIENCE_SECONDS, PAUSE_SECONDS = 2.0, 0.02
GENESIS = "0" * 64
ALL_SEALS = 1_000_000_000
SEALED_WITHIN = "1 hour"


def seal_new(*, using: str = SEALER) -> int:
    """Seal what has come to rest since the last seal; returns how many events were sealed.

    One sealer works at a time; a second finds the lock held and leaves. Where a writer does not
    come to an end this round seals nothing: a later one does.
    """
    with transaction.atomic(using=using):
        if not _ask(using, "SELECT pg_try_advisory_xact_lock(%s)", LOCK)[0][0]:
            return 0
        last = AuditSeal.objects.using(using).order_by("-last_event_id").first()
        since = last.last_event_id if last else 0
        newest = _newest_at_rest(using)
        events = list(
            AuditEvent.objects.using(using)
            .filter(pk__gt=since, pk__lte=newest)
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


def _newest_at_rest(using: str) -> int:
    """The highest number below which nothing is still being written; 0 when it is not known yet.

    Whoever draws a number holds a lock on the table before it and until its transaction ends. So
    those who hold one now, after the highest number was read, are all who could still add below it.
    """
    newest = AuditEvent.objects.using(using).aggregate(newest=Max("pk"))["newest"] or 0
    waited_for = _writers(using)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waited_for & _writers(using):
        if time.monotonic() > deadline:
            return 0
        time.sleep(PAUSE_SECONDS)
    return newest


def _writers(using: str) -> set[str]:
    """The transactions that have written to the trail and have not ended."""
    rows = _ask(
        using,
        "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted "
        "AND mode = 'RowExclusiveLock' AND relation = %s::regclass "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        AuditEvent._meta.db_table,
    )
    return {transaction_id for (transaction_id,) in rows}


def _ask(using: str, question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def verify(*, using: str = "default") -> list[str]:
    """Every broken place in the chain, as sentences; an empty list means it is whole."""
    faults, _end = verify_from("", limit=ALL_SEALS, using=using)
    if AuditEvent.objects.using(using).filter(pk__lte=0).exists():
        faults.insert(0, "An event stands before the first one.")
    return faults


def verify_from(place: str, *, limit: int, using: str = "default") -> tuple[list[str], str]:
    """The broken places of the next `limit` seals after `place`, and where the round goes on.

    A place is `last event:digest`, so a chain that was hashed anew behind us is seen. Empty is the
    beginning, and the end of a round.
    """
    since, previous, faults = 0, GENESIS, []
    if place:
        number, _, previous = place.partition(":")
        since = int(number)
        faults = missing_head(place, using=using)
    rows = AuditSeal.objects.using(using).filter(last_event_id__gt=since).order_by("last_event_id")
    seals = list(rows[:limit])
    for seal in seals:
        faults += _faults_of(seal, since=since, previous=previous, using=using)
        previous, since = seal.digest, seal.last_event_id
    return faults, f"{since}:{previous}" if len(seals) == limit else ""


def _faults_of(seal: AuditSeal, *, since: int, previous: str, using: str) -> list[str]:
    faults = []
    rows = AuditEvent.objects.using(using).filter(pk__gt=since, pk__lte=seal.last_event_id)
    events = list(rows.order_by("pk"))
    if seal.previous_digest != previous:
        faults.append(f"The seal at event {seal.last_event_id} does not follow the one before.")
    if len(events) != seal.event_count or digest_of(seal.previous_digest, events) != seal.digest:
        faults.append(f"Events {since + 1} to {seal.last_event_id} are not as they were sealed.")
    return faults


def head(*, using: str = "default") -> str:
    """The newest seal as a place: kept elsewhere, it shows a tail that was cut off here."""
    last = AuditSeal.objects.using(using).order_by("-last_event_id").first()
    return f"{last.last_event_id}:{last.digest}" if last else ""


def missing_head(place: str, *, using: str = "default") -> list[str]:
    """That a seal which once stood here stands no more, or reads otherwise."""
    number, _, digest = place.partition(":")
    rows = AuditSeal.objects.using(using).filter(last_event_id=int(number), digest=digest)
    if rows.exists():
        return []
    return [f"The seal at event {number} is gone, or is another one than stood there before."]


def overdue(*, using: str = "default") -> list[str]:
    """That lines wait for their seal for longer than a round of sealing ever takes."""
    late = _ask(
        using,
        "SELECT count(*) FROM audit_auditevent WHERE id > %s AND recorded_at < now() - %s::interval",
        AuditSeal.objects.using(using).aggregate(last=Max("last_event_id"))["last"] or 0,
        SEALED_WITHIN,
    )[0][0]
    return [f"{late} events wait for their seal: the sealer has not come for an hour."] * bool(late)


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
