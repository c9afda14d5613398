"""Keeping what a patient says, answer by answer, and hearing at once what cannot wait.

Nothing here decides: each function puts verbs together in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Membership
from measures.domain import responses
from measures.domain.alerts import open_alert
from measures.enums import AlertKind, AlertLevel, InstrumentCode
from measures.instruments import INSTRUMENTS
from measures.models import QuestionnaireResponse
from patients.models import Patient
from portal import answers as meaning
from portal.asking import UNSURE, YES, Question
from screening.domain import intake
from screening.models import Intake

SAME_SITTING = timedelta(hours=1)
MEASURE_KEY = "measure:"


@transaction.atomic
def keep_answer(
    patient: Patient, question: Question, answer: Any, *, by: Membership, at: datetime
) -> None:
    """Save one answer of the intake; a plan to die is heard now, whether or not the form is ever sent."""
    intake.save_draft(patient, answers={question.key: answer}, by=by, at=at)
    if needs_hearing(question, answer):
        open_alert(
            patient, kind=AlertKind.SUICIDE_PLAN, level=AlertLevel.NOW,
            fact="Suicidal plan or intent reported at intake", at=at,
        )  # fmt: skip


def needs_hearing(question: Question, answer: Any) -> bool:
    return question.heard_at_once and answer in {YES, UNSURE}


@transaction.atomic
def send_intake(patient: Patient, said: meaning.Said, *, by: Membership, at: datetime) -> Intake:
    """Send the whole intake. Questionnaires that were begun beside it stay where they were left."""
    sent = intake.submit(patient, by=by, at=at, **meaning.submission(said))
    begun = {key: value for key, value in said.answers.items() if key.startswith(MEASURE_KEY)}
    if begun:
        intake.save_draft(patient, answers=begun, by=by, at=at)
    return sent


# --- questionnaires: one item at a time -----------------------------------------------------------


@dataclass(frozen=True)
class Sitting:
    """The items answered so far, by their number."""

    instrument: str
    items: Mapping[int, int]

    @property
    def length(self) -> int:
        return INSTRUMENTS[self.instrument].items

    @property
    def next_number(self) -> int:
        """The first item without an answer; one past the last when all have one."""
        return next((n for n in range(1, self.length + 1) if n not in self.items), self.length + 1)

    @property
    def in_order(self) -> list[int]:
        """The answers up to the first gap."""
        return [self.items[number] for number in range(1, self.next_number)]

    @property
    def is_whole(self) -> bool:
        return self.next_number > self.length

    def so_far(self, number: int) -> str:
        """What stood before an item, to travel with its page: nothing is lost if the draft was sent."""
        return ",".join(map(str, self.in_order[: number - 1]))


def sitting_of(draft: Mapping[str, Any], instrument: str) -> Sitting:
    kept = draft.get(MEASURE_KEY + instrument) or {}
    return Sitting(instrument, {int(number): int(answer) for number, answer in kept.items()})


@transaction.atomic
def keep_item(
    patient: Patient, sitting: Sitting, *, by: Membership, at: datetime
) -> QuestionnaireResponse | None:
    """Save the items; with the last one they are complete and count, with no further button to press."""
    sitting = _skipped(sitting)
    _save(patient, sitting, by=by, at=at)
    if not sitting.is_whole:
        return None
    response = _again(patient, sitting, at=at) or responses.submit(
        patient, instrument=sitting.instrument, answers=sitting.in_order, by=by, at=at
    )
    _save(patient, Sitting(sitting.instrument, {}), by=by, at=at)
    return response


@transaction.atomic
def leave_unfinished(patient: Patient, sitting: Sitting, *, by: Membership, at: datetime) -> None:
    """The patient stops here: the team sees how far they came, and the items wait for them."""
    answered = sitting.in_order
    rows = QuestionnaireResponse.objects.filter(patient=patient, instrument=sitting.instrument)
    last = rows.order_by("-answered_at", "-pk").first()
    if answered and (last is None or last.answers != answered):
        responses.submit(patient, instrument=sitting.instrument, answers=answered, by=by, at=at)


def _save(patient: Patient, sitting: Sitting, *, by: Membership, at: datetime) -> None:
    kept = {str(number): answer for number, answer in sorted(sitting.items.items())}
    intake.save_draft(patient, answers={MEASURE_KEY + sitting.instrument: kept}, by=by, at=at)


def _again(patient: Patient, sitting: Sitting, *, at: datetime) -> QuestionnaireResponse | None:
    """The same answers sent twice are one response. The draft's lock makes the second wait."""
    last = responses.latest_complete(patient, sitting.instrument)
    if last is None or last.answers != sitting.in_order or at - last.answered_at > SAME_SITTING:
        return None
    return last


def _skipped(sitting: Sitting) -> Sitting:
    """Who never drinks is not asked how much: the AUDIT's own skip after its first question."""
    if sitting.instrument == InstrumentCode.AUDITC and sitting.items.get(1) == 0:
        return Sitting(sitting.instrument, dict.fromkeys(range(1, sitting.length + 1), 0))
    return sitting
