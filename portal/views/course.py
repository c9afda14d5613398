"""What most of the patient's pages begin with."""

from django.http import Http404, QueryDict
from django.utils import timezone

from accounts.middleware import ClinicRequest
from portal import home, queries


def course_or_404(request: ClinicRequest) -> home.Course:
    """The course of care that is open, or a page that says there is none."""
    patient = queries.own_patient(request.membership)
    course = home.course_of(patient, at=timezone.now())
    if not course.is_open:
        raise Http404("No course of care is open.")
    return course


def posted(request: ClinicRequest) -> QueryDict | None:
    """What a form is bound to: an empty form that was sent is wrong, one that was not is new."""
    return request.POST if request.method == "POST" else None
