"""What a note of each kind is asked to say: its headings, and the facts it begins with."""

from collections.abc import Sequence
from datetime import datetime

from patients.domain import phrases
from patients.enums import NoteKind
from patients.models import ClinicalNote

# `.phq9` and its like are opened out when the page is shown, so that the writer sees the very words.
TEMPLATES: dict[str, Sequence[str]] = {
    NoteKind.EVALUATION: (
        "Reason for coming", "History", "Medicines and allergies", "Mental status",
        ".phq9", "Assessment", "Risk", "Plan",
    ),
    NoteKind.PREPARATION: (
        "What was talked about", ".intention", ".phq9", "Hopes and fears",
        "Communication, touch and the room", "Risk", "Plan",
    ),
    NoteKind.INTEGRATION: (
        ".doses", ".vitals", ".phq9", "Insight", "Meaning", "Old story, new story", "Practice",
        "Risk", "Plan",
    ),
    NoteKind.PHONE: ("Who called, and why", "What was said", "Risk", "Plan"),
}  # fmt: skip


def headings(kind: str) -> list[str]:
    return [line for line in TEMPLATES.get(kind, ()) if not line.startswith(".")]


def begin(note: ClinicalNote, *, at: datetime) -> str:
    """The headings with room beneath each, and the facts as they stand."""
    lines: list[str] = []
    for line in TEMPLATES.get(note.kind, ()):
        lines += [line, ""] if line.startswith(".") else [line, "", ""]
    return phrases.expand("\n".join(lines).rstrip(), patient=note.patient, at=at)


def says_something(kind: str, text: str) -> bool:
    """That somebody wrote more than headings and facts that write themselves."""
    return any(own_words(kind, line) for line in text.splitlines())


def own_words(kind: str, line: str) -> bool:
    line = line.strip()
    if not line or line in headings(kind):
        return False
    return line.partition(":")[0] not in phrases.labels()
