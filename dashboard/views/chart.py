"""A patient on one screen: the story for who cares, the logistics for who keeps the house."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from audit import trail
from dashboard.chart.page import clinical_page, logistics_page
from dashboard.chart.plot import plot
from dashboard.chart.reading import course_of, people, sees_clinical
from dashboard.chart_forms import StoryForm
from measures.queries import bar
from patients.queries import in_care_of


@require_GET
@requires(Permission.CHART_LOGISTICS)
def chart(request: ClinicRequest, pk: int) -> HttpResponse:
    """Opening it leaves its line, with what was shown."""
    patient = get_object_or_404(people(request.membership), pk=pk)
    patient.clinic = request.clinic
    now, by = timezone.now(), request.membership
    clinical = sees_clinical(patient, by)
    section = "clinical" if clinical else "logistics"
    trail.record("chart.read", patient, by=by, at=now, outcome="read", section=section)
    if not clinical:
        page = logistics_page(patient, by=by, at=now)
        return render(request, "dashboard/chart_logistics.html", page)
    group, number = StoryForm(request.GET).asked
    page = clinical_page(patient, by=by, group=group, page=number, at=now)
    return render(request, "dashboard/chart.html", page)


@require_GET
@requires(Permission.CHART_CLINICAL)
def scores(request: ClinicRequest, pk: int) -> HttpResponse:
    """Every questionnaire over time, with the doses between, and the numbers in a table below."""
    patient = get_object_or_404(in_care_of(request.membership), pk=pk)
    patient.clinic = request.clinic
    now = timezone.now()
    course = course_of(patient, at=now, with_scores=True)
    dosed_at = [one.first_dose_at for one in course.dosed if one.first_dose_at] if course else []
    trail.record("scores.read", patient, by=request.membership, at=now, outcome="read")
    context = {
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=now),
        "plots": [plot(one, dosed_at) for one in (course.scores if course else [])],
        "now": now,
    }
    return render(request, "dashboard/chart_scores.html", context)
