"""The nurses' standing order: an amber reading before the dose, once it was repeated."""

from collections.abc import Sequence

from accounts.domain.policies import policy_of
from accounts.enums import RefusalCode
from core.clock import day_at
from core.errors import Refusal
from sessions.domain.limits import Reading, level_before
from sessions.enums import ReadingLevel
from sessions.models import MedicineSession, VitalSigns

AFTER_THE_DOSE = (
    "After the dose an amber reading means no booster. Repeat it in 5 minutes and tell the "
    "prescriber, who alone may open it."
)
NOT_REPEATED = (
    "A nurse opens an amber reading once it was repeated. Let the patient rest 5 to 10 minutes and "
    "take it again, or ask the prescriber."
)
PAST_THE_CLINICS = (
    "Amber by the patient's own limits, past the clinic's. The standing order ends there: a "
    "prescriber opens it."
)


def require_covered(
    session: MedicineSession, reading: VitalSigns | None, readings: Sequence[VitalSigns]
) -> None:
    """Refuse a nurse what the standing order does not hold; the rest is a prescriber's to open."""
    if session.first_dose_at is not None:
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, AFTER_THE_DOSE)
    if reading is None or not is_repeat(session, reading, readings):
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, NOT_REPEATED)
    if reading.limits_id is not None and _is_red_here(session, reading):
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, PAST_THE_CLINICS)


def is_repeat(
    session: MedicineSession, reading: VitalSigns, readings: Sequence[VitalSigns]
) -> bool:
    """That an earlier reading of its day was out of limits too; a red one that settled counts."""
    clinic = session.patient.clinic
    day = day_at(clinic, reading.taken_at)
    return any(
        one.level != ReadingLevel.WITHIN
        and (one.taken_at, one.pk) < (reading.taken_at, reading.pk)
        and day_at(clinic, one.taken_at) == day
        for one in readings
    )


def _is_red_here(session: MedicineSession, reading: VitalSigns) -> bool:
    """Limits that a prescriber loosened for one patient do not widen the nurses' order."""
    policy = policy_of(session.patient.clinic, at=reading.taken_at)
    taken = Reading(reading.systolic, reading.diastolic, reading.heart_rate, reading.spo2)
    return level_before(taken, policy) == ReadingLevel.RED
