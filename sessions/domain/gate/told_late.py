"""A dose that is told late puts readings after it that were judged as before it."""

from collections.abc import Sequence

from accounts.domain.policies import Policy
from sessions.domain import patient_limits
from sessions.domain.limits import as_reading, graver, level_after
from sessions.enums import ReadingLevel
from sessions.models import MedicationAdministration, VitalSigns


def level_now(
    row: VitalSigns,
    *,
    among: Sequence[VitalSigns],
    first_dose: MedicationAdministration | None,
    policy: Policy,
) -> ReadingLevel:
    """As it was judged; after a dose that was told later also by the limits after one: the graver counts.

    `among` are the session's standing readings in the order of the clock.
    """
    judged = ReadingLevel(row.level)
    if first_dose is None or not was_told_later(first_dose, row):
        return judged
    before = [one for one in among if one.taken_at <= first_dose.given_at]
    baseline = as_reading(before[-1]) if before else None
    own = patient_limits.merged(policy, row.limits)
    return graver(judged, level_after(as_reading(row), baseline, own))


def was_told_later(dose: MedicationAdministration, row: VitalSigns) -> bool:
    return dose.given_at < row.taken_at and row.recorded_at < dose.recorded_at
