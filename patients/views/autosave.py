"""Keeping a note while it is typed: the same answers for a session's part and a note of its own.

A page asks for JSON; whoever has no JavaScript presses Save and gets a page.
"""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from core.errors import Refusal
from core.forms import ClinicForm
from patients.domain.notes import EditedElsewhere
from patients.models import ClinicalNote

JSON = "application/json"


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == JSON


def saved(note: ClinicalNote, *, at: datetime) -> JsonResponse:
    """The version to go on from, and the words as they are kept: phrases are opened out by now."""
    clock = f"{timezone.localtime(at):%H:%M:%S}"
    return JsonResponse({"saved": clock, "version": note.version, "text": note.text})


def refused(refusal: Refusal) -> JsonResponse:
    """409 with their text where somebody saved in between; else 422 with the reason."""
    if isinstance(refusal, EditedElsewhere):
        theirs = {"theirs": refusal.theirs.text, "version": refusal.theirs.version}
        return JsonResponse({"sentence": refusal.sentence, **theirs}, status=409)
    return JsonResponse({"sentence": refusal.sentence}, status=422)


def unreadable(form: ClinicForm) -> JsonResponse:
    sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return JsonResponse({"sentence": sentence}, status=422)
