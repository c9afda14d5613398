"""What a question of the intake is made of. The questions themselves stand in portal/questions.py."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    SOME = "some"
    LONG = "long"
    LINES = "lines"
    NAME = "name"
    REACH = "reach"
    HEIGHT = "height"
    WEIGHT = "weight"
    MEDICINES = "medicines"
    MEASURE = "measure"
    RIDE = "ride"


YES, NO, UNSURE, NONE = "yes", "no", "unsure", "none"
YES_NO_WORDS = ((YES, "Yes"), (NO, "No"), (UNSURE, "I am not sure"))


@dataclass(frozen=True)
class Option:
    """A row to tick: the code it reports, or the class of what is taken."""

    value: str
    label: str
    code: str = ""
    medicine_class: str = ""


@dataclass(frozen=True)
class Question:
    """`code` is what a yes reports; `only_if` names the question and the answers that bring this one up.

    `heard_at_once`: an answer that nobody waits for the end of the form to hear.
    """

    key: str
    text: str
    kind: Kind
    hint: str = ""
    code: str = ""
    unsure_counts: bool = False
    options: tuple[Option, ...] = ()
    optional: bool = False
    only_if: tuple[str, tuple[str, ...]] | None = None
    heard_at_once: bool = False


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    icon: str
    about: str
    questions: tuple[Question, ...]
    may_leave: bool = False
