"""Answers as rows to read over, each with the way back to its question."""

from dataclasses import dataclass

from django.urls import reverse

from portal.answers import Said, name, words
from portal.asking import Kind, Question, Section
from portal.questions import SECTIONS


@dataclass(frozen=True)
class Row:
    question: str
    lines: list[str]
    change_url: str


@dataclass(frozen=True)
class Summary:
    section: Section
    rows: list[Row]


def of(section: Section, said: Said, *, back: str) -> Summary:
    return Summary(
        section,
        [
            Row(name(one), words(one, said), _change(section, one, back))
            for one in said.asked(section)
        ],
    )


def of_all(said: Said) -> list[Summary]:
    return [of(section, said, back="check") for section in SECTIONS.values()]


def _change(section: Section, question: Question, back: str) -> str:
    """Questionnaires are answered in one go and not changed afterwards."""
    if question.kind == Kind.MEASURE:
        return ""
    return reverse("portal:question", args=[section.key, question.key]) + f"?back={back}"
