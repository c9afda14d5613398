"""Notes that are no session's: begun, written, read. Psychotherapy notes stand apart."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from core.forms import ClinicForm
from patients.domain import general_notes, notes
from patients.domain.notes import EditedElsewhere
from patients.enums import NoteKind
from patients.forms import PrivateNoteForm, StartNoteForm, posted
from patients.identity import identity
from patients.models import ClinicalNote, Patient
from patients.note_forms import AddendumForm, CorrectionForm, NoteForm
from patients.notebook import NotePage
from patients.queries import in_care_of
from patients.views import autosave

WRITERS = (Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)


@requires(*WRITERS)
def start(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    now = timezone.now()
    form = StartNoteForm(posted(request), initial={"about_at": now, "kind": NoteKind.PHONE})
    if form.is_valid():
        try:
            note = general_notes.start(patient, by=request.membership, at=now, **form.cleaned_data)
            return redirect("patients:note", note.pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return patient_page(request, "patients/note_start.html", patient, form)


@requires(Permission.CHART_CLINICAL)
def note(request: ClinicRequest, pk: int) -> HttpResponse:
    """Read it, or while it is a draft write on: every pause keeps, signing closes."""
    one = open_note(request, pk)
    if request.method == "POST":
        return _save(request, one)
    trail.record("note.read", one, by=request.membership, at=timezone.now(), outcome="read")
    return note_page(request, one)


def _save(request: ClinicRequest, one: ClinicalNote) -> HttpResponse:
    form, now = NoteForm(request.POST, note=one), timezone.now()
    if not form.is_valid():
        unreadable = autosave.unreadable(form)
        return unreadable if autosave.wants_json(request) else note_page(request, one, form)
    try:
        if form.says_something_new:
            one = general_notes.save(one, by=request.membership, at=now, **form.facts)
    except Refusal as refusal:
        if autosave.wants_json(request):
            return autosave.refused(refusal)
        return _unsaved(request, one.pk, form, refusal)
    if autosave.wants_json(request):
        return autosave.saved(one, at=now)
    return _after_saving(request, one)


def _after_saving(request: ClinicRequest, one: ClinicalNote) -> HttpResponse:
    if "sign" in request.POST:
        return redirect("patients:sign_note", one.pk)
    messages.success(request, "Saved as a draft.")
    return redirect("patients:note", one.pk)


def _unsaved(request: ClinicRequest, pk: int, form: NoteForm, refusal: Refusal) -> HttpResponse:
    """Nothing typed is lost: it stays in the box, or becomes the addendum where a signature came first."""
    one = open_note(request, pk)
    form.data = {**form.data.dict(), "version": str(one.version)}  # type: ignore[attr-defined]
    form.add_error(None, refusal.sentence)
    typed = AddendumForm(initial={"text": form.cleaned_data["text"]}) if one.is_signed else None
    theirs = one if isinstance(refusal, EditedElsewhere) else None
    answer = note_page(request, one, form, addendum=typed, theirs=theirs)
    answer.status_code = 409 if theirs else answer.status_code
    return answer


@require_POST
@requires(*WRITERS)
def copy_forward(request: ClinicRequest, pk: int) -> HttpResponse:
    """Begin with the last note of the kind."""
    one = open_note(request, pk)
    try:
        general_notes.copy_forward(one, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("patients:note", pk)


@requires(Permission.NOTE_PSYCHOTHERAPY)
def psychotherapy(request: ClinicRequest, pk: int) -> HttpResponse:
    """The therapist's own, kept apart: nobody else opens them, no document ever holds them."""
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    form = PrivateNoteForm(posted(request))
    own, closed = _own_private_notes(request, patient)
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            if text not in {kept for _at, kept in own}:
                notes.write_psychotherapy_note(
                    patient, text=text, by=request.membership, at=timezone.now()
                )
            return redirect("patients:psychotherapy", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    template = "patients/psychotherapy.html"
    return patient_page(request, template, patient, form, own=own, closed=closed)


def _own_private_notes(
    request: ClinicRequest, patient: Patient
) -> tuple[list[tuple[datetime, str]], str]:
    """The member's own, newest first, and the sentence when there are only others'."""
    try:
        own = notes.read_psychotherapy_notes(patient, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        return [], refusal.sentence
    return sorted(own, reverse=True), ""


def open_note(request: ClinicRequest, pk: int) -> ClinicalNote:
    """A note of its own that this member may open; anything else is not there."""
    rows = ClinicalNote.objects.visible_to(request.membership).exclude(kind=NoteKind.SESSION)
    rows = rows.filter(addendum_to=None, patient__in=in_care_of(request.membership))
    names = (
        "patient__clinic", "episode", "author__user", "signed_by__user", "cosigner__user",
        "copied_from", "move__moved_by__user", "came_from",
    )  # fmt: skip
    return get_object_or_404(rows.select_related(*names), pk=pk)


def note_page(
    request: ClinicRequest,
    one: ClinicalNote,
    form: NoteForm | None = None,
    *,
    addendum: AddendumForm | None = None,
    correction: CorrectionForm | None = None,
    theirs: ClinicalNote | None = None,
) -> HttpResponse:
    shown = NotePage(one, request.membership, at=timezone.now())
    wrong = any(given is not None and given.is_bound for given in (form, addendum, correction))
    context = {
        "note": one,
        "shown": shown,
        "theirs": theirs,
        "addendum_form": addendum or AddendumForm(auto_id="addendum_%s"),
        "correction_form": correction or CorrectionForm(auto_id="correction_%s"),
    }
    form = form or NoteForm(note=one, initial=shown.initial)
    return patient_page(request, "patients/note.html", one.patient, form, wrong=wrong, **context)


def patient_page(
    request: ClinicRequest,
    template: str,
    patient: Patient,
    form: ClinicForm,
    *,
    wrong: bool | None = None,
    **more: Any,
) -> HttpResponse:
    bar = identity(patient, membership=request.membership, at=timezone.now())
    context = {"form": form, "patient": patient, "identity": bar, **more}
    status = 422 if (form.is_bound if wrong is None else wrong) else 200
    return render(request, template, context, status=status)
