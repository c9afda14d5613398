"""Questionnaires: one item a screen, nothing moves on by itself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from measures.models import QuestionnaireResponse
from measures.wording import wording
from portal import home, keeping, queries
from portal.answers import Status
from portal.forms.others import ItemForm
from portal.keeping import Sitting, sitting_of
from portal.views.course import course_or_404, posted
from portal.views.questions import later


@requires(Permission.PORTAL_VIEW)
def check_ins(request: ClinicRequest) -> HttpResponse:
    course = course_or_404(request)
    context = {"course": course, "tasks": home.check_in_tasks(course)}
    return render(request, "portal/check_ins.html", context)


@requires(Permission.PORTAL_VIEW)
def check_in(request: ClinicRequest, instrument: str) -> HttpResponse:
    """What will be asked and how long it takes; answered lately, it says so and asks nothing."""
    course = _course_for(request, instrument)
    sitting = sitting_of(course.draft, instrument)
    context = {
        "instrument": instrument,
        "wording": wording(instrument),
        "sitting": sitting,
        "start_at": min(sitting.next_number, sitting.length),
        "last": course.newest.get(instrument),
        "is_fresh": instrument in course.fresh and not sitting.items,
        "next_on": _next_on(course, instrument),
        **_around(course),
    }
    return render(request, "portal/check_in.html", context)


@requires(Permission.PORTAL_VIEW)
def item(request: ClinicRequest, instrument: str, number: int) -> HttpResponse:
    course = _course_for(request, instrument)
    sitting = sitting_of(course.draft, instrument)
    if not 1 <= number <= sitting.length:
        raise Http404("There is no such question.")
    form = _form(request, sitting, number)
    if request.method == "POST":
        if "later" in request.POST and "answer" not in request.POST:
            return _leave(request, course, sitting)
        if form.is_valid() and (way_on := _keep(request, course, sitting, number, form)):
            return way_on
    elif number > sitting.next_number:
        return redirect("portal:item", instrument, sitting.next_number)
    elif instrument in course.fresh and not sitting.items:
        return redirect("portal:check_in", instrument)
    return _show(request, course, sitting, number, form)


@requires(Permission.PORTAL_VIEW)
def done(request: ClinicRequest, instrument: str) -> HttpResponse:
    course = _course_for(request, instrument)
    if instrument not in course.newest:
        return redirect("portal:check_in", instrument)
    context = {"wording": wording(instrument), **_around(course)}
    return render(request, "portal/check_in_done.html", context)


def _course_for(request: ClinicRequest, instrument: str) -> home.Course:
    if instrument not in home.INSTRUMENTS_HERE:
        raise Http404("There is no such questionnaire here.")
    return course_or_404(request)


def _form(request: ClinicRequest, sitting: Sitting, number: int) -> ItemForm:
    initial = {"answer": sitting.items.get(number), "so_far": sitting.so_far(number)}
    item = wording(sitting.instrument).items[number - 1]
    return ItemForm(sitting.instrument, item, posted(request), initial=initial)


def _keep(
    request: ClinicRequest, course: home.Course, sitting: Sitting, number: int, form: ItemForm
) -> HttpResponse | None:
    before = dict(enumerate(form.cleaned_data["so_far"], start=1))
    items = {**before, **sitting.items, number: form.cleaned_data["answer"]}
    sitting = Sitting(sitting.instrument, items)
    try:
        response = keeping.keep_item(
            course.patient, sitting, by=request.membership, at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    if response is not None:
        return _finished(response)
    if "later" in request.POST:
        return _leave(request, course, sitting)
    following = min(number + 1, sitting.next_number)
    return redirect("portal:item", sitting.instrument, following)


def _finished(response: QuestionnaireResponse) -> HttpResponse:
    """Help comes before thanks."""
    if queries.asks_for_help(response):
        return redirect(reverse("portal:help") + f"?then={response.instrument}")
    return redirect("portal:check_in_done", response.instrument)


def _leave(request: ClinicRequest, course: home.Course, sitting: Sitting) -> HttpResponse:
    keeping.leave_unfinished(course.patient, sitting, by=request.membership, at=timezone.now())
    return later(request)


def _show(
    request: ClinicRequest, course: home.Course, sitting: Sitting, number: int, form: ItemForm
) -> HttpResponse:
    form_text = wording(sitting.instrument)
    context: dict[str, Any] = {
        "instrument": sitting.instrument,
        "wording": form_text,
        "form": form,
        "number": number,
        "count": sitting.length,
        "before": number - 1,
        "is_scale": len(form_text.items[number - 1].choices) > 6,
    }
    return render(request, "portal/item.html", context, status=422 if form.errors else 200)


def _around(course: home.Course) -> dict[str, Any]:
    """Where to go after it: on with the intake, or home."""
    in_intake = not course.is_sent and home.intake_status(course) == Status.IN_PROGRESS
    return {"course": course, "in_intake": in_intake}


def _next_on(course: home.Course, instrument: str) -> Any:
    last = course.newest.get(instrument)
    return last.answered_at + queries.recall(instrument) if last else None
