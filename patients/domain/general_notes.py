"""Notes that are no session's: an evaluation, a preparation or integration visit, a phone call."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from patients.domain import notes
from patients.domain.care_team import require_care
from patients.domain.episodes import open_episode
from patients.enums import NoteKind, NotePart
from patients.models import ClinicalNote, Patient

GENERAL = (NoteKind.EVALUATION, NoteKind.PREPARATION, NoteKind.INTEGRATION, NoteKind.PHONE)


@act("note.started", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
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
