"""The note of one session as its page shows it: two parts, each with draft, signature and addenda."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership
from core.clock import day_at
from patients.domain import phrases, reading
from patients.domain.cosigning import last_return
from patients.domain.notes import may_write
from patients.enums import NotePart
from patients.models import Allergy, ClinicalNote, Document, NoteReturn
from patients.note_forms import AddendumForm, CorrectionForm
from patients.queries import cosigners
from sessions.domain import letter
from sessions.domain.record import draft_text, facts_of, fingerprint, unanswered
from sessions.forms.note import PartForm
from sessions.models import AdverseEvent, MedicineSession
from sessions.what_is_signed import Group, groups

PARTS = (NotePart.THERAPY, NotePart.MEDICINE)


@dataclass(frozen=True)
class NotePage:
    """One part: what is saved, else what the facts say."""

    part: NotePart
    note: ClinicalNote | None
    draft: str
    may_write: bool
    addenda: list[ClinicalNote]
    member_id: int
    last_return: NoteReturn | None = None

    @property
    def lines(self) -> list[reading.Line]:
        """The signed words, with what was corrected since struck through."""
        return reading.lines(self.note, self.addenda) if self.note else []

    @property
    def saved_text(self) -> str | None:
        return self.note.text if self.note else None

    @property
    def text(self) -> str:
        return self.note.text if self.note and self.note.text else self.draft

    @property
    def unanswered(self) -> list[str]:
        """What the draft asked and nobody wrote behind it."""
        return unanswered(self.text)

    @property
    def version(self) -> int:
        return self.note.version if self.note else 1

    @property
    def is_signed(self) -> bool:
        return self.note is not None and self.note.is_signed

    @property
    def is_ready(self) -> bool:
        """Its writer has signed; the co-signer has not."""
        return self.note is not None and self.note.is_ready

    @property
    def is_open(self) -> bool:
        """That this member may write on in it."""
        return self.may_write and not self.is_signed and not self.is_ready

    @property
    def waits_for_me(self) -> bool:
        return self.note is not None and self.is_ready and self.note.cosigner_id == self.member_id

    @property
    def may_take_back(self) -> bool:
        return self.note is not None and self.is_ready and self.note.author_id == self.member_id

    @property
    def is_drafted(self) -> bool:
        """The words on the page come from the log; nobody has saved them yet."""
        return bool(self.draft) and not (self.note and self.note.text)


@dataclass(frozen=True)
class Column:
    page: NotePage
    form: Any
    addendum: Any
    correction: Any


class Notebook:
    def __init__(self, session: MedicineSession, member: Membership, *, at: datetime) -> None:
        self.session, self.member, self.at = session, member, at

    @property
    def age(self) -> int:
        patient = self.session.patient
        return patient.age_on(day_at(patient.clinic, self.at))

    @cached_property
    def allergies(self) -> list[str]:
        rows = Allergy.objects.filter(patient_id=self.session.patient_id, ended_at=None)
        return list(rows.order_by("pk").values_list("substance", flat=True))

    @property
    def detail(self) -> str:
        moment = self.session.first_dose_at or self.session.planned_at
        return f"Session of {moment.astimezone(self.session.patient.clinic.zone):%b %-d, %Y}"

    @cached_property
    def pages(self) -> dict[NotePart, NotePage]:
        notes = {NotePart(note.part): note for note in self._rows if note.addendum_to_id is None}
        return {part: self._page(part, notes.get(part)) for part in PARTS}

    def page(self, part: str) -> NotePage:
        return self.pages[NotePart(part)]

    def columns(self, part: str, *, form: Any, addendum: Any, correction: Any) -> list[Column]:
        """Both parts with their forms; what was typed stands where it was typed."""
        return [
            Column(
                page,
                form if form and page.part == part else self._form(page),
                addendum if addendum and page.part == part else self._adding(page, AddendumForm),
                correction
                if correction and page.part == part
                else self._adding(page, CorrectionForm),
            )
            for page in self.pages.values()
        ]

    @cached_property
    def papers(self) -> list[Document]:
        """What was made of the closed record: the record itself first, then in the order of making."""
        pk = self.session.pk
        own = [f"session_note:{pk}", f"patient_copy:{pk}", letter.key_of(self.session)]
        rows = Document.objects.filter(patient=self.session.patient_id).without_bytes()
        found = rows.filter(key__in=own) | rows.filter(key__startswith=f"session_note:{pk}:")
        return sorted(found, key=lambda one: (one.key != own[0], one.due_at, one.key))

    @cached_property
    def document(self) -> Document | None:
        key = f"session_note:{self.session.pk}"
        return next((one for one in self.papers if one.key == key), None)

    @cached_property
    def letter_lacks(self) -> list[str]:
        """Why no letter to the referring doctor was made; empty where one was, or may be."""
        return letter.missing(self.session, at=self.at)

    @property
    def may_make_letter(self) -> bool:
        made = any(one.key == letter.key_of(self.session) for one in self.papers)
        return not made and any(page.may_write for page in self.pages.values())

    @cached_property
    def phrases(self) -> list[tuple[str, str]]:
        return phrases.shown(patient=self.session.patient, at=self.at)

    @property
    def is_open(self) -> bool:
        """That this member may write into a part of it."""
        return any(page.is_open for page in self.pages.values())

    def cosigners(self, part: str) -> QuerySet[Membership]:
        """Who may sign beneath this member; whoever did not begin the part hands it to nobody."""
        note = self.page(part).note
        if note is not None and note.author_id != self.member.pk:
            return Membership.objects.none()
        return cosigners(self.session.patient, part, by=self.member)

    @cached_property
    def open_events(self) -> list[AdverseEvent]:
        """Adverse events that were not over when they were written down, nor since."""
        rows = AdverseEvent.objects.filter(session=self.session).still_open()
        return list(rows.order_by("occurred_at", "pk"))

    @cached_property
    def locked(self) -> list[Group]:
        """What a signature locks beside the words."""
        return groups(self.session)

    @cached_property
    def fingerprint(self) -> str:
        """Of those facts: the page that shows them sends it along with the signature."""
        return fingerprint(facts_of(self.session))

    @cached_property
    def _rows(self) -> list[ClinicalNote]:
        ids = [pk for pk in (self.session.therapy_note_id, self.session.medicine_note_id) if pk]
        rows = ClinicalNote.objects.filter(pk__in=ids) | ClinicalNote.objects.filter(
            addendum_to__in=ids
        )
        people = ("signed_by__user", "author__user", "cosigner__user")
        return list(rows.select_related(*people).order_by("pk"))

    def _page(self, part: NotePart, note: ClinicalNote | None) -> NotePage:
        added = [one for one in self._rows if note and one.addendum_to_id == note.pk]
        draft = "" if note and note.text else draft_text(self.session, part)
        mine = may_write(self.member, part)
        shown = NotePage(part, note, draft, mine, added, self.member.pk)
        if note is None or not shown.is_open:
            return shown
        return replace(shown, last_return=last_return(note))

    def _form(self, page: NotePage) -> PartForm | None:
        if not page.is_open:
            return None
        initial = {"text": page.text, "version": page.version}
        return PartForm(initial=initial, auto_id=f"{page.part}_%s")

    def _adding(self, page: NotePage, form: Any) -> Any:
        if not page.is_signed or not page.may_write:
            return None
        name = "addendum" if form is AddendumForm else "correction"
        return form(auto_id=f"{page.part}_{name}_%s")
