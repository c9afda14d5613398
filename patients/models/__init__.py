"""The patient's record."""

from patients.models.directive import AdvanceDirective
from patients.models.document import Document
from patients.models.episode import EpisodeOfCare, WorklistTask
from patients.models.note import (
    ClinicalNote,
    NoteMove,
    NoteReturn,
    NoteRevision,
    PsychotherapyNote,
)
from patients.models.patient import (
    Allergy,
    CareTeamMember,
    Contact,
    Medicine,
    Patient,
    Weight,
    on_care_team,
)

__all__ = [
    "AdvanceDirective",
    "Allergy",
    "CareTeamMember",
    "ClinicalNote",
    "Contact",
    "Document",
    "EpisodeOfCare",
    "Medicine",
    "NoteMove",
    "NoteReturn",
    "NoteRevision",
    "Patient",
    "PsychotherapyNote",
    "Weight",
    "WorklistTask",
    "on_care_team",
]
