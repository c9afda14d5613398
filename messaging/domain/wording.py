"""What messages say, who composes them, and the words none of them may hold."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from messaging.models import Message

# A message may be read over a shoulder: nothing of the drug, the treatment, the score.
BLOCKED_WORDS = (
    "ketamine", "esketamine", "spravato", "psychedelic", "dose", "dosing", "medicine", "medication",
    "session", "integration", "therapy", "therapist", "psychotherapy", "treatment", "diagnosis",
    "depression", "ptsd", "anxiety", "suicide", "score", "phq", "gad-7", "pcl", "kap", "lozenge",
    "infusion", "injection", "intention", "journal", "drug", "psychiatr",
)  # fmt: skip
_BLOCKED = re.compile("|".join(re.escape(word) for word in BLOCKED_WORDS), re.IGNORECASE)


@dataclass(frozen=True)
class Wording:
    subject: str
    body: str


class NoLongerWanted(Exception):
    """What the message was about is gone; it is cancelled, and says why."""


class MovedTo(Exception):
    """What the message is about has moved: it is due at another time."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__("moved")
        self.due_at = due_at


type Composer = Callable[[Message, datetime], Wording]

COMPOSERS: dict[str, Composer] = {}


def composes(template: str) -> Callable[[Composer], Composer]:
    """Enter the function that words `template` from the rows as they are when it is sent.

    It raises NoLongerWanted when there is nothing left to say.
    """

    def enter(compose: Composer) -> Composer:
        COMPOSERS[template] = compose
        return compose

    return enter


def blocked_word(text: str) -> str | None:
    found = _BLOCKED.search(text)
    return found.group(0) if found else None
