"""Settings: the clinic's facts, its team, its roles and its policy."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import words
from accounts.decorators import requires
from accounts.domain import facts as clinic_facts
from accounts.domain import registrations
from accounts.domain.clinics import add_member
from accounts.domain.policies import policy_of
from accounts.enums import Permission, Role
from accounts.forms import ClinicFactsForm, MemberForm
from accounts.middleware import ClinicRequest
from accounts.models import ClinicPolicy, DeaRegistration, Membership
from accounts.views.tabs import tabs
from core.errors import Refusal


@requires(Permission.SETTINGS_VIEW)
def settings(request: ClinicRequest) -> HttpResponse:
    """What the clinic says of itself."""
    clinic, at = request.clinic, timezone.now()
    held = registrations.in_force(clinic, at=at)
    initial = {fact: getattr(clinic, fact) for fact in clinic_facts.FACTS}
    initial["dea"] = held.number if held else ""
    form = ClinicFactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            clinic_facts.change(clinic, **form.cleaned_data, by=request.membership, at=at)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The clinic's facts are saved.")
            return redirect("accounts:settings")
    rows = DeaRegistration.objects.for_clinic(clinic).newest_first()
    facts = {
        "form": form,
        "tabs": tabs(request),
        "registrations": list(rows.select_related("by__user")),
    }
    return render(request, "accounts/settings.html", facts, status=422 if form.errors else 200)


@requires(Permission.TEAM_MANAGE)
def team(request: ClinicRequest) -> HttpResponse:
    """Who works here, with their hats."""
    rows = Membership.objects.for_clinic(request.clinic).exclude(roles=[Role.PATIENT])
    members = rows.select_related("user").order_by("-is_active", "user__full_name", "pk")
    facts = {"members": list(members), "tabs": tabs(request)}
    return render(request, "accounts/team.html", facts)


@requires(Permission.TEAM_MANAGE)
def add(request: ClinicRequest) -> HttpResponse:
    """Let somebody in. They choose a password of their own by its reset page."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_member(
                request.clinic, **form.cleaned_data, by=request.membership, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request,
                f"{member} is on the team. They choose a password with “Forgot your password?” on "
                "the sign-in page.",
            )
            return redirect("accounts:team")
    facts = {"form": form, "tabs": tabs(request)}
    return render(request, "accounts/add_member.html", facts, status=422 if form.errors else 200)


@requires(Permission.SETTINGS_VIEW)
def roles(request: ClinicRequest) -> HttpResponse:
    """The one table of who may do what, to be read aloud."""
    facts = {
        "roles": words.roles_aloud(),
        "matrix": words.matrix(),
        "labels": Role.labels,
        "tabs": tabs(request),
    }
    return render(request, "accounts/roles.html", facts)


@requires(Permission.SETTINGS_VIEW)
def policy(request: ClinicRequest) -> HttpResponse:
    """The clinical numbers in force, and every version there was."""
    at = timezone.now()
    in_force = policy_of(request.clinic, at=at)
    versions = ClinicPolicy.objects.for_clinic(request.clinic).order_by("-version")
    facts = {
        "policy": in_force,
        "lines": words.policy_lines(in_force.values),
        "versions": [(row, words.changed_words(row.values)) for row in versions],
        "now": at,
        "tabs": tabs(request),
    }
    return render(request, "accounts/policy.html", facts)
