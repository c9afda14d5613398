"""Notes that are no session's: an evaluation, a preparation or integration visit, a phone call."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.acts import act, invalid
from accounts.enums import Permission, RefusalCode
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from patients.domain import cosigning, note_paper, notes
from patients.domain.care_team import require_care
from patients.domain.episodes import open_episode
from patients.domain.note_templates import says_something
from patients.enums import NoteKind, NotePart
from patients.models import ClinicalNote, NoteMove, Patient

GENERAL = (NoteKind.EVALUATION, NoteKind.PREPARATION, NoteKind.INTEGRATION, NoteKind.PHONE)
WRITERS = (Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)


@act("note.started", *WRITERS)
def start(
    patient: Patient, *, kind: str, about_at: datetime, by: Membership, at: datetime
) -> ClinicalNote:
    """An empty draft; asked for twice, the empty one that is there already."""
    require_care(by, patient)
    if kind not in GENERAL:
        raise invalid("Choose what the note is about.")
    if about_at > at:
        raise invalid("A note tells what has happened: choose a time that has passed.")
    episode = open_episode(patient)
    empty = (
        ClinicalNote.objects.unsigned()
        .filter(episode=episode, kind=kind, author=by, text="", part=NotePart.WHOLE)
        .select_for_update(of=("self",))
        .first()
    )
    if empty is None:
        return notes.open_draft(
            episode, kind=kind, part=NotePart.WHOLE, about_at=about_at, by=by, at=at
        )
    empty.about_at = about_at
    empty.save(update_fields=["about_at"])
    return empty


@act("note.saved", *WRITERS)
def save(
    note: ClinicalNote,
    *,
    text: str,
    by: Membership,
    at: datetime,
    started_at: datetime | None = None,
    stopped_at: datetime | None = None,
    version: int | None = None,
) -> ClinicalNote:
    """Keep words and times; `version` is the text the writer started from."""
    require_care(by, note.patient)
    _require_times(started_at, stopped_at, at=at)
    note = notes.save(note, text=text, version=version, by=by, at=at)
    if (started_at, stopped_at) != (note.started_at, note.stopped_at):
        note.started_at, note.stopped_at = started_at, stopped_at
        note.save(update_fields=["started_at", "stopped_at"])
    return note


@act("note.copied", *WRITERS)
def copy_forward(
    note: ClinicalNote, *, by: Membership, at: datetime, version: int | None = None
) -> ClinicalNote:
    """Begin with the last signed note of the kind; each line stays marked until it is edited."""
    require_care(by, note.patient)
    note = notes.lock_draft(note)
    if says_something(note.kind, note.text):
        raise invalid("There are words in this note already. Copying would bury them.")
    source = last_of_kind(note)
    if source is None:
        raise invalid("There is no signed note of this kind to copy from.")
    note = notes.save(note, text=source.text, version=version, by=by, at=at)
    note.copied_from = source
    note.save(update_fields=["copied_from"])
    trail.record("note.copied", note, by=by, at=at, source=source.pk)
    return note


def last_of_kind(note: ClinicalNote) -> ClinicalNote | None:
    rows = ClinicalNote.objects.filter(
        patient=note.patient_id, kind=note.kind, signed_at__isnull=False, move=None
    )
    return rows.exclude(pk=note.pk).order_by("-about_at", "-pk").first()


@act("note.signed", *WRITERS)
def sign(
    note: ClinicalNote, *, by: Membership, at: datetime, version: int | None = None
) -> ClinicalNote:
    """Close it; its document falls due in the same transaction. `version` is the text that was read."""
    note = _lock_read(note, by=by, version=version)
    note = notes.sign(note, facts=facts_of(note), by=by, at=at)
    note_paper.fall_due(note, at=at)
    return note


@act("note.handed_over", *WRITERS)
def hand_over(
    note: ClinicalNote,
    *,
    cosigner: Membership,
    by: Membership,
    at: datetime,
    version: int | None = None,
) -> ClinicalNote:
    note = _lock_read(note, by=by, version=version)
    return cosigning.hand_over(note, cosigner=cosigner, facts=facts_of(note), by=by, at=at)


@act("note.cosigned", *WRITERS)
def cosign(
    note: ClinicalNote, *, by: Membership, at: datetime, seen: str | None = None
) -> ClinicalNote:
    """The supervisor's signature; `seen` is the `handed_sha256` of the words that were read."""
    require_care(by, note.patient)
    note = cosigning.cosign(note, facts=facts_of(note), by=by, at=at, seen=seen)
    note_paper.fall_due(note, at=at)
    return note


@act("note.addendum", *WRITERS)
def add_addendum(
    note: ClinicalNote, *, text: str, by: Membership, at: datetime, key: UUID | None = None
) -> ClinicalNote:
    """Add what was missing; a further document shows both."""
    require_care(by, note.patient)
    added = notes.add_addendum(note, text=text, by=by, at=at, key=key)
    note_paper.fall_due(note, at=at, because=added)
    return added


@act("note.corrected", *WRITERS)
def correct(
    note: ClinicalNote,
    *,
    wrong: str,
    text: str,
    by: Membership,
    at: datetime,
    key: UUID | None = None,
) -> ClinicalNote:
    """Say what was wrong; a further document shows the original struck and what is right."""
    require_care(by, note.patient)
    added = notes.correct(note, wrong=wrong, text=text, by=by, at=at, key=key)
    note_paper.fall_due(note, at=at, because=added)
    return added


@act("note.moved", *WRITERS)
def move(
    note: ClinicalNote, *, patient: Patient, reason: str, by: Membership, at: datetime
) -> NoteMove:
    """Written on the wrong chart: it goes on as a draft on the right one, and stays here, marked."""
    require_care(by, note.patient)
    require_care(by, patient)
    note = ClinicalNote.objects.lock(note.pk)
    _require_movable(note, patient, reason, by)
    if NoteMove.objects.filter(note=note).exists():
        raise invalid("This note is marked as entered in error already.")
    other = notes.open_draft(
        open_episode(patient), kind=note.kind, part=note.part, about_at=note.about_at, by=by, at=at
    )
    other = save(
        other, text=note.text, started_at=note.started_at, stopped_at=note.stopped_at, by=by, at=at
    )
    moved = NoteMove.objects.create(
        note=note, moved_to=other, reason=reason.strip(), moved_at=at, moved_by=by
    )
    trail.record("note.moved", note, by=by, at=at, moved_to=other.pk)
    if note.is_signed:
        note_paper.fall_due(note, at=at, because=moved)
    return moved


def _lock_read(note: ClinicalNote, *, by: Membership, version: int | None) -> ClinicalNote:
    """The draft, held, as it was read, and whole enough for a signature."""
    require_care(by, note.patient)
    note = notes.lock_draft(note)
    notes.require_version(note, version)
    require_whole(note)
    return note


def require_whole(note: ClinicalNote) -> None:
    """What a signature wants: when it began and stopped, and words that somebody wrote."""
    if note.started_at is None or note.stopped_at is None:
        raise Refusal(
            RefusalCode.NOTE_INCOMPLETE, "Say when it began and when it ended before you sign."
        )
    if not says_something(note.kind, note.text):
        raise Refusal(RefusalCode.NOTE_INCOMPLETE, "Write something before you sign.")


def facts_of(note: ClinicalNote) -> dict[str, Any]:
    began = note.created_at.astimezone(UTC)
    return {"kind": note.kind, "copied_from": note.copied_from_id, "created_at": began}


def _require_times(
    started_at: datetime | None, stopped_at: datetime | None, *, at: datetime
) -> None:
    if started_at and stopped_at and stopped_at <= started_at:
        raise invalid("It must end after it began.")
    if max(filter(None, (started_at, stopped_at)), default=at) > at:
        raise invalid("A note tells what has happened: choose times that have passed.")


def _require_movable(note: ClinicalNote, patient: Patient, reason: str, by: Membership) -> None:
    if note.kind not in GENERAL:
        raise invalid("Only a note of its own goes to another chart.")
    if by.pk not in {note.author_id, note.signed_by_id}:
        raise invalid("Whoever wrote or signed it says where it belongs.")
    if note.is_ready:
        raise invalid("This note waits for its co-signer. Take it back first.")
    if patient.pk == note.patient_id:
        raise invalid("It stands on this person's chart already.")
    if not reason.strip():
        raise invalid("Say how it came to be here.")
