"""What the rules saw, what a prescriber makes of it, and the allergies on record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from accounts.models import Membership
from accounts.proof import require_password
from audit import trail
from core.errors import Refusal
from core.forms import ClinicForm
from measures.queries import bar
from patients.forms import posted
from patients.models import EpisodeOfCare, Patient
from patients.queries import in_care_of
from screening.domain import allergies as allergy_verbs
from screening.domain import eligibility
from screening.domain.eligibility import NEVER
from screening.enums import DecisionOutcome, Severity
from screening.forms import AcknowledgeForm, AllergyForm, DecisionForm, EndAllergyForm
from screening.queries import decisions_of, facts_by_code, findings_of

OVERTAKEN = (
    "Somebody decided since this page was opened. Read that decision first, then decide again."
)
READS = {
    "screening/findings.html": "findings.read",
    "screening/decision.html": "findings.read",
    "screening/allergies.html": "allergies.read",
}


@requires(Permission.CHART_CLINICAL)
def findings(request: ClinicRequest, pk: int) -> HttpResponse:
    """Every finding with its fact and the rule behind it; cautions are seen here, together."""
    patient = _patient(request, pk)
    form = AcknowledgeForm(posted(request))
    if form.is_valid():
        try:
            eligibility.acknowledge_findings(
                patient, by=request.membership, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, "The cautions are acknowledged.")
            return redirect("screening:findings", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    open_ones, settled = findings_of(_episode(request, patient))
    return _page(
        request,
        "screening/findings.html",
        patient,
        form,
        open_ones=open_ones,
        settled=settled,
        cautions=[one for one in open_ones if one.severity == Severity.CAUTION],
        may_acknowledge=request.membership.may(Permission.FINDINGS_ACKNOWLEDGE),
        may_decide=request.membership.may(Permission.ELIGIBILITY_DECIDE),
    )


@requires(Permission.ELIGIBILITY_DECIDE)
def decide(request: ClinicRequest, pk: int) -> HttpResponse:
    """The prescriber decides; where a STOP needs it, a second one proves who they are."""
    patient = _patient(request, pk)
    episode = _episode(request, patient)
    open_ones, settled = findings_of(episode)
    earlier, words = decisions_of(episode), facts_by_code(settled, open_ones)
    newest = earlier[0].pk if earlier else 0
    form = DecisionForm(
        posted(request), findings=open_ones, by=request.membership, initial={"newest": newest}
    )
    if form.is_valid():
        if (form.cleaned_data["newest"] or 0) != newest:
            form.add_error(None, OVERTAKEN)
        elif (answer := _decide(request, patient, form, words)) is not None:
            return answer
    never = [one for one in open_ones if one.code in NEVER]
    told = [(one, [words.get(code, code) for code in one.cleared]) for one in earlier]
    more = {"open_ones": open_ones, "earlier": told, "never": never}
    return _page(request, "screening/decision.html", patient, form, **more)


@requires(Permission.CHART_CLINICAL)
def allergies(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = _patient(request, pk)
    form = AllergyForm(posted(request))
    if form.is_valid():
        try:
            allergy_verbs.note(
                patient, by=request.membership, at=timezone.now(), **form.cleaned_data
            )
            return redirect("screening:allergies", pk)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    rows = patient.allergies.order_by("ended_at", "recorded_at", "pk")
    return _page(request, "screening/allergies.html", patient, form, rows=rows)


@require_POST
@requires(Permission.CHART_CLINICAL)
def end_allergy(request: ClinicRequest, pk: int, row: int) -> HttpResponse:
    patient = _patient(request, pk)
    allergy = get_object_or_404(patient.allergies.select_related("patient"), pk=row)
    form = EndAllergyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say how you know that it is no allergy.")
        return redirect("screening:allergies", pk)
    allergy_verbs.end(allergy, by=request.membership, at=timezone.now(), **form.cleaned_data)
    messages.success(request, f"{allergy.substance} is off the list.")
    return redirect("screening:allergies", pk)


def _patient(request: ClinicRequest, pk: int) -> Patient:
    return get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)


def _episode(request: ClinicRequest, patient: Patient) -> EpisodeOfCare:
    rows = EpisodeOfCare.objects.visible_to(request.membership).open()
    return get_object_or_404(rows.select_related("patient__clinic"), patient=patient)


def _decide(
    request: ClinicRequest, patient: Patient, form: DecisionForm, words: dict[str, str]
) -> HttpResponse | None:
    data = form.cleaned_data
    second: Membership | None = data["second"]
    if second is not None and not _prove(request, second, form, patient):
        return None
    try:
        made = eligibility.decide(
            patient,
            outcome=data["outcome"],
            reason=data["reason"],
            clear=data["clear"],
            second=second,
            by=request.membership,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    left = [words[code] for code in sorted(set(data["clear"]) - set(made.cleared))]
    word = DecisionOutcome(made.outcome).label
    open_still = f" Still open, for want of a second prescriber: {'; '.join(left)}." if left else ""
    messages.success(request, f"Decided: {word}.{open_still}")
    return redirect("dashboard:chart", patient.pk)


def _prove(
    request: ClinicRequest, second: Membership, form: DecisionForm, patient: Patient
) -> bool:
    """The colleague's own password, typed on this device; a wrong guess is counted and leaves its line."""
    facts: dict[str, Any] = {
        "by": request.membership,
        "at": timezone.now(),
        "patient_id": patient.pk,
    }
    try:
        require_password(request, second, form.cleaned_data["password"])
    except ValidationError as error:
        trail.record("second_person.proved", second, outcome="refused", **facts)
        form.add_error("password", error)
        return False
    trail.record("second_person.proved", second, **facts)
    return True


def _page(
    request: ClinicRequest, template: str, patient: Patient, form: ClinicForm, **more: Any
) -> HttpResponse:
    now = timezone.now()
    trail.record(READS[template], patient, by=request.membership, at=now, outcome="read")
    seen = bar(patient, membership=request.membership, at=now)
    context = {"form": form, "patient": patient, "identity": seen, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)
