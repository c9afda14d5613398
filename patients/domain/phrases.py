"""Short words that become long ones: `.doses` in a note is what was given so far, as it stands.

Each app offers the phrases whose facts it owns when it is loaded; this one knows only how they are written
and when they are opened out: as the note is saved, never behind the writer's back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.errors import DomainError
from patients.models import Patient

# At the start of a word and not followed by more of one: "see .doses." is meant, "a.doses" is not.
WRITTEN = re.compile(r"(?<![\w.])\.([a-z][a-z0-9]{1,14})\b(?!\w)")


@dataclass(frozen=True)
class Phrase:
    """`words` gives one line for this patient at that moment; empty where there is nothing to say."""

    name: str
    label: str
    words: Callable[[Patient, datetime], str]


_offered: dict[str, Phrase] = {}


def offer(*phrases: Phrase) -> None:
    """Each name once: two meanings of one word would be a wrong record."""
    for phrase in phrases:
        if _offered.get(phrase.name, phrase) != phrase:
            raise DomainError(f".{phrase.name} has a meaning already.")
        _offered[phrase.name] = phrase


def expand(text: str, *, patient: Patient, at: datetime) -> str:
    """The text with every known phrase opened out; one that nobody offers stays as it was typed."""

    def opened(found: re.Match[str]) -> str:
        phrase = _offered.get(found[1])
        return found[0] if phrase is None else line_of(phrase, patient=patient, at=at)

    return WRITTEN.sub(opened, text)


def line_of(phrase: Phrase, *, patient: Patient, at: datetime) -> str:
    return f"{phrase.label}: {phrase.words(patient, at) or 'none on record'}"


def words_of(name: str, *, patient: Patient, at: datetime) -> str:
    """What one phrase has to say, without its label; nothing where nobody offers it."""
    phrase = _offered.get(name)
    return phrase.words(patient, at) if phrase else ""


def shown(*, patient: Patient, at: datetime) -> list[tuple[str, str]]:
    """Every phrase as it is typed, with what it would become."""
    return [
        (f".{name}", line_of(_offered[name], patient=patient, at=at)) for name in sorted(_offered)
    ]


def labels() -> set[str]:
    return {phrase.label for phrase in _offered.values()}
