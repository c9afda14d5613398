"""The first page, and the page that is there when things are hard."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from portal import home as first_page
from portal import queries
from portal.forms.others import AfterHelpForm

HELP_SEEN = "help_seen"


@requires(Permission.PORTAL_VIEW)
def home(request: ClinicRequest) -> HttpResponse:
    now = timezone.now()
    patient = queries.own_patient(request.membership)
    worry = queries.fresh_worry(patient, at=now)
    if worry and request.session.get(HELP_SEEN) != worry:
        return redirect("portal:help")
    facts = first_page.facts_for(request.membership, patient, at=now)
    return render(request, "portal/home.html", {**facts, "now": now})


@requires(Permission.PORTAL_VIEW)
def help_now(request: ClinicRequest) -> HttpResponse:
    """Who to call now, and what the clinic does next. It stands before any thanks."""
    patient = queries.own_patient(request.membership)
    worry = queries.fresh_worry(patient, at=timezone.now())
    if worry:
        request.session[HELP_SEEN] = worry
    label, url = _way_on(request, worry)
    context = {"patient": patient, "worry": worry, "on_label": label, "on_url": url}
    return render(request, "portal/help.html", context)


def _way_on(request: ClinicRequest, worry: str) -> tuple[str, str]:
    form = AfterHelpForm(request.GET)
    then = form.cleaned_data["then"] if form.is_valid() else ""
    if then:
        return "Continue", reverse("portal:check_in_done", args=[then])
    if worry.startswith("alert"):
        return "Go on with your intake", reverse("portal:section", args=["feelings"])
    return "Home", reverse("portal:home")
