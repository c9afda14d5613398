"""After the signature: what was missing, what was wrong, whose chart it belongs on."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.middleware import ClinicRequest
from accounts.proof import require_password
from core.errors import Refusal
from patients.domain import general_notes
from patients.forms import posted
from patients.models import ClinicalNote, Patient
from patients.note_forms import AddendumForm, AddingForm, CorrectionForm, MoveForm
from patients.queries import in_care_of
from patients.views.notes import WRITERS, note_page, open_note, patient_page

NOBODY = "Nobody in your care has this record number and date of birth."


@require_POST
@requires(*WRITERS)
def addendum(request: ClinicRequest, pk: int) -> HttpResponse:
    one = open_note(request, pk)
    form = AddendumForm(request.POST, auto_id="addendum_%s")
    if form.is_valid() and _is_added(request, one, form, general_notes.add_addendum):
        messages.success(request, "The addendum is signed.")
        return redirect("patients:note", pk)
    return note_page(request, one, addendum=form)


@require_POST
@requires(*WRITERS)
def correction(request: ClinicRequest, pk: int) -> HttpResponse:
    one = open_note(request, pk)
    form = CorrectionForm(request.POST, auto_id="correction_%s")
    if form.is_valid() and _is_added(request, one, form, general_notes.correct):
        messages.success(request, "The correction is signed.")
        return redirect("patients:note", pk)
    return note_page(request, one, correction=form)


def _is_added(
    request: ClinicRequest, one: ClinicalNote, form: AddingForm, verb: Callable[..., ClinicalNote]
) -> bool:
    """By the signer's own password; what is wrong is said beside what was typed."""
    try:
        require_password(request, request.membership, form.cleaned_data["password"])
        verb(one, by=request.membership, at=timezone.now(), **form.words)
    except ValidationError as wrong:
        form.add_error("password", wrong)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
    return form.is_valid()


@requires(*WRITERS)
def move(request: ClinicRequest, pk: int) -> HttpResponse:
    """Entered in error: it belongs to somebody else."""
    one = open_note(request, pk)
    form = MoveForm(posted(request))
    if form.is_valid():
        try:
            return _move(request, one, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return patient_page(request, "patients/note_move.html", one.patient, form, note=one)


def _move(request: ClinicRequest, one: ClinicalNote, form: MoveForm) -> HttpResponse:
    number, born = form.cleaned_data["record_number"].strip(), form.cleaned_data["born_on"]
    rows = in_care_of(request.membership).select_related("clinic")
    right: Patient | None = rows.filter(record_number=number, date_of_birth=born).first()
    if right is None:
        form.add_error(None, NOBODY)
        return patient_page(request, "patients/note_move.html", one.patient, form, note=one)
    moved = general_notes.move(
        one, patient=right, reason=form.cleaned_data["reason"], by=request.membership,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, "It goes on here as your draft. Read it through, then sign it anew.")
    return redirect("patients:note", moved.moved_to_id)
