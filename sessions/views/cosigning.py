"""The second signature under a part of the session's note: the same way as under any other note."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.middleware import ClinicRequest
from accounts.proof import require_password
from audit import trail
from core.errors import Refusal
from patients.domain import cosigning
from patients.models import ClinicalNote
from patients.note_forms import CosignForm, ReturnForm
from sessions.domain import writing
from sessions.notebook import Notebook
from sessions.views.note import WRITES, enter
from sessions.views.showing import attempt


@requires(*WRITES)
def cosign(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    """The supervisor reads it here and signs beneath, or gives it back."""
    book = enter(request, pk, part)
    _note(book, part)
    form = CosignForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: _cosign(request, book, part, form)):
        messages.success(request, "Co-signed. It stays as it is from now on.")
        return redirect("sessions:note", pk=pk)
    return _page(request, book, part, form, ReturnForm(auto_id="return_%s"))


def _cosign(request: ClinicRequest, book: Notebook, part: str, form: CosignForm) -> None:
    require_password(request, book.member, form.cleaned_data["password"])
    seen = form.cleaned_data["handed"]
    writing.cosign_part(book.session, part=part, by=book.member, at=book.at, seen=seen)


@requires(*WRITES)
@require_POST
def give_back(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    book = enter(request, pk, part)
    note = _note(book, part)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if form.is_valid() and attempt(form, lambda: cosigning.give_back(
        note, comment=form.cleaned_data["comment"], seen=form.cleaned_data["handed"],
        by=book.member, at=book.at,
    )):  # fmt: skip
        messages.success(request, f"{note.author.full_name} has it back.")
        return redirect("sessions:note", pk=pk)
    return _page(request, book, part, CosignForm(), form)


@requires(*WRITES)
@require_POST
def take_back(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    book = enter(request, pk, part)
    try:
        cosigning.take_back(_note(book, part), by=book.member, at=book.at)
        messages.success(request, "It is your draft again.")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("sessions:note", pk=pk)


def _note(book: Notebook, part: str) -> ClinicalNote:
    note = book.page(part).note
    if note is None:
        raise Http404
    return note


def _page(
    request: ClinicRequest, book: Notebook, part: str, form: CosignForm, giving_back: ReturnForm
) -> HttpResponse:
    page = book.page(part)
    trail.seen(book.session.patient, by=book.member, at=book.at)
    context: dict[str, Any] = {
        "book": book, "session": book.session, "patient": book.session.patient, "now": book.at,
        "page": page, "note": page.note, "form": form, "return_form": giving_back,
    }  # fmt: skip
    status = 422 if form.is_bound or giving_back.is_bound else 200
    return render(request, "sessions/note/cosign.html", context, status=status)
