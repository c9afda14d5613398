"""Documents: due as a row, made once by whoever holds the lease, kept with their hash."""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from accounts.acts import act, invalid
from accounts.enums import Permission, Role
from accounts.models import Clinic, Membership
from audit import trail
from core.pdf import Rendered, RenderFailed, render
from patients.domain.care_team import require_care
from patients.domain.tasks import raise_task, settle
from patients.enums import DocumentKind, DocumentStatus, TaskKind
from patients.models import Document, Patient

LEASE = timedelta(seconds=60)
TRIES = 3
RETRY_AFTER = timedelta(minutes=1)


def fall_due(
    patient: Patient, *, kind: DocumentKind, key: str, title: str, html: str, at: datetime
) -> Document:
    """Say, in the caller's transaction, that this document must exist; saying it twice changes nothing."""
    document, _new = Document.objects.get_or_create(
        key=key,
        defaults={
            "patient": patient, "kind": kind, "title": title, "source_html": html, "due_at": at,
        },
    )  # fmt: skip
    return document


def render_due(*, at: datetime, limit: int = 20, clinic: Clinic | None = None) -> int:
    """Make what is due, one at a time; returns how many were made. Safe from any number of workers."""
    made = 0
    for _turn in range(limit):
        claimed = _claim(at, clinic)
        if claimed is None:
            break
        made += _make(claimed, at=at)
    return made


@act("document.asked_again", Permission.CHART_CLINICAL)
def make_again(document: Document, *, by: Membership, at: datetime) -> Document:
    """One that could not be made gets its tries anew; pressed twice it is due once."""
    require_care(by, document.patient)
    row = Document.objects.without_bytes().lock(document.pk)
    if row.status == DocumentStatus.DUE:
        return row
    if row.status != DocumentStatus.FAILED:
        raise invalid("This document is there already.")
    row.status, row.attempts, row.due_at = DocumentStatus.DUE, 0, at
    row.save(update_fields=["status", "attempts", "due_at"])
    trail.record("document.asked_again", row, by=by, at=at, error=row.last_error)
    return row


def next_due(*, after: datetime, clinic: Clinic | None = None) -> datetime | None:
    rows = Document.objects.in_clinic(clinic).filter(status=DocumentStatus.DUE, due_at__gt=after)
    return rows.order_by("due_at").values_list("due_at", flat=True).first()


def _claim(at: datetime, clinic: Clinic | None) -> Document | None:
    """Take the oldest due row under a lease that runs on the database's clock."""
    with transaction.atomic():
        now = _database_now()
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        row = (
            Document.objects.in_clinic(clinic)
            .select_for_update(skip_locked=True, of=("self",))
            .due(at=at)
            .filter(free)
            .select_related("patient__clinic")
            .order_by("due_at", "id")
            .first()
        )
        if row is None:
            return None
        row.attempts += 1
        row.lease_until, row.lease_token = now + LEASE, uuid.uuid4()
        row.save(update_fields=["attempts", "lease_until", "lease_token"])
        return row


def _make(document: Document, *, at: datetime) -> int:
    if document.attempts > TRIES:  # claimed that often, and nobody came back to say why not
        _give_back(document, error="Whoever made it was stopped each time.", at=at)
        return 0
    try:
        rendered = render(document.source_html)
    except RenderFailed as error:
        _give_back(document, error=str(error), at=at)
        return 0
    return _finish(document, rendered, at=at)


@transaction.atomic
def _finish(document: Document, rendered: Rendered, *, at: datetime) -> int:
    """Store the bytes, unless somebody else took the row over in between."""
    digest = hashlib.sha256(rendered.content).hexdigest()
    changed = Document.objects.filter(
        pk=document.pk, lease_token=document.lease_token, status=DocumentStatus.DUE
    ).update(
        status=DocumentStatus.READY,
        content=rendered.content,
        sha256=digest,
        page_count=rendered.pages,
        ready_at=at,
        lease_until=None,
        lease_token=None,
        last_error="",
    )
    if changed:
        clinic_id = document.patient.clinic_id
        trail.record("document.made", document, by=None, at=at, clinic_id=clinic_id, sha256=digest)
        settle(
            document.patient.clinic, kind=TaskKind.DOCUMENT_FAILED, key=str(document.pk), by=None,
            at=at,
        )  # fmt: skip
    return changed


@transaction.atomic
def _give_back(document: Document, *, error: str, at: datetime) -> None:
    last_try = document.attempts >= TRIES
    Document.objects.filter(pk=document.pk, lease_token=document.lease_token).update(
        status=DocumentStatus.FAILED if last_try else DocumentStatus.DUE,
        due_at=at + RETRY_AFTER,
        lease_until=None,
        lease_token=None,
        last_error=error[:300],
    )
    if last_try:
        raise_task(
            document.patient.clinic,
            kind=TaskKind.DOCUMENT_FAILED,
            key=str(document.pk),
            sentence=f"“{document.title}” of {document.patient} could not be made.",
            at=at,
            patient=document.patient,
            role=Role.PRESCRIBER,
        )


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
