"""A questionnaire answered, in whole or until it was left."""

from collections.abc import Sequence
from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from measures.domain.alerts import open_alert
from measures.enums import AlertKind, AlertLevel, InstrumentCode, ResponseStatus
from measures.instruments import INSTRUMENTS, SUICIDE_ITEM, Instrument
from measures.models import QuestionnaireResponse
from patients.domain.care_team import require_care
from patients.models import Patient


@act("measure.submitted", Permission.MEASURE_SUBMIT)
def submit(
    patient: Patient, *, instrument: str, answers: Sequence[int], by: Membership, at: datetime
) -> QuestionnaireResponse:
    """Keep the answers; score them when all are there; open the alert that item 9 asks for."""
    require_care(by, patient)
    if instrument not in INSTRUMENTS:
        raise invalid("There is no such questionnaire here.")
    form = INSTRUMENTS[instrument]
    answers = _checked(form, answers)
    whole = len(answers) == form.items
    score = form.score(answers) if whole else None
    response = QuestionnaireResponse.objects.create(
        patient=patient,
        instrument=instrument,
        instrument_version=form.version,
        answers=answers,
        status=ResponseStatus.COMPLETED if whole else ResponseStatus.IN_PROGRESS,
        score=score,
        band=form.band(score, patient.sex) if score is not None else "",
        answered_at=at,
        entered_by=by,
    )
    _raise_alert(patient, response, at=at)
    trail.record("measure.submitted", response, by=by, at=at, instrument=instrument, complete=whole)
    return response


def latest_complete(patient: Patient, instrument: str) -> QuestionnaireResponse | None:
    return (
        QuestionnaireResponse.objects.complete()
        .filter(patient=patient, instrument=instrument)
        .order_by("-answered_at", "-pk")
        .first()
    )


def _checked(form: Instrument, answers: Sequence[int]) -> list[int]:
    plain = list(answers)
    if len(plain) > form.items:
        raise invalid(f"{form.code.label} has {form.items} questions; {len(plain)} answers came.")
    if not plain:
        raise invalid("Answer at least one question.")
    for answer in plain:
        if isinstance(answer, bool) or not isinstance(answer, int):
            raise invalid("Each answer is a whole number.")
        if not form.lowest <= answer <= form.highest:
            raise invalid(f"Each answer is between {form.lowest} and {form.highest}.")
    return plain


def _raise_alert(patient: Patient, response: QuestionnaireResponse, *, at: datetime) -> None:
    """Evaluated on every save, finished or not: nobody has to press Submit to be heard."""
    if response.instrument != InstrumentCode.PHQ9 or len(response.answers) < SUICIDE_ITEM:
        return
    answer = response.answers[SUICIDE_ITEM - 1]
    if answer >= 1:
        urgent = AlertLevel.URGENT if answer >= 2 else AlertLevel.SAME_DAY
        open_alert(
            patient,
            kind=AlertKind.SUICIDE_ITEM,
            level=urgent,
            fact=f"PHQ-9 item 9 = {answer}",
            at=at,
        )
