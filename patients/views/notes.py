"""Notes that are no session's: written, saved, signed, added to. Psychotherapy notes stand apart."""

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
from patients.forms import AddendumForm, NoteForm, PrivateNoteForm, StartNoteForm, posted
from patients.identity import identity
from patients.models import ClinicalNote, Patient
from patients.queries import in_care_of

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
    return _page(request, "patients/note_start.html", patient, form)


@requires(Permission.CHART_CLINICAL)
def note(request: ClinicRequest, pk: int) -> HttpResponse:
    """Read it, or while it is a draft write on: Save keeps, Sign closes."""
    one = _note(request, pk)
    form = NoteForm(posted(request), initial={"text": one.text, "version": one.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, one, form)
        except Refusal as refusal:
            return _unsaved(request, pk, form, refusal)
    if request.method == "GET":
        trail.record("note.read", one, by=request.membership, at=timezone.now(), outcome="read")
    return _note_page(request, one, form)


@require_POST
@requires(*WRITERS)
def addendum(request: ClinicRequest, pk: int) -> HttpResponse:
    one = _note(request, pk)
    form = AddendumForm(request.POST)
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            if not one.addenda.filter(text=text, author=request.membership).exists():
                notes.add_addendum(one, text=text, by=request.membership, at=timezone.now())
            messages.success(request, "The addendum is signed.")
            return redirect("patients:note", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return _note_page(request, one, NoteForm(), addendum_form=form)


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
    return _page(request, "patients/psychotherapy.html", patient, form, own=own, closed=closed)


def _own_private_notes(
    request: ClinicRequest, patient: Patient
) -> tuple[list[tuple[datetime, str]], str]:
    """The member's own, newest first, and the sentence when there are only others'."""
    try:
        own = notes.read_psychotherapy_notes(patient, by=request.membership, at=timezone.now())
    except Refusal as refusal:
        return [], refusal.sentence
    return sorted(own, reverse=True), ""


def _note(request: ClinicRequest, pk: int) -> ClinicalNote:
    rows = ClinicalNote.objects.visible_to(request.membership).exclude(kind=NoteKind.SESSION)
    rows = rows.filter(addendum_to=None, patient__in=in_care_of(request.membership))
    names = ("patient__clinic", "episode", "author__user", "signed_by__user")
    return get_object_or_404(rows.select_related(*names), pk=pk)


def _save(request: ClinicRequest, one: ClinicalNote, form: NoteForm) -> HttpResponse:
    text, version, now = form.cleaned_data["text"], form.cleaned_data["version"], timezone.now()
    if text != one.text or version != one.version:
        one = notes.save(one, text=text, version=version, by=request.membership, at=now)
    if "sign" not in request.POST:
        messages.success(request, "Saved as a draft.")
        return redirect("patients:note", one.pk)
    notes.sign(one, facts={"kind": one.kind}, by=request.membership, at=now)
    messages.success(request, "Signed. It stays as it is from now on.")
    return redirect("patients:note", one.pk)


def _unsaved(request: ClinicRequest, pk: int, form: NoteForm, refusal: Refusal) -> HttpResponse:
    """Nothing typed is lost: it stays in the box, or becomes the addendum where a signature came first."""
    one = _note(request, pk)
    form.data = {**form.data.dict(), "version": str(one.version)}  # type: ignore[attr-defined]
    form.add_error(None, refusal.sentence)
    theirs = one if isinstance(refusal, EditedElsewhere) else None
    typed = AddendumForm(initial={"text": form.cleaned_data["text"]}) if one.is_signed else None
    return _note_page(request, one, form, theirs=theirs, addendum_form=typed)


def _note_page(
    request: ClinicRequest,
    one: ClinicalNote,
    form: NoteForm,
    *,
    theirs: ClinicalNote | None = None,
    addendum_form: AddendumForm | None = None,
) -> HttpResponse:
    context = {
        "note": one,
        "theirs": theirs,
        "addendum_form": addendum_form or AddendumForm(),
        "addenda": one.addenda.select_related("author__user").order_by("signed_at", "pk"),
        "may_write": notes.may_write(request.membership, one.part),
    }
    wrong = form.is_bound or (addendum_form is not None and addendum_form.is_bound)
    return _page(request, "patients/note.html", one.patient, form, wrong=wrong, **context)


def _page(
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
