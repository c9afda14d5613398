"""Earlier versions of a draft: each save is one, and each comes back when it is wanted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from core.errors import Refusal
from patients.domain import notes
from patients.models import ClinicalNote
from patients.note_forms import RestoreForm, VersionForm
from patients.views.notes import WRITERS, open_note, patient_page


@requires(Permission.CHART_CLINICAL)
def versions(request: ClinicRequest, pk: int) -> HttpResponse:
    return versions_page(request, open_note(request, pk), back="patients:note", key=pk)


def versions_page(
    request: ClinicRequest, one: ClinicalNote, *, back: str, key: int
) -> HttpResponse:
    """The list, one version beside it, and the button that brings it back. `back` leads to the note."""
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and any(request.membership.may(one_of) for one_of in WRITERS):
        try:
            notes.restore(one, by=request.membership, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "That version is back. The others are kept.")
            return redirect(back, key)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    rows = list(one.revisions.select_related("saved_by__user").order_by("-version"))
    asked = VersionForm(request.GET)
    wanted = asked.cleaned_data["version"] if asked.is_valid() else None
    trail.record(
        "note.versions_read", one, by=request.membership, at=timezone.now(), outcome="read"
    )
    shown = next((row for row in rows if row.version == wanted), rows[0] if rows else None)
    return patient_page(
        request, "patients/note_versions.html", one.patient, form, note=one, revisions=rows,
        chosen=shown, back=back, key=key, may_restore=notes.may_write(request.membership, one.part),
    )  # fmt: skip
