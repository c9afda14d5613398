"""A signed note on paper, and again with whatever was added to it since."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from core.clock import day_at
from patients.domain import documents, reading
from patients.enums import DocumentKind
from patients.models import ClinicalNote, Document, NoteMove


def fall_due(
    note: ClinicalNote, *, at: datetime, because: ClinicalNote | NoteMove | None = None
) -> None:
    """A document for the signature, and one more for each addition: none replaces another."""
    day = day_at(note.patient.clinic, note.about_at)
    title = f"{note.get_kind_display()}, {date_format(day, 'M j, Y')}"
    key = f"note:{note.pk}"
    kind = DocumentKind.CLINICAL_NOTE
    if because is not None:
        what = "addition" if isinstance(because, ClinicalNote) else "move"
        key, kind = f"{key}:{what}:{because.pk}", DocumentKind.AMENDED_RECORD
        title = f"{title}, as added to on {date_format(day_at(note.patient.clinic, at), 'M j, Y')}"
    if Document.objects.filter(key=key).exists():
        return
    documents.fall_due(
        note.patient,
        kind=kind,
        key=key,
        title=title,
        html=note_html(note, title=title, at=at),
        at=at,
    )


def note_html(note: ClinicalNote, *, title: str, at: datetime) -> str:
    note = ClinicalNote.objects.select_related(
        "patient__clinic", "author__user", "signed_by__user", "copied_from"
    ).get(pk=note.pk)
    added = additions(note)
    patient = note.patient
    context = {
        "title": f"{title}: {patient.legal_name}",
        "note": note,
        "signatures": [note],
        "lines": reading.lines(note, added),
        "additions": added,
        "move": NoteMove.objects.filter(note=note).select_related("moved_by__user").first(),
        "patient": patient,
        "clinic": patient.clinic,
        "age": patient.age_on(day_at(patient.clinic, note.about_at)),
        "printed_at": at,
    }
    with timezone.override(patient.clinic.zone):
        return render_to_string("patients/paper/note.html", context)


def additions(note: ClinicalNote) -> list[ClinicalNote]:
    """Addenda and corrections, in the order in which they were signed."""
    rows = note.addenda.filter(signed_at__isnull=False)
    return list(rows.select_related("author__user", "signed_by__user").order_by("signed_at", "pk"))
