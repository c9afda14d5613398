"""Notes: drafted, revised, signed once, and added to ever after."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.acts import act, invalid, require
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core import crypto
from core.errors import Refusal
from core.moves import apply_move
from patients.domain import phrases
from patients.domain.care_team import require_care
from patients.enums import NOTE_MOVES, NoteKind, NotePart, NoteStatus
from patients.models import (
    ClinicalNote,
    EpisodeOfCare,
    NoteMove,
    NoteRevision,
    Patient,
    PsychotherapyNote,
)

PERMISSION_OF_PART = {
    NotePart.THERAPY: Permission.NOTE_THERAPY,
    NotePart.MEDICINE: Permission.NOTE_MEDICINE,
}
SIGNED = "This note is signed and stays as it is. Write an addendum."
NOT_UNIQUE = (
    "Those words stand more than once in the note. Write a few more words around them, so that it is "
    "plain which place is wrong."
)
ANOTHER_KEY = "Something else was added from this page already. Press again to add this too."


class EditedElsewhere(Refusal):
    """Somebody saved in between; `theirs` is the note as it stands."""

    def __init__(self, theirs: ClinicalNote) -> None:
        super().__init__(
            RefusalCode.INVALID, "Somebody saved this note in between. Both texts are below."
        )
        self.theirs = theirs


def may_write(by: Membership | None, part: str) -> bool:
    if by is None:
        return False
    if part in PERMISSION_OF_PART:
        return by.may(PERMISSION_OF_PART[NotePart(part)])
    return by.may(Permission.NOTE_THERAPY) or by.may(Permission.NOTE_MEDICINE)


def open_draft(
    episode: EpisodeOfCare,
    *,
    kind: str,
    part: str,
    about_at: datetime,
    by: Membership,
    at: datetime,
) -> ClinicalNote:
    return ClinicalNote.objects.create(
        patient=episode.patient,
        episode=episode,
        kind=kind,
        part=part,
        author=by,
        about_at=about_at,
        created_at=at,
    )


@act("note.saved", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def save(
    note: ClinicalNote, *, text: str, by: Membership, at: datetime, version: int | None = None
) -> ClinicalNote:
    """Keep the text as a new revision; `version` is the one the writer started from.

    Phrases such as `.doses` are opened out here, so that what is kept is what was read.
    """
    require_part(by, note.part)
    note = lock_draft(note)
    require_version(note, version)
    text = phrases.expand(text, patient=note.patient, at=at)
    note.text, note.version = text, note.version + 1
    note.save(update_fields=["text", "version"])
    NoteRevision.objects.create(
        note=note, version=note.version, text=text, saved_at=at, saved_by=by
    )
    return note


@act("note.signed", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def sign(
    note: ClinicalNote,
    *,
    facts: dict[str, Any],
    by: Membership,
    at: datetime,
    version: int | None = None,
) -> ClinicalNote:
    """Freeze text and facts under one hash; exactly one signature ever succeeds.

    `version` is the one that was read: what somebody saved in between is not signed unseen.
    """
    require_part(by, note.part)
    note = lock_draft(note)
    require_version(note, version)
    if not note.text.strip():
        raise Refusal(RefusalCode.NOTE_INCOMPLETE, "Write something before you sign.")
    return close(note, "sign", facts=facts, by=by, at=at)


def close(
    note: ClinicalNote, move: str, *, facts: dict[str, Any], by: Membership, at: datetime
) -> ClinicalNote:
    """The last signature, on a row the caller holds: from here on the database refuses every change."""
    apply_move(note, move, NOTE_MOVES)
    note.canonical = canonical_text(note, facts)
    note.canonical_sha256 = hashlib.sha256(note.canonical.encode()).hexdigest()
    note.signed_at, note.signed_by, note.signed_licence = at, by, by.licence or by.role_words
    note.save(
        update_fields=[
            "status", "canonical", "canonical_sha256", "signed_at", "signed_by", "signed_licence",
        ]
    )  # fmt: skip
    trail.record("note.signed", note, by=by, at=at, part=note.part, sha256=note.canonical_sha256)
    return note


@act("note.addendum", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def add_addendum(
    note: ClinicalNote, *, text: str, by: Membership, at: datetime, key: UUID | None = None
) -> ClinicalNote:
    """Add what was missing, signed by itself; the original stays as it was.

    `key` is of the page it was typed on: pressed twice it is added once.
    """
    if not text.strip():
        raise invalid("Write the addendum.")
    return _add(note, NoteKind.ADDENDUM, text=text, by=by, at=at, key=key)


@act("note.corrected", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def correct(
    note: ClinicalNote,
    *,
    wrong: str,
    text: str,
    by: Membership,
    at: datetime,
    key: UUID | None = None,
) -> ClinicalNote:
    """Say what was wrong and what is right; the original stays, with those words struck through."""
    wrong = wrong.strip()
    place = note.text.find(wrong) if wrong else -1
    if place < 0:
        raise invalid("Copy the wrong words from the note exactly as they stand there.")
    if note.text.find(wrong, place + 1) >= 0:
        raise invalid(NOT_UNIQUE)
    if not text.strip():
        raise invalid("Write what is right instead.")
    return _add(note, NoteKind.CORRECTION, text=text, wrong=wrong, by=by, at=at, key=key)


def _add(
    note: ClinicalNote,
    kind: NoteKind,
    *,
    text: str,
    by: Membership,
    at: datetime,
    wrong: str = "",
    key: UUID | None = None,
) -> ClinicalNote:
    """A signed note of its own that stands beneath another, which is held meanwhile."""
    require_part(by, note.part)
    note = ClinicalNote.objects.lock(note.pk)
    if not note.is_signed:
        raise invalid("This note is not signed yet: write into it.")
    if note.addendum_to_id is not None:
        raise invalid("Add to the note itself, not to an addition.")
    text = phrases.expand(text, patient=note.patient, at=at)
    words = {"kind": kind, "text": text, "wrong": wrong, "author": by, "addendum_to": note}
    if known := _added_with(key, **words):
        return known
    added = ClinicalNote.objects.create(
        patient=note.patient,
        episode=note.episode,
        part=note.part,
        about_at=note.about_at,
        created_at=at,
        added_key=key,
        **words,
    )
    return sign(added, facts={"addendum_to": note.canonical_sha256}, by=by, at=at)


def _added_with(key: UUID | None, **words: Any) -> ClinicalNote | None:
    """What this very page added a moment ago; a key that brings other words adds nothing."""
    known = ClinicalNote.objects.filter(added_key=key).first() if key else None
    if known and any(getattr(known, name) != value for name, value in words.items()):
        raise invalid(ANOTHER_KEY)
    return known


@act("note.restored", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def restore(
    note: ClinicalNote, *, revision: int, by: Membership, at: datetime, version: int | None = None
) -> ClinicalNote:
    """An earlier text becomes the newest one; what stood in between is kept as well."""
    old = NoteRevision.objects.filter(note=note, version=revision).first()
    if old is None:
        raise invalid("There is no such version of this note.")
    return save(note, text=old.text, by=by, at=at, version=version)


def lock_draft(note: ClinicalNote) -> ClinicalNote:
    """The note, held; or why nobody writes into it any more."""
    note = ClinicalNote.objects.lock(note.pk)
    if note.is_signed:
        raise Refusal(RefusalCode.NOTE_SIGNED, SIGNED)
    if note.is_ready:
        raise invalid("This note waits for its co-signer. Take it back to write on.")
    if NoteMove.objects.filter(note=note).exists():
        raise invalid("This note was entered in error and goes on as another one.")
    return note


def require_version(note: ClinicalNote, version: int | None) -> None:
    """That the row, held, is still the text that was read; None asks nothing."""
    if version is not None and version != note.version:
        raise EditedElsewhere(note)


def require_part(by: Membership | None, part: str) -> None:
    """The therapy part belongs to a therapist, the medicine part to a prescriber."""
    if by is not None and not may_write(by, part):
        require(by, PERMISSION_OF_PART.get(part, Permission.NOTE_THERAPY))  # type: ignore[call-overload]


def canonical_text(note: ClinicalNote, facts: dict[str, Any]) -> str:
    """The same facts always give the same text: sorted keys, no spaces to argue about."""
    whole = {
        "patient": note.patient_id,
        "kind": note.kind,
        "part": note.part,
        "about_at": note.about_at.isoformat(),
        "started_at": note.started_at.isoformat() if note.started_at else None,
        "stopped_at": note.stopped_at.isoformat() if note.stopped_at else None,
        "wrong": note.wrong,
        "text": note.text,
        "facts": facts,
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


@act("psychotherapy_note.written", Permission.NOTE_PSYCHOTHERAPY)
def write_psychotherapy_note(
    patient: Patient, *, text: str, by: Membership, at: datetime
) -> PsychotherapyNote:
    """Sealed on its way in; only its author opens it again."""
    require_care(by, patient)
    if not text.strip():
        raise invalid("Write the note.")
    note = PsychotherapyNote(patient=patient, author=by, written_at=at)
    note.sealed_text = crypto.seal(text, place=note.place)
    note.save(force_insert=True)
    trail.record("psychotherapy_note.written", note, by=by, at=at)
    return note


@act("psychotherapy_note.read", Permission.NOTE_PSYCHOTHERAPY)
def read_psychotherapy_notes(
    patient: Patient, *, by: Membership, at: datetime
) -> list[tuple[datetime, str]]:
    """The author's own notes; where others wrote and this member did not, a refusal."""
    require_care(by, patient)
    rows = list(PsychotherapyNote.objects.filter(patient=patient).select_related("patient"))
    own = [row for row in rows if row.author_id == by.pk]
    if rows and not own:
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN, "A psychotherapy note is read by its author alone."
        )
    trail.record("psychotherapy_note.read", patient, by=by, at=at, outcome="read", count=len(own))
    return [(row.written_at, crypto.open_sealed(row.sealed_text, place=row.place)) for row in own]


def draft_status(note: ClinicalNote | None) -> str:
    return NoteStatus(note.status).label if note else NoteStatus.DRAFT.label
