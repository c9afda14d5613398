"""Closing a note: the writer's signature, a supervisor's beneath it, or back with a comment."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from accounts.proof import require_password
from core.errors import Refusal
from patients.domain import cosigning, general_notes
from patients.domain.notes import EditedElsewhere
from patients.forms import posted
from patients.models import ClinicalNote
from patients.note_forms import CosignForm, ReturnForm, SignNoteForm
from patients.notebook import NotePage
from patients.queries import cosigners_for
from patients.views.notes import WRITERS, open_note, patient_page


@requires(*WRITERS)
def sign(request: ClinicRequest, pk: int) -> HttpResponse:
    """Show what will be locked, ask for the password again, lock it."""
    one = open_note(request, pk)
    form = SignNoteForm(
        posted(request), initial={"version": one.version}, cosigners=_cosigners(request, one)
    )
    if form.is_valid():
        try:
            _sign(request, one, form)
            return redirect("patients:note", pk)
        except EditedElsewhere as refusal:
            form.add_error(None, refusal.sentence)
            return _sign_page(request, pk, form, read=form.cleaned_data["version"], status=409)
        except (Refusal, ValidationError) as error:
            form.add_error("password" if isinstance(error, ValidationError) else None, _said(error))
    return _sign_page(request, pk, form)


def _sign_page(
    request: ClinicRequest,
    pk: int,
    form: SignNoteForm,
    *,
    read: int | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The note as it stands now; `read` is the version that was about to be signed, where another one is."""
    one = open_note(request, pk)
    shown = NotePage(one, request.membership, at=timezone.now())
    before = one.revisions.filter(version=read).first() if read else None
    answer = patient_page(
        request, "patients/note_sign.html", one.patient, form, note=one, shown=shown, before=before
    )
    answer.status_code = status or answer.status_code
    return answer


def _sign(request: ClinicRequest, one: ClinicalNote, form: SignNoteForm) -> None:
    """The very words that were shown: a version that somebody changed since is refused."""
    facts, now, by = form.cleaned_data, timezone.now(), request.membership
    require_password(request, by, facts["password"])
    if facts["cosigner"] is None:
        general_notes.sign(one, version=facts["version"], by=by, at=now)
        messages.success(request, "Signed. It stays as it is from now on.")
        return
    general_notes.hand_over(
        one, cosigner=facts["cosigner"], version=facts["version"], by=by, at=now
    )
    messages.success(request, f"Signed. It waits for {facts['cosigner'].full_name}.")


@requires(*WRITERS)
def cosign(request: ClinicRequest, pk: int) -> HttpResponse:
    """The supervisor reads it here and signs beneath, or gives it back."""
    one = open_note(request, pk)
    form = CosignForm(posted(request))
    if form.is_valid():
        try:
            require_password(request, request.membership, form.cleaned_data["password"])
            seen, by = form.cleaned_data["handed"], request.membership
            general_notes.cosign(one, by=by, at=timezone.now(), seen=seen)
            messages.success(request, "Co-signed. It stays as it is from now on.")
            return redirect("patients:note", pk)
        except (Refusal, ValidationError) as error:
            form.add_error("password" if isinstance(error, ValidationError) else None, _said(error))
    return _cosign_page(request, one, form, ReturnForm(auto_id="return_%s"))


@require_POST
@requires(*WRITERS)
def give_back(request: ClinicRequest, pk: int) -> HttpResponse:
    one = open_note(request, pk)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if form.is_valid():
        try:
            said, by = form.cleaned_data, request.membership
            cosigning.give_back(
                one, comment=said["comment"], seen=said["handed"], by=by, at=timezone.now()
            )
            messages.success(request, f"{one.author.full_name} has it back.")
            return redirect("patients:note", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return _cosign_page(request, one, CosignForm(), form)


@require_POST
@requires(*WRITERS)
def take_back(request: ClinicRequest, pk: int) -> HttpResponse:
    one = open_note(request, pk)
    try:
        cosigning.take_back(one, by=request.membership, at=timezone.now())
        messages.success(request, "It is your draft again.")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("patients:note", pk)


def _cosign_page(
    request: ClinicRequest, one: ClinicalNote, form: CosignForm, giving_back: ReturnForm
) -> HttpResponse:
    shown = NotePage(one, request.membership, at=timezone.now())
    return patient_page(
        request, "patients/note_cosign.html", one.patient, form, note=one, shown=shown,
        return_form=giving_back, wrong=form.is_bound or giving_back.is_bound,
    )  # fmt: skip


def _cosigners(request: ClinicRequest, one: ClinicalNote) -> QuerySet[Membership]:
    return cosigners_for(one, by=request.membership)


def _said(error: Refusal | ValidationError) -> str:
    return error.sentence if isinstance(error, Refusal) else str(error.messages[0])
