"""What the kept answers mean: which question comes next, how far a section is, what is sent in the end.

`Answers` is the draft as it was kept: question key to answer, in plain JSON. Pure; nothing is read or
written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from measures.wording import wording
from portal.asking import NONE, UNSURE, YES, YES_NO_WORDS, Kind, Question, Section
from portal.questions import MEDICINE_WORDS, QUESTIONS, SECTIONS
from screening.domain.rules import TakenMedicine
from screening.enums import MedicineClass

type Answers = Mapping[str, Any]

CM_PER_INCH = Decimal("2.54")
TENTH = Decimal("0.1")
CLASS_WORDS = {value: label for _group, rows in MEDICINE_WORDS for value, label in rows}


class Status(StrEnum):
    """Where a task stands; four words and no more."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"
    CANNOT_START = "Cannot start yet"

    @property
    def icon(self) -> str:
        return {
            "Not started": "circle",
            "In progress": "circle-dot",
            "Completed": "check",
            "Cannot start yet": "lock",
        }[self]

    @property
    def tone(self) -> str:
        return {"In progress": "active", "Completed": "done"}.get(self, "quiet")


@dataclass(frozen=True)
class Said:
    """The draft, and the questionnaires answered so lately that they are not asked again."""

    answers: Answers
    fresh: frozenset[str] = frozenset()

    def asked(self, section: Section) -> list[Question]:
        """The questions of a section that these answers bring up."""
        return [question for question in section.questions if self._brought_up(question)]

    def is_answered(self, question: Question) -> bool:
        if question.kind == Kind.MEASURE:
            return question.key in self.fresh
        if question.kind == Kind.MEDICINES:
            return bool(self.answers.get(question.key))
        return question.key in self.answers

    def first_open(self, section: Section) -> Question | None:
        return next((one for one in self.asked(section) if not self.is_answered(one)), None)

    def status(self, section: Section) -> Status:
        asked = self.asked(section)
        done = sum(self.is_answered(question) for question in asked)
        if done == len(asked):
            return Status.COMPLETED
        return Status.IN_PROGRESS if done else Status.NOT_STARTED

    @property
    def is_whole(self) -> bool:
        return all(self.status(section) == Status.COMPLETED for section in SECTIONS.values())

    def after(self, section: Section, question: Question) -> Question | None:
        asked = self.asked(section)
        later = asked[asked.index(question) + 1 :] if question in asked else asked
        return later[0] if later else None

    def before(self, section: Section, question: Question) -> Question | None:
        asked = self.asked(section)
        place = asked.index(question) if question in asked else 0
        return asked[place - 1] if place else None

    def place(self, section: Section, question: Question) -> tuple[int, int]:
        """Question n of m, as far as it can be known now."""
        asked = self.asked(section)
        return (asked.index(question) + 1 if question in asked else 1), len(asked)

    def _brought_up(self, question: Question) -> bool:
        if question.only_if is None:
            return True
        key, answers = question.only_if
        return self._brought_up(QUESTIONS[key]) and self.answers.get(key) in answers


def words(question: Question, said: Said) -> list[str]:
    """An answer as the patient reads it back, one line each."""
    if question.kind == Kind.MEASURE:
        return ["Answered"] if question.key in said.fresh else []
    value = said.answers.get(question.key)
    if value in (None, "", [], {}):
        return ["Left empty"] if said.is_answered(question) else []
    return _WORDS.get(question.kind, _plain)(question, value)


def _plain(_question: Question, value: Any) -> list[str]:
    return [str(value)]


def _yes_no(_question: Question, value: Any) -> list[str]:
    return [dict(YES_NO_WORDS).get(value, str(value))]


def _some(question: Question, value: Any) -> list[str]:
    return [option.label for option in question.options if option.value in value]


def _lines(_question: Question, value: Any) -> list[str]:
    return lines(value)


def _parts(_question: Question, value: Any) -> list[str]:
    return [str(part) for part in value.values() if part]


def _height(_question: Question, value: Any) -> list[str]:
    if value.get("cm"):
        return [f"{value['cm']} cm"]
    return [f"{value.get('feet') or 0} ft {value.get('inches') or 0} in"]


def _weight(_question: Question, value: Any) -> list[str]:
    return [f"{value['kg']} kg" if value.get("kg") else f"{value['lb']} lb"]


def _medicines(_question: Question, value: Any) -> list[str]:
    return [f"{one['name']} ({CLASS_WORDS.get(one['class'], one['class'])})" for one in value]


def _ride(_question: Question, value: Any) -> list[str]:
    if value.get("known") != YES:
        return ["I do not know yet"]
    return [part for part in (value.get("name"), value.get("phone")) if part]


_WORDS = {
    Kind.YES_NO: _yes_no,
    Kind.SOME: _some,
    Kind.LINES: _lines,
    Kind.NAME: _parts,
    Kind.REACH: _parts,
    Kind.HEIGHT: _height,
    Kind.WEIGHT: _weight,
    Kind.MEDICINES: _medicines,
    Kind.RIDE: _ride,
}


# --- what is sent ---------------------------------------------------------------------------------


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def submission(said: Said) -> dict[str, Any]:
    """The answers as the verb takes them."""
    weight = said.answers.get("weight") or {}
    return {
        "conditions": conditions(said),
        "medications": medicines(said),
        "allergies": lines(_value(said, "allergies") or ""),
        "height_cm": height_cm(said.answers.get("height") or {}),
        "weight_kg": _number(weight.get("kg")),
        "weight_lb": _number(weight.get("lb")),
        "goals": said.answers.get("goals", ""),
        "answers": record(said),
    }


def conditions(said: Said) -> list[str]:
    """The code of every yes; a "not sure" counts only where the question says so."""
    found = []
    for question in _standing(said):
        value = said.answers.get(question.key)
        if question.code and (value == YES or (value == UNSURE and question.unsure_counts)):
            found.append(question.code)
        if question.kind == Kind.SOME and value:
            found += [one.code for one in question.options if one.code and one.value in value]
    return found


def medicines(said: Said) -> list[TakenMedicine]:
    """What was typed, and what was ticked among the things people use."""
    typed = [
        TakenMedicine(one["name"], one["class"]) for one in _value(said, "medicine_list") or []
    ]
    used = _value(said, "used") or []
    ticked = [
        TakenMedicine(MedicineClass(one.medicine_class).label, one.medicine_class)
        for one in QUESTIONS["used"].options
        if one.medicine_class and one.value in used
    ]
    return typed + ticked


def unsure(said: Said) -> list[str]:
    """The questions answered with "I am not sure": a person asks them again."""
    asked_again = []
    for question in _standing(said):
        value = said.answers.get(question.key)
        if value == UNSURE or (question.kind == Kind.SOME and value and UNSURE in value):
            asked_again.append(question.text)
    return asked_again


def record(said: Said) -> dict[str, Any]:
    """The form as it was answered, to be read by people, and as it was kept, to be asked once."""
    spoken = [
        {"section": section.title, "question": name(question), "answer": words(question, said)}
        for section in SECTIONS.values()
        for question in said.asked(section)
    ]
    kept = {key: value for key, value in said.answers.items() if key in QUESTIONS}
    return {"said": spoken, "not_sure": unsure(said), "kept": kept}


def name(question: Question) -> str:
    """The question's words; a questionnaire goes by its own name."""
    if question.kind == Kind.MEASURE:
        return f"{question.text} ({wording(question.key).name})"
    return question.text


def height_cm(value: Mapping[str, str]) -> Decimal | None:
    if value.get("cm"):
        return _number(value["cm"])
    if not value.get("feet"):
        return None
    inches = Decimal(value["feet"]) * 12 + Decimal(value.get("inches") or 0)
    return (inches * CM_PER_INCH).quantize(TENTH, rounding=ROUND_HALF_UP)


def none_of_these(value: list[str]) -> bool:
    return NONE in value and len(value) > 1


def _standing(said: Said) -> list[Question]:
    return [question for section in SECTIONS.values() for question in said.asked(section)]


def _value(said: Said, key: str) -> Any:
    """An answer, unless the question it hangs on was answered otherwise since."""
    asked = {question.key for question in _standing(said)}
    return said.answers.get(key) if key in asked else None


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
