"""The journal: private unless the patient says otherwise, and nobody watches it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from portal import diary, queries
from portal.forms.others import EntryForm, PageForm
from portal.views.course import posted

ENTRIES_A_PAGE = 20


@requires(Permission.PORTAL_VIEW)
def journal(request: ClinicRequest) -> HttpResponse:
    queries.own_patient(request.membership)
    pages = Paginator(diary.entries(request.membership).defer("sealed_text"), ENTRIES_A_PAGE)
    return render(
        request, "portal/journal.html", {"page": pages.get_page(PageForm.of(request.GET))}
    )


@requires(Permission.PORTAL_VIEW)
def write(request: ClinicRequest) -> HttpResponse:
    patient, now = queries.own_patient(request.membership), timezone.now()
    form = EntryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            diary.keep_entry(patient, **form.cleaned_data, by=request.membership, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved in your journal.")
            return redirect("portal:journal")
    context = {"form": form, "window": queries.open_window(patient, at=now)}
    return render(request, "portal/write.html", context, status=422 if form.errors else 200)


@requires(Permission.PORTAL_VIEW)
def entry(request: ClinicRequest, pk: str) -> HttpResponse:
    row = get_object_or_404(diary.entries(request.membership), pk=pk)
    text = diary.opened(row, by=request.membership, at=timezone.now())
    return render(request, "portal/entry.html", {"entry": row, "text": text})
