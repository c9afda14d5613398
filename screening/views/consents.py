"""Where every consent stands, and the exact text under a signature."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from measures.queries import bar
from patients.queries import in_care_of
from screening.queries import consent_lines, signatures


@require_GET
@requires(Permission.CHART_CLINICAL)
def consents(request: ClinicRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    now = timezone.now()
    policy = policy_of(patient.clinic, at=now)
    context = {
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=now),
        "lines": consent_lines(patient, policy=policy, at=now),
        "valid_days": policy["consent_days"],
        "impaired_hours": policy["impaired_hours"],
    }
    return render(request, "screening/consents.html", context)


@require_GET
@requires(Permission.CHART_CLINICAL)
def consent(request: ClinicRequest, pk: int) -> HttpResponse:
    """One signature: the text it stands under, who, when, from where, and the proof."""
    one = get_object_or_404(signatures(request.membership), pk=pk)
    now = timezone.now()
    trail.record("consent.read", one, by=request.membership, at=now, outcome="read")
    seen = bar(one.patient, membership=request.membership, at=now)
    context = {"consent": one, "patient": one.patient, "identity": seen}
    return render(request, "screening/consent.html", context)
