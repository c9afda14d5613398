"""Whether what was signed still reads as it was signed: notes, documents and the trail itself.

Triggers and privileges keep the app from changing them; a hand with more rights is found here. Each
hash is worked out again and held against its row and against the line of the trail that was written
when it was signed; the trail is held against its seals.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import Clinic
from audit import seals
from audit.models import AuditEvent, Bookmark
from patients.domain.tasks import raise_task
from patients.enums import TaskKind
from patients.models import ClinicalNote, Document, WorklistTask

SEALS, NOTES, DOCUMENTS = 5, 100, 10  # of one tick
TOLD_AGAIN = timedelta(days=1)
HEAD = "trail head"
COLUMNS = ("patient_id", "kind", "part", "text", "wrong")
ALERTED = "{found} Whoever runs the system looks into it: manage.py verify tells all of it."


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was; of one clinic, or (the trail) of them all."""

    what: str
    sentence: str
    clinic: Clinic | None = None


type Round = tuple[list[Fault], str]


def prove_due(*, at: datetime) -> int:
    """Go on with each round where it stopped; whoever must know gets one line. Returns the faults."""
    found = [*_head(at)]
    for name, rounds in ROUNDS.items():
        found += _go_on(name, rounds, at=at)
    for fault in found:
        _tell(fault, at=at)
    return len(found)


def everything() -> Iterator[Fault]:
    """All of it at once, as `manage.py verify` does."""
    yield from _of_trail(seals.verify() + seals.overdue())
    for rounds in (notes_from, documents_from):
        place, is_begun = "", False
        while place or not is_begun:
            found, place = rounds(place)
            is_begun = True
            yield from found


def trail_from(place: str) -> Round:
    sentences, place = seals.verify_from(place, limit=SEALS)
    return _of_trail(sentences), place


def notes_from(place: str) -> Round:
    rows = (
        ClinicalNote.objects.filter(signed_at__isnull=False, pk__gt=int(place or 0))
        .select_related("patient__clinic")
        .order_by("pk")
    )
    batch = list(rows[:NOTES])
    signed = _signed_in_trail("note.signed", ClinicalNote, [note.pk for note in batch])
    found = [
        Fault(
            "notes",
            f"The signed note {note.pk} of record {note.patient.record_number} "
            "is not as it was signed.",
            note.patient.clinic,
        )
        for note in batch
        if not _is_whole(note, signed.get(str(note.pk)))
    ]
    return found, str(batch[-1].pk) if len(batch) == NOTES else ""


def documents_from(place: str) -> Round:
    rows: QuerySet[Document] = Document.objects.ready().defer("source_html")
    if place:
        rows = rows.filter(pk__gt=place)
    batch = list(rows.select_related("patient__clinic").order_by("pk")[:DOCUMENTS])
    made = _signed_in_trail("document.made", Document, [document.pk for document in batch])
    found = [
        Fault(
            "documents",
            f"The document “{document.title}” of record {document.patient.record_number} "
            "is not as it was made.",
            document.patient.clinic,
        )
        for document in batch
        if not _is_kept(document, made.get(str(document.pk)))
    ]
    return found, str(batch[-1].pk) if len(batch) == DOCUMENTS else ""


ROUNDS: dict[str, Callable[[str], Round]] = {
    "trail": trail_from,
    "notes": notes_from,
    "documents": documents_from,
}


def _is_whole(note: ClinicalNote, in_trail: str | None) -> bool:
    """The text that was signed has its hash, says what the row says, and is the one of the trail."""
    digest = hashlib.sha256(note.canonical.encode()).hexdigest()
    if digest != note.canonical_sha256 or in_trail not in {None, digest}:
        return False
    try:
        signed = json.loads(note.canonical)
        columns = {name.removesuffix("_id"): getattr(note, name) for name in COLUMNS}
        return columns == {name: signed[name] for name in columns}
    except (ValueError, TypeError, KeyError):
        return False


def _is_kept(document: Document, in_trail: str | None) -> bool:
    digest = hashlib.sha256(bytes(document.content or b"")).hexdigest()
    return digest == document.sha256 and in_trail in {None, digest}


def _signed_in_trail(
    action: str, model: type[models.Model], keys: Sequence[object]
) -> dict[str, str]:
    """The hash that the trail was told of each, where it was told one."""
    about = {"subject_type": model._meta.label, "subject_id__in": [str(key) for key in keys]}
    rows = AuditEvent.objects.filter(action=action, **about)
    lines = rows.order_by("pk").values_list("subject_id", "facts__sha256")
    return {key: digest for key, digest in lines if digest}


def _of_trail(sentences: list[str]) -> list[Fault]:
    return [Fault("trail", sentence) for sentence in sentences]


def _head(at: datetime) -> list[Fault]:
    """The newest seal we ever saw must still stand."""
    mark = Bookmark.objects.filter(name=HEAD).first()
    faults = _of_trail(seals.missing_head(mark.place)) if mark and mark.place else []
    if not faults and (place := seals.head()):
        Bookmark.objects.update_or_create(name=HEAD, defaults={"place": place, "moved_at": at})
    return faults


def _go_on(name: str, rounds: Callable[[str], Round], *, at: datetime) -> list[Fault]:
    """One batch; two workers at once would only do the same."""
    Bookmark.objects.get_or_create(name=name, defaults={"moved_at": at})
    with transaction.atomic():
        mark = Bookmark.objects.select_for_update(skip_locked=True).filter(name=name).first()
        if mark is None:
            return []
        found, mark.place = rounds(mark.place)
        mark.moved_at = at
        mark.save(update_fields=["place", "moved_at"])
    return found


def _tell(fault: Fault, *, at: datetime) -> None:
    """One line for each kind of thing on the owner's list; one that was closed rests for a day."""
    clinics = [fault.clinic] if fault.clinic else list(Clinic.objects.order_by("pk"))
    told = WorklistTask.objects.filter(
        kind=TaskKind.RECORD_CHANGED, key=fault.what, raised_at__gt=at - TOLD_AGAIN
    ).values_list("clinic_id", flat=True)
    for clinic in clinics:
        if clinic.pk in told:
            continue
        raise_task(
            clinic,
            kind=TaskKind.RECORD_CHANGED,
            key=fault.what,
            sentence=ALERTED.format(found=fault.sentence),
            at=at,
            role=Role.OWNER,
        )
