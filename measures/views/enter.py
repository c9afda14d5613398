"""Staff types a questionnaire that was answered on paper or by voice."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.components import Tab
from core.errors import Refusal
from measures.domain import responses
from measures.enums import InstrumentCode
from measures.forms import AnswersForm
from measures.instruments import INSTRUMENTS
from measures.models import QuestionnaireResponse
from measures.queries import bar, has_standing_alert, newest_of
from measures.wording import wording
from patients.forms import posted
from patients.models import Patient
from patients.queries import in_care_of

OVERTAKEN = "This questionnaire was entered since the page was opened. Look at the chart before you enter it again."


@requires(Permission.CHART_CLINICAL)
def enter(request: ClinicRequest, pk: int, instrument: str = InstrumentCode.PHQ9) -> HttpResponse:
    patient = get_object_or_404(in_care_of(request.membership).select_related("clinic"), pk=pk)
    if instrument not in INSTRUMENTS:
        raise Http404
    newest = newest_of(patient, instrument)
    form = AnswersForm(
        posted(request),
        instrument=INSTRUMENTS[instrument],
        words=wording(instrument),
        initial={"newest": newest},
    )
    if form.is_valid():
        if (form.cleaned_data["newest"] or 0) != newest:
            form.add_error(None, OVERTAKEN)
        elif (answer := _submit(request, patient, instrument, form)) is not None:
            return answer
    return _page(request, patient, instrument, form)


def _submit(
    request: ClinicRequest, patient: Patient, instrument: str, form: AnswersForm
) -> HttpResponse | None:
    try:
        kept = responses.submit(
            patient,
            instrument=instrument,
            answers=form.cleaned_data["answers"],
            by=request.membership,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, _result(kept))
    return redirect(
        "dashboard:alert" if has_standing_alert(patient) else "dashboard:chart", patient.pk
    )


def _result(kept: QuestionnaireResponse) -> str:
    name = kept.get_instrument_display()
    if kept.score is None:
        return f"{name} is kept as it was left; it has no score until it is whole."
    band = f", {kept.band}" if kept.band else ""
    return f"{name}: {kept.score.normalize():f}{band}."


def _page(
    request: ClinicRequest, patient: Patient, instrument: str, form: AnswersForm
) -> HttpResponse:
    now = timezone.now()
    tabs = [
        Tab(
            str(InstrumentCode(code).label),
            reverse("measures:enter", args=[patient.pk, code]),
            code == instrument,
        )
        for code in INSTRUMENTS
    ]
    context = {
        "form": form,
        "patient": patient,
        "identity": bar(patient, membership=request.membership, at=now),
        "instrument": instrument,
        "name": InstrumentCode(instrument).label,
        "words": wording(instrument),
        "tabs": tabs,
    }
    status = 422 if form.is_bound else 200
    return render(request, "measures/enter.html", context, status=status)
