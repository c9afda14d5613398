"""One question a page. Every Continue saves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from portal import home, keeping
from portal.answers import Said
from portal.asking import YES, Kind, Question, Section
from portal.forms.intake import AnswerForm, TakeOffForm, WayOnForm, form_for
from portal.questions import QUESTIONS, SECTIONS
from portal.views.course import course_or_404, posted

LATER = "Saved. You can stop here and come back when you like."
TALK = "Thank you for telling us. A clinician will talk with you about this."


@requires(Permission.PORTAL_VIEW)
def question(request: ClinicRequest, section_key: str, key: str) -> HttpResponse:
    part, asked = _asked(section_key, key)
    if asked.kind == Kind.MEASURE:
        return redirect("portal:check_in", key)
    course = course_or_404(request)
    form = form_for(asked, posted(request), kept=home.kept_answer(course, key))
    if request.method == "POST":
        if "later" in request.POST and not form.has_changed():
            return later(request)
        if form.is_valid() and _keep(request, course, form):
            return _way_on(request, course, part, form)
    return _show(request, course, part, form)


@require_POST
@requires(Permission.PORTAL_VIEW)
def take_off(request: ClinicRequest) -> HttpResponse:
    """Take one medicine off the list again."""
    course = course_or_404(request)
    asked = QUESTIONS["medicine_list"]
    listed = course.said.answers.get(asked.key) or []
    form = TakeOffForm(request.POST)
    if form.is_valid():
        left = [one for one in listed if one["name"] != form.cleaned_data["name"]]
        keeping.keep_answer(course.patient, asked, left, by=request.membership, at=timezone.now())
    return redirect("portal:question", "medicines", asked.key)


def later(request: ClinicRequest) -> HttpResponse:
    messages.success(request, LATER)
    return redirect("portal:home")


def _asked(section_key: str, key: str) -> tuple[Section, Question]:
    section, question = SECTIONS.get(section_key), QUESTIONS.get(key)
    if section is None or question not in section.questions:
        raise Http404("There is no such question.")
    return section, question


def _keep(request: ClinicRequest, course: home.Course, form: AnswerForm) -> bool:
    by, at = request.membership, timezone.now()
    try:
        keeping.keep_answer(course.patient, form.question, form.said, by=by, at=at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _way_on(
    request: ClinicRequest, course: home.Course, part: Section, form: AnswerForm
) -> HttpResponse:
    asked, said = form.question, form.said
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    if keeping.needs_hearing(asked, said):
        return redirect("portal:help")
    if asked.code and said == YES:
        messages.info(request, TALK)
    if "later" in request.POST:
        return later(request)
    if "more" in request.POST:
        return redirect(request.get_full_path())
    now = Said({**course.said.answers, asked.key: said}, course.fresh)
    return _next_page(part, asked, now, back=WayOnForm.of(request.GET))


def _next_page(part: Section, asked: Question, now: Said, *, back: str) -> HttpResponse:
    """The next question; who came to change an answer goes back to the list of answers."""
    following = now.first_open(part) if back else now.after(part, asked)
    if following is not None:
        return redirect("portal:question", part.key, following.key)
    return redirect("portal:check") if back == "check" else redirect("portal:answers", part.key)


def _show(
    request: ClinicRequest, course: home.Course, part: Section, form: AnswerForm
) -> HttpResponse:
    number, count = course.said.place(part, form.question)
    context: dict[str, Any] = {
        "section": part,
        "question": form.question,
        "form": form,
        "number": number,
        "count": count,
        "before": course.said.before(part, form.question),
        "back": WayOnForm.of(request.GET),
    }
    return render(request, "portal/question.html", context, status=422 if form.errors else 200)
