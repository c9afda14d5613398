"""The page behind each line of the story; empty where there is none, or none for this reader."""

from django.urls import reverse

from dashboard.chart.timeline import Happening, note_title
from patients.enums import NoteKind

OF_PATIENT = {
    "preparation": "sessions:preparation",
    "intake": "screening:findings",
    "decision": "screening:findings",
    "order": "medications:order",
    "alert": "dashboard:alert",
    "response": "dashboard:scores",
}
WITHOUT_DOOR = {note_title(NoteKind.SESSION), note_title(NoteKind.ADDENDUM)}


def door(one: Happening, patient_id: int, notes: dict[int, int]) -> str:
    """`notes` leads from the note of a session to that session."""
    if one.branch in OF_PATIENT:
        return reverse(OF_PATIENT[one.branch], args=[patient_id])
    if one.branch in {"signed", "withdrawn"}:
        page, key = ("consent", int(one.ref)) if one.ref else ("consents", patient_id)
        return reverse(f"screening:{page}", args=[key])
    if one.branch == "document":
        return reverse("dashboard:document", args=[one.ref])
    if one.branch == "note":
        return _note(one, notes)
    return reverse("sessions:live", args=[int(one.room)]) if one.room else ""


def _note(one: Happening, notes: dict[int, int]) -> str:
    session = notes.get(int(one.ref))
    if session is not None:
        return reverse("sessions:note", args=[session])
    if one.title in WITHOUT_DOOR:
        return ""
    return reverse("patients:note", args=[int(one.ref)])
