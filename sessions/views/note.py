"""The session's note: two parts side by side, signed apart, added to ever after."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from patients.domain.notes import EditedElsewhere
from patients.enums import NotePart
from patients.models import ClinicalNote
from patients.note_forms import AddendumForm, CorrectionForm
from patients.views import autosave
from patients.views.versions import versions_page
from sessions.domain import letter as letters
from sessions.domain import writing
from sessions.forms.note import PartForm, SignForm
from sessions.notebook import Notebook
from sessions.queries import sessions_seen_by
from sessions.views.showing import attempt, require_signature

WRITES = (Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)


def enter(request: ClinicRequest, pk: int, part: str = NotePart.THERAPY) -> Notebook:
    if part not in {NotePart.THERAPY, NotePart.MEDICINE}:
        raise Http404
    session = get_object_or_404(sessions_seen_by(request.membership), pk=pk)
    return Notebook(session, request.membership, at=timezone.now())


@requires(Permission.CHART_CLINICAL)
@require_GET
def note(request: ClinicRequest, pk: int) -> HttpResponse:
    book = enter(request, pk)
    trail.record(
        "note.read", book.session, by=book.member, at=book.at,
        patient_id=book.session.patient_id, outcome="read",
    )  # fmt: skip
    return _show(request, book)


@requires(*WRITES)
@require_POST
def save(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    """Keep the draft; on to signing where that button was pressed."""
    book = enter(request, pk, part)
    form = PartForm(request.POST, auto_id=f"{part}_%s")
    if autosave.wants_json(request):
        return _autosave(book, part, form)
    if form.is_valid():
        try:
            kept = attempt(form, lambda: _keep(book, part, form))
        except EditedElsewhere as other:
            return _clash(request, book, part, mine=form.cleaned_data["text"], theirs=other.theirs)
        if kept:
            return _after_saving(request, pk, part)
    return _show(request, book, part=part, form=form)


def _autosave(book: Notebook, part: str, form: PartForm) -> HttpResponse:
    if not form.is_valid():
        return autosave.unreadable(form)
    try:
        return autosave.saved(_keep(book, part, form), at=book.at)
    except Refusal as refusal:
        return autosave.refused(refusal)


def _keep(book: Notebook, part: str, form: Any) -> ClinicalNote:
    """The words as they are now; the same ones once more are no new version."""
    facts, page = form.cleaned_data, book.page(part)
    if page.note and page.is_open and (page.saved_text, page.version) == (
        facts["text"], facts["version"]
    ):  # fmt: skip
        return page.note
    return writing.save_part(
        book.session, part=part, text=facts["text"], version=facts["version"], by=book.member,
        at=book.at,
    )  # fmt: skip


def _after_saving(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    if request.POST.get("then") == "sign":
        return redirect("sessions:sign", pk=pk, part=part)
    messages.success(request, "Saved.")
    return redirect("sessions:note", pk=pk)


@requires(*WRITES)
def sign(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    """Show what will be locked, ask for the password again, lock it."""
    book = enter(request, pk, part)
    page = book.page(part)
    initial = {"text": page.text, "version": page.version}
    form = SignForm(request.POST or None, initial=initial, cosigners=book.cosigners(part))
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, lambda: _sign(request, book, part, form)):
                return redirect("sessions:note", pk=pk)
        except EditedElsewhere as other:
            return _clash(request, book, part, mine=form.cleaned_data["text"], theirs=other.theirs)
    return _sign_page(request, enter(request, pk, part), part, form)


def _sign_page(request: ClinicRequest, book: Notebook, part: str, form: SignForm) -> HttpResponse:
    """The words that would be signed and the facts as they stand now."""
    page = book.page(part)
    text = form.cleaned_data.get("text", page.text) if form.is_bound else page.text
    context = _context(book) | {"form": form, "page": page, "locked_text": text}
    trail.seen(book.session.patient, by=book.member, at=book.at)
    return render(request, "sessions/note/sign.html", context, status=422 if form.is_bound else 200)


def _sign(request: ClinicRequest, book: Notebook, part: str, form: SignForm) -> None:
    """The very words and facts that were shown: what somebody changed since is refused."""
    facts = form.cleaned_data
    require_signature(request, form)
    told = {
        "part": part, "text": facts["text"], "version": facts["version"], "seen": facts["facts"],
        "by": book.member, "at": book.at,
    }  # fmt: skip
    if facts["cosigner"] is None:
        writing.sign_part(book.session, **told)
        messages.success(request, "Signed.")
        return
    writing.hand_over_part(book.session, cosigner=facts["cosigner"], **told)
    messages.success(request, f"Signed. It waits for {facts['cosigner'].full_name}.")


@requires(*WRITES)
@require_POST
def addendum(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    book = enter(request, pk, part)
    form = AddendumForm(request.POST, auto_id=f"{part}_addendum_%s")
    if form.is_valid() and attempt(form, lambda: _add(request, book, part, form)):
        messages.success(request, "The addendum stands beneath the note.")
        return redirect("sessions:note", pk=pk)
    return _show(request, book, part=part, addendum=form)


def _add(request: ClinicRequest, book: Notebook, part: str, form: AddendumForm) -> None:
    require_signature(request, form)
    writing.add_addendum(book.session, part=part, by=book.member, at=book.at, **form.words)


@requires(*WRITES)
@require_POST
def correction(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    book = enter(request, pk, part)
    form = CorrectionForm(request.POST, auto_id=f"{part}_correction_%s")
    if form.is_valid() and attempt(form, lambda: _correct(request, book, part, form)):
        messages.success(request, "The correction stands beneath the note.")
        return redirect("sessions:note", pk=pk)
    return _show(request, book, part=part, correction=form)


def _correct(request: ClinicRequest, book: Notebook, part: str, form: CorrectionForm) -> None:
    require_signature(request, form)
    writing.correct_part(book.session, part=part, by=book.member, at=book.at, **form.words)


@requires(*WRITES)
@require_POST
def letter(request: ClinicRequest, pk: int) -> HttpResponse:
    """The letter to the referring doctor, where it could not be made with the signature."""
    book = enter(request, pk)
    try:
        letters.make(book.session, by=book.member, at=book.at)
        messages.success(request, "The letter is being made.")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("sessions:note", pk=pk)


@requires(Permission.CHART_CLINICAL)
def versions(request: ClinicRequest, pk: int, part: str) -> HttpResponse:
    """Earlier versions of a part, each to be read and brought back."""
    note = enter(request, pk, part).page(part).note
    if note is None:
        raise Http404
    return versions_page(request, note, back="sessions:note", key=pk)


def _show(
    request: ClinicRequest,
    book: Notebook,
    *,
    part: str = "",
    form: Any = None,
    addendum: Any = None,
    correction: Any = None,
) -> HttpResponse:
    wrong = form or addendum or correction
    columns = book.columns(part, form=form, addendum=addendum, correction=correction)
    context = _context(book) | {"form": wrong, "columns": columns}
    return render(request, "sessions/note/note.html", context, status=422 if wrong else 200)


def _context(book: Notebook) -> dict[str, Any]:
    return {
        "book": book,
        "session": book.session,
        "patient": book.session.patient,
        "now": book.at,
    }


def _clash(
    request: ClinicRequest, book: Notebook, part: str, *, mine: str, theirs: Any
) -> HttpResponse:
    form = PartForm(initial={"text": mine, "version": theirs.version}, auto_id="mine_%s")
    context = _context(book) | {
        "part": part, "clash_form": form, "theirs": theirs, "title": NotePart(part).label,
    }  # fmt: skip
    return render(request, "sessions/note/clash.html", context, status=409)
