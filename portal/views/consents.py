"""Consents: read in parts, signed by name, taken back at any time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from patients.models import Patient
from portal import queries, signing
from portal.forms.others import OnScreenForm, SignForm, UnderstandForm, WantedForm
from portal.views.course import posted
from screening.domain import consents as domain
from screening.enums import ConsentKind
from screening.models import ConsentTemplate
from sessions.domain.agreements import impaired_until, sign_consents

SIGNED = "signed"


@requires(Permission.PORTAL_VIEW)
def consents(request: ClinicRequest) -> HttpResponse:
    patient, states, required = _standing(request)
    chosen = [kind for kind in signing.BY_CHOICE if kind not in required]
    others = [
        kind for kind, state in states.items()
        if state.consent is not None and kind not in required and kind not in chosen
    ]  # fmt: skip
    context = {
        "required": [_row(states[kind]) for kind in required],
        "chosen": [_row(states[kind]) for kind in (*chosen, *others)],
        "to_sign": [kind for kind in required if states[kind].state != SIGNED],
        "impaired_until": impaired_until(patient, at=timezone.now()),
        "asked_us": queries.asked_us(patient),
    }
    return render(request, "portal/consents.html", context)


@requires(Permission.PORTAL_VIEW)
def start(request: ClinicRequest) -> HttpResponse:
    """Go to what is still to be read, or to the signature."""
    _patient, states, required = _standing(request)
    reading = signing.Reading.of(request.session)
    if not reading.on_screen:
        return redirect("portal:on_screen")
    wanted = [kind for kind in required if states[kind].state != SIGNED]
    templates = domain.current_templates(request.clinic, wanted, at=timezone.now())
    unread = [kind for kind in wanted if not reading.has_read(templates[kind])]
    return redirect("portal:read", unread[0]) if unread else redirect("portal:sign")


@requires(Permission.PORTAL_VIEW)
def on_screen(request: ClinicRequest) -> HttpResponse:
    """Agreement to read and sign on a screen, before anything is signed there."""
    form = OnScreenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reading = signing.Reading.of(request.session)
        reading.on_screen = True
        reading.keep(request.session)
        kind = WantedForm.of(request.GET)
        return redirect("portal:read", kind) if kind else redirect("portal:start_signing")
    status = 422 if form.errors else 200
    return render(request, "portal/on_screen.html", {"form": form}, status=status)


@requires(Permission.PORTAL_VIEW)
def read(request: ClinicRequest, kind: str) -> HttpResponse:
    """One text, part by part, each with its own “I understand”."""
    template = _template(request, kind)
    reading = signing.Reading.of(request.session)
    if not reading.on_screen:
        return redirect(reverse("portal:on_screen") + f"?kind={kind}")
    parts = signing.parts_of(template)
    form = UnderstandForm(parts, posted(request))
    if request.method == "POST" and form.is_valid():
        reading.read[template.kind] = template.sha256
        reading.keep(request.session)
        return redirect(_after_reading(request, kind))
    context = {"template": template, "form": form, "parts": list(zip(parts, form, strict=True))}
    return render(request, "portal/read.html", context, status=422 if form.errors else 200)


@requires(Permission.PORTAL_VIEW)
def sign(request: ClinicRequest) -> HttpResponse:
    """The typed name under what was read here."""
    patient, states, _required = _standing(request)
    reading = signing.Reading.of(request.session)
    templates = _read_here(request, reading, states)
    if not templates:
        return redirect("portal:consents")
    form = SignForm(posted(request))
    signing_now = request.method == "POST" and form.is_valid()
    if signing_now and _sign(request, patient, templates, form):
        reading.forget(request.session, [template.kind for template in templates])
        messages.success(request, "Signed. You can read it again here, or take it back.")
        return redirect("portal:consents")
    context = {"form": form, "templates": templates, "intent": domain.INTENT}
    return render(request, "portal/sign.html", context, status=422 if form.errors else 200)


@requires(Permission.PORTAL_VIEW)
def consent(request: ClinicRequest, kind: str) -> HttpResponse:
    """What was signed, word for word, and how to take it back."""
    patient, states, required = _standing(request)
    state = states.get(kind)
    if state is None or state.consent is None:
        raise Http404("Nothing was signed under this name.")
    parts = signing.parts_of(state.consent.template)
    context = {
        "state": state,
        "row": state.consent,
        "parts": parts,
        "is_needed": kind in required,
        "impaired_until": impaired_until(patient, at=timezone.now()),
    }
    return render(request, "portal/consent.html", context)


@require_POST
@requires(Permission.PORTAL_VIEW)
def withdraw(request: ClinicRequest, kind: str) -> HttpResponse:
    """Taking back is never refused, whatever day it is."""
    patient = queries.own_patient(request.membership)
    try:
        domain.withdraw(patient, kinds=[kind], by=request.membership, at=timezone.now())
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    messages.success(request, "You have taken it back. It counts from now.")
    return redirect("portal:consents")


def _standing(
    request: ClinicRequest,
) -> tuple[Patient, dict[str, domain.ConsentState], list[str]]:
    patient, now = queries.own_patient(request.membership), timezone.now()
    policy = policy_of(request.clinic, at=now)
    states = domain.states(patient, policy=policy, at=now)
    return patient, states, list(policy["required_consents"])


def _after_reading(request: ClinicRequest, kind: str) -> str:
    """What is needed is read one after the other; what was chosen is signed by itself."""
    required = domain.required_kinds(request.clinic, at=timezone.now())
    return "portal:start_signing" if kind in required else "portal:sign"


def _row(state: domain.ConsentState) -> dict[str, Any]:
    label = ConsentKind(state.kind).label
    return {"kind": state.kind, "label": label, "state": state.state, "consent": state.consent}


def _template(request: ClinicRequest, kind: str) -> ConsentTemplate:
    if kind not in ConsentKind.values:
        raise Http404("There is no such text.")
    return domain.current_templates(request.clinic, [kind], at=timezone.now())[kind]


def _read_here(
    request: ClinicRequest, reading: signing.Reading, states: dict[str, Any]
) -> list[ConsentTemplate]:
    """The texts read in this sitting, as they still stand, and not signed yet."""
    kinds = [kind for kind in reading.read if states[kind].state != SIGNED]
    found = domain.current_templates(request.clinic, kinds, at=timezone.now())
    return [found[kind] for kind in kinds if reading.has_read(found[kind])]


def _sign(
    request: ClinicRequest, patient: Patient, templates: list[ConsentTemplate], form: SignForm
) -> bool:
    context = signing.context_of(
        request, typed_name=form.cleaned_data["typed_name"], templates=templates,
        on_screen=signing.Reading.of(request.session).on_screen,
    )  # fmt: skip
    kinds = [template.kind for template in templates]
    try:
        sign_consents(
            patient, kinds=kinds, by=request.membership, at=timezone.now(), context=context
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
