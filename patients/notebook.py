"""One note as its page shows it."""

from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.models import Membership
from patients.domain import (
    cosigning,
    general_notes,
    note_paper,
    note_templates,
    notes,
    phrases,
    reading,
)
from patients.models import ClinicalNote, Document, NoteMove, NoteReturn
from patients.queries import in_care_of


class NotePage:
    def __init__(self, note: ClinicalNote, member: Membership, *, at: datetime) -> None:
        self.note, self.member, self.at = note, member, at

    @property
    def may_write(self) -> bool:
        return notes.may_write(self.member, self.note.part)

    @property
    def is_open(self) -> bool:
        """That this member may write on in it."""
        draft = not self.note.is_signed and not self.note.is_ready and self.move is None
        return draft and self.may_write

    @property
    def waits_for_me(self) -> bool:
        return self.note.is_ready and self.note.cosigner_id == self.member.pk

    @property
    def may_take_back(self) -> bool:
        return self.note.is_ready and self.note.author_id == self.member.pk

    @property
    def may_move(self) -> bool:
        mine = self.member.pk in {self.note.author_id, self.note.signed_by_id}
        return mine and self.move is None and not self.note.is_ready

    @cached_property
    def initial(self) -> dict[str, Any]:
        """What stands there; in a note nobody wrote into, its headings and the facts of today."""
        if not self.is_open:
            return {}
        return {
            "text": self.note.text or note_templates.begin(self.note, at=self.at),
            "version": self.note.version,
            "began": _clock(self.note, self.note.started_at),
            "ended": _clock(self.note, self.note.stopped_at),
        }

    @cached_property
    def phrases(self) -> list[tuple[str, str]]:
        return phrases.shown(patient=self.note.patient, at=self.at)

    @cached_property
    def additions(self) -> list[ClinicalNote]:
        return note_paper.additions(self.note) if self.note.is_signed else []

    @property
    def lines(self) -> list[reading.Line]:
        return reading.lines(self.note, self.additions)

    @property
    def copied(self) -> list[str]:
        return reading.copied_lines(self.note)

    @cached_property
    def copy_source(self) -> ClinicalNote | None:
        """The note that a new one may begin with."""
        if not self.is_open or note_templates.says_something(self.note.kind, self.note.text):
            return None
        return general_notes.last_of_kind(self.note)

    @cached_property
    def last_return(self) -> NoteReturn | None:
        """What the co-signer asked for, while the note is a draft again."""
        return cosigning.last_return(self.note) if self.is_open else None

    @property
    def move(self) -> NoteMove | None:
        return getattr(self.note, "move", None)

    @cached_property
    def moved_to(self) -> ClinicalNote | None:
        """The right chart's note, for whoever may open that chart; nobody else learns whose it is."""
        if self.move is None:
            return None
        rows = ClinicalNote.objects.filter(pk=self.move.moved_to_id)
        return rows.filter(patient__in=in_care_of(self.member)).select_related("patient").first()

    @property
    def came_from(self) -> NoteMove | None:
        return getattr(self.note, "came_from", None)

    @cached_property
    def papers(self) -> list[Document]:
        rows = Document.objects.filter(patient=self.note.patient_id).without_bytes()
        own = rows.filter(key=f"note:{self.note.pk}")
        added = rows.filter(key__startswith=f"note:{self.note.pk}:")
        return list((own | added).order_by("due_at", "pk"))


def _clock(note: ClinicalNote, moment: datetime | None) -> str:
    return f"{moment.astimezone(note.patient.clinic.zone):%H:%M}" if moment else ""
