"""An intake answered whole, through the verbs, as the pages would keep it."""

from datetime import datetime
from typing import Any

from accounts.models import Membership
from measures.domain import responses
from measures.instruments import INSTRUMENTS
from patients.models import Patient
from portal.asking import NO, NONE, Kind
from portal.questions import QUESTIONS
from screening.domain import intake

ANSWERS: dict[Kind, Any] = {
    Kind.YES_NO: NO,
    Kind.SOME: [NONE],
    Kind.LONG: "",
    Kind.NAME: {"name": "Margo", "pronouns": "she/her"},
    Kind.REACH: {"phone": "303 555 0117", "email": "margo@example.org"},
    Kind.HEIGHT: {"feet": "5", "inches": "6", "cm": ""},
    Kind.WEIGHT: {"lb": "154", "kg": ""},
    Kind.RIDE: {"known": NO, "name": "", "phone": ""},
}


def fill(patient: Patient, *, by: Membership, at: datetime, **changes: Any) -> None:
    """Every question answered: well, unless `changes` says otherwise for a key."""
    said = {
        key: ANSWERS[question.kind]
        for key, question in QUESTIONS.items()
        if question.kind in ANSWERS
    }
    intake.save_draft(patient, answers={**said, **changes}, by=by, at=at)
    for code in ("phq9", "gad7", "auditc"):
        calm = [0] * INSTRUMENTS[code].items
        responses.submit(patient, instrument=code, answers=calm, by=by, at=at)
