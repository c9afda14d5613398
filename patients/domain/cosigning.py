"""Two signatures under one note: its author's, then a supervisor's."""

import hashlib
from datetime import datetime
from typing import Any

from accounts.acts import act, invalid
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from core.moves import apply_move
from patients.domain import notes
from patients.domain.care_team import require_care
from patients.enums import NOTE_MOVES
from patients.models import ClinicalNote, NoteReturn

WRITERS = (Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
HANDED_ANEW = (
    "This note was taken back and handed to you anew since you opened this page. "
    "Read it as it stands now."
)
CHANGED_SINCE = (
    "The record changed since {author} signed this note. Give it back, so that it is signed anew."
)
HANDED = ["status", "cosigner", "handed_at", "handed_licence", "handed_sha256"]


@act("note.handed_over", *WRITERS)
def hand_over(
    note: ClinicalNote,
    *,
    cosigner: Membership,
    facts: dict[str, Any],
    by: Membership,
    at: datetime,
) -> ClinicalNote:
    """The author signs what stands there; it waits for the co-signer and changes no more until then."""
    notes.require_part(by, note.part)
    note = notes.lock_draft(note)
    if note.author_id != by.pk:
        raise invalid("Whoever began this note hands it to a co-signer.")
    if not note.text.strip():
        raise Refusal(RefusalCode.NOTE_INCOMPLETE, "Write something before you sign.")
    _require_cosigner(cosigner, note)
    apply_move(note, "hand_over", NOTE_MOVES)
    note.cosigner, note.handed_at, note.handed_licence = cosigner, at, by.licence or by.role_words
    note.handed_sha256 = _sha256(note, facts)
    note.save(update_fields=HANDED)
    trail.record(
        "note.handed_over", note, by=by, at=at, to=cosigner.full_name, sha256=note.handed_sha256
    )
    return note


@act("note.cosigned", *WRITERS)
def cosign(
    note: ClinicalNote,
    *,
    facts: dict[str, Any],
    by: Membership,
    at: datetime,
    seen: str | None = None,
) -> ClinicalNote:
    """The second signature closes the note; the first one is part of what it signs.

    `seen` is the `handed_sha256` of the note that was read. What the author signed must still hold:
    a first signature over other facts could never be checked again.
    """
    note = _lock_handed(note, by, seen=seen)
    if _sha256(note, facts) != note.handed_sha256:
        raise invalid(CHANGED_SINCE.format(author=note.author.full_name))
    first = {"author": note.author_id, "at": note.handed_at, "sha256": note.handed_sha256}
    return notes.close(note, "cosign", facts=facts | {"first_signature": first}, by=by, at=at)


@act("note.returned", *WRITERS)
def give_back(
    note: ClinicalNote, *, comment: str, by: Membership, at: datetime, seen: str | None = None
) -> ClinicalNote:
    """Not yet: the author finds it as a draft again, with what is to be done."""
    note = _lock_handed(note, by, seen=seen)
    if not comment.strip():
        raise invalid("Say what is to be changed.")
    _to_draft(note)
    NoteReturn.objects.create(note=note, comment=comment.strip(), returned_at=at, returned_by=by)
    trail.record("note.returned", note, by=by, at=at)
    return note


@act("note.taken_back", *WRITERS)
def take_back(note: ClinicalNote, *, by: Membership, at: datetime) -> ClinicalNote:
    """The author writes on before the co-signer has looked."""
    note = ClinicalNote.objects.lock(note.pk)
    if note.author_id != by.pk:
        raise invalid("Whoever wrote it takes it back.")
    _to_draft(note)
    trail.record("note.taken_back", note, by=by, at=at)
    return note


def last_return(note: ClinicalNote) -> NoteReturn | None:
    """What the co-signer asked for when the note last came back."""
    rows = note.returns.select_related("returned_by__user")
    return rows.order_by("-returned_at", "-pk").first()


def may_cosign(member: Membership, note: ClinicalNote) -> bool:
    return member.pk != note.author_id and notes.may_write(member, note.part)


def _require_cosigner(cosigner: Membership, note: ClinicalNote) -> None:
    if cosigner.clinic_id != note.patient.clinic_id or not may_cosign(cosigner, note):
        raise invalid("Choose a colleague who may sign such a note.")
    try:
        require_care(cosigner, note.patient)
    except Refusal as refusal:
        raise invalid(f"{cosigner.full_name} is not on this patient's care team.") from refusal


def _sha256(note: ClinicalNote, facts: dict[str, Any]) -> str:
    return hashlib.sha256(notes.canonical_text(note, facts).encode()).hexdigest()


def _lock_handed(note: ClinicalNote, by: Membership, *, seen: str | None) -> ClinicalNote:
    note = ClinicalNote.objects.lock(note.pk)
    if note.is_signed:
        raise Refusal(RefusalCode.NOTE_SIGNED, notes.SIGNED)
    if not note.is_ready or note.cosigner_id != by.pk:
        raise invalid("This note does not wait for you.")
    if seen is not None and seen != note.handed_sha256:
        raise invalid(HANDED_ANEW)
    return note


def _to_draft(note: ClinicalNote) -> None:
    apply_move(note, "give_back", NOTE_MOVES)
    note.cosigner, note.handed_at, note.handed_licence, note.handed_sha256 = None, None, "", ""
    note.save(update_fields=HANDED)
