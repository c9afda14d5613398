"""The intake as a whole: its task list, a look over the answers, sending them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.enums import Permission
from accounts.middleware import ClinicRequest
from core.errors import Refusal
from portal import home, keeping, summary
from portal.answers import Status
from portal.questions import SECTIONS
from portal.views.course import course_or_404
from screening.domain import consents, intake


@requires(Permission.PORTAL_VIEW)
def task_list(request: ClinicRequest) -> HttpResponse:
    course = course_or_404(request)
    states = consents.states(course.patient, policy=course.policy, at=course.at)
    context = {
        "course": course,
        "tasks": home.intake_tasks(course, states),
        "begun": home.intake_status(course) != Status.NOT_STARTED,
        "open_section": None if course.is_sent else home.open_section(course),
    }
    return render(request, "portal/intake.html", context)


@requires(Permission.PORTAL_VIEW)
def section(request: ClinicRequest, section_key: str) -> HttpResponse:
    """Go on where this section was left; a whole one shows its answers."""
    course = course_or_404(request)
    if section_key not in SECTIONS:
        raise Http404("There is no such section.")
    question = None if course.is_sent else course.said.first_open(SECTIONS[section_key])
    if question is None:
        return redirect("portal:answers", section_key)
    return redirect("portal:question", section_key, question.key)


@requires(Permission.PORTAL_VIEW)
def answers(request: ClinicRequest, section_key: str) -> HttpResponse:
    """What was answered in one section, each with its Change."""
    course = course_or_404(request)
    if section_key not in SECTIONS:
        raise Http404("There is no such section.")
    part = SECTIONS[section_key]
    said = home.shown(course)
    context = {
        "section": part,
        "summary": summary.of(part, said, back="section"),
        "is_whole": course.is_sent or said.first_open(part) is None,
        "is_sent": course.is_sent,
        "following": None if course.is_sent else home.open_section(course),
    }
    return render(request, "portal/answers.html", context)


@requires(Permission.PORTAL_VIEW)
def check(request: ClinicRequest) -> HttpResponse:
    """Everything once more, and the button that sends it."""
    course = course_or_404(request)
    if course.is_sent:
        return redirect("portal:sent")
    if not course.said.is_whole:
        return redirect("portal:intake")
    refusal = None
    if request.method == "POST":
        try:
            keeping.send_intake(
                course.patient, course.said, by=request.membership, at=timezone.now()
            )
            return redirect("portal:sent")
        except Refusal as error:
            refusal = str(error)
    context = {"summaries": summary.of_all(course.said), "refusal": refusal}
    return render(request, "portal/check.html", context, status=422 if refusal else 200)


@requires(Permission.PORTAL_VIEW)
def sent(request: ClinicRequest) -> HttpResponse:
    course = course_or_404(request)
    if not course.is_sent:
        return redirect("portal:intake")
    states = consents.states(course.patient, policy=course.policy, at=course.at)
    context = {"course": course, "consent": home.consent_task(course, states)}
    return render(request, "portal/sent.html", context)


@require_POST
@requires(Permission.PORTAL_VIEW)
def again(request: ClinicRequest) -> HttpResponse:
    """Bring the last answers back, to be changed where they no longer fit."""
    course = course_or_404(request)
    if course.is_sent and course.sent is not None:
        kept = course.sent.answers.get("kept", {})
        intake.save_draft(course.patient, answers=kept, by=request.membership, at=timezone.now())
    return redirect("portal:intake")
