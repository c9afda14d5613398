"""Readings, their level, and when the next one is due."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from accounts.acts import act, invalid
from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at, minutes_between
from measures.domain.alerts import open_alert
from measures.enums import AlertKind, AlertLevel
from patients.domain.care_team import require_care
from sessions.domain import patient_limits
from sessions.domain.current import lock_session, require_unsigned
from sessions.domain.gate.facts import GateFacts
from sessions.domain.limits import (
    Reading,
    as_reading,
    level_after,
    level_before,
    limits_after,
    limits_before,
    sides,
)
from sessions.enums import ReadingLevel
from sessions.models import MedicineSession, ReadingDeclined, VitalSigns

# What a cuff and a clip can show; anything else is a slip of the hand.
POSSIBLE = {
    "systolic": (20, 300),
    "diastolic": (10, 200),
    "heart_rate": (20, 300),
    "spo2": (30, 100),
    "respiratory_rate": (0, 80),
    "sedation": (0, 5),
}
NAMES = {
    "systolic": "Upper pressure",
    "diastolic": "Lower pressure",
    "heart_rate": "Pulse",
    "spo2": "SpO₂",
    "respiratory_rate": "Breaths per minute",
    "sedation": "Awake (MOAA/S)",
}
NOT_BELOW = "The lower pressure must be below the upper one."
COLDEST, HOTTEST = Decimal(30), Decimal(43)
LONGEST_NOTE = 300
EARLY_MINUTES = 2
OLDER = 65
SETTLED_AFTER_DOSES = 2


@act("vitals.recorded", Permission.SESSION_RUN)
def record(
    session: MedicineSession,
    *,
    reading: Reading,
    by: Membership,
    at: datetime,
    taken_at: datetime | None = None,
    device_at: datetime | None = None,
    dissociation: int | None = None,
    temperature: Decimal | None = None,
    note: str = "",
    key: str = "",
) -> VitalSigns:
    """Keep a reading with its level; a red one after the dose opens an alert. A key counts once.

    `dissociation` is 0 to 10 on the clinic's own scale, `temperature` in °C.
    """
    require_care(by, session.patient)
    taken_at = taken_at or at
    require_possible(reading)
    _require_beside(dissociation, temperature, note)
    if taken_at > at:
        raise invalid("A reading cannot lie in the future.")
    session = lock_session(session)
    if key and (known := VitalSigns.objects.filter(session=session, key=key).first()):
        return known
    require_unsigned(session)
    policy = policy_of(session.patient.clinic, at=at)
    limits = patient_limits.in_force(session.episode, at=taken_at)
    own = patient_limits.merged(policy, limits)
    level = level_at(session, reading, taken_at=taken_at, policy=own)
    row = VitalSigns.objects.create(
        session=session,
        key=key,
        systolic=reading.systolic,
        diastolic=reading.diastolic,
        heart_rate=reading.heart_rate,
        spo2=reading.spo2,
        respiratory_rate=reading.respiratory_rate,
        sedation=reading.sedation,
        dissociation=dissociation,
        temperature=temperature,
        note=note.strip(),
        device_at=device_at,
        level=level,
        policy_version=policy.version,
        limits=limits,
        taken_at=taken_at,
        recorded_at=at,
        recorded_by=by,
    )
    if level == ReadingLevel.RED and is_after_dose(session, taken_at):
        _alert(row, at=at)
    trail.record("vitals.recorded", row, by=by, at=at, patient_id=session.patient_id, level=level)
    return row


@act("vitals.declined", Permission.SESSION_RUN)
def decline(
    session: MedicineSession,
    *,
    reason: str,
    by: Membership,
    at: datetime,
    occurred_at: datetime | None = None,
    key: str = "",
) -> ReadingDeclined:
    """Let a due reading be, with the reason: nobody forces a cuff on someone mid-process."""
    require_care(by, session.patient)
    occurred_at = occurred_at or at
    if not reason.strip() or len(reason) > LONGEST_NOTE:
        raise invalid(f"Write why there is no reading, in at most {LONGEST_NOTE} characters.")
    if occurred_at > at:
        raise invalid("It cannot have happened in the future.")
    session = lock_session(session)
    if key and (known := ReadingDeclined.objects.filter(session=session, key=key).first()):
        return known
    require_unsigned(session)
    row = ReadingDeclined.objects.create(
        session=session, key=key, reason=reason.strip(), occurred_at=occurred_at, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    trail.record("vitals.declined", row, by=by, at=at, patient_id=session.patient_id)
    return row


def _require_beside(dissociation: int | None, temperature: Decimal | None, note: str) -> None:
    if dissociation is not None and not 0 <= dissociation <= 10:
        raise invalid("Dissociation is between 0 and 10.")
    if temperature is not None and not COLDEST <= temperature <= HOTTEST:
        raise invalid(f"Temperature is between {COLDEST} and {HOTTEST} °C.")
    if len(note) > LONGEST_NOTE:
        raise invalid(f"Write at most {LONGEST_NOTE} characters.")


def judge_again(session: MedicineSession, *, at: datetime) -> None:
    """A dose told late puts readings after it that were judged as before it: a red one calls now."""
    limits = patient_limits.in_force(session.episode, at=at)
    policy = patient_limits.merged(policy_of(session.patient.clinic, at=at), limits)
    baseline = baseline_of(session)
    rows = VitalSigns.objects.standing().filter(session=session, taken_at__gt=session.first_dose_at)
    for row in rows.order_by("taken_at", "pk"):
        if level_after(as_reading(row), baseline, policy) == ReadingLevel.RED:
            _alert(row, at=at)


def _alert(row: VitalSigns, *, at: datetime) -> None:
    fact = f"{row.systolic}/{row.diastolic}, pulse {row.heart_rate}, SpO₂ {row.spo2} %"
    patient = row.session.patient
    open_alert(patient, kind=AlertKind.RED_READING, level=AlertLevel.NOW, fact=fact, at=at)


def require_possible(reading: Reading) -> None:
    for name, (lowest, highest) in POSSIBLE.items():
        value = getattr(reading, name)
        optional = name in {"respiratory_rate", "sedation"}
        if value is None and optional:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise invalid(range_words(name))
    if reading.diastolic >= reading.systolic:
        raise invalid(NOT_BELOW)


def range_words(name: str) -> str:
    lowest, highest = POSSIBLE[name]
    return f"{NAMES[name]} is between {lowest} and {highest}."


def level_at(
    session: MedicineSession, reading: Reading, *, taken_at: datetime, policy: Policy
) -> ReadingLevel:
    """Judged by the limits for the time at which it was taken."""
    if not is_after_dose(session, taken_at):
        return level_before(reading, policy)
    return level_after(reading, baseline_of(session), policy)


def is_after_dose(session: MedicineSession, moment: datetime) -> bool:
    return session.first_dose_at is not None and moment > session.first_dose_at


def sides_of_red(
    session: MedicineSession, policy: Policy, readings: Iterable[VitalSigns] | None = None
) -> dict[int, str]:
    """By the id of each red reading, whether it lies too high or too low."""
    if readings is None:
        readings = VitalSigns.objects.standing().filter(session=session, level=ReadingLevel.RED)
    before, after = limits_before(policy), limits_after(policy, None)
    return {
        row.pk: sides(as_reading(row), after if is_after_dose(session, row.taken_at) else before)
        for row in readings
        if row.level == ReadingLevel.RED
    }


def baseline_of(session: MedicineSession) -> Reading | None:
    """The last reading before the first dose."""
    if session.first_dose_at is None:
        return None
    row = (
        VitalSigns.objects.standing()
        .filter(session=session, taken_at__lte=session.first_dose_at)
        .order_by("-taken_at", "-pk")
        .first()
    )
    return as_reading(row) if row else None


def schedule(facts: GateFacts, route: str) -> list[int]:
    """Minutes from the first dose; the dense set until the third dose and for whoever needs it."""
    dense = list(facts.policy.by_route("vitals_minutes", route))
    settled = facts.policy["vitals_minutes_settled"].get(route)
    if settled is None or facts.dosed_before < SETTLED_AFTER_DOSES or needs_dense(facts):
        return dense
    return list(settled)


def needs_dense(facts: GateFacts) -> bool:
    patient = facts.episode.patient
    old = patient.age_on(day_at(patient.clinic, facts.at)) >= OLDER
    return old or facts.was_amber_today or facts.background.has_cv5


def minutes_until_due(facts: GateFacts) -> float | None:
    """Minutes until the next reading (negative: overdue); None before the dose and when all are taken.

    A reading that was declined answers its turn as one that was taken does.
    """
    dose = facts.first_dose
    if dose is None:
        return None
    ahead = [one for one in schedule(facts, dose.route) if one > served(facts) + EARLY_MINUTES]
    return ahead[0] - minutes_between(dose.given_at, facts.at) if ahead else None


def served(facts: GateFacts) -> float:
    """The minute after the first dose of the newest reading, taken or let be; -1 where there is none."""
    dose, newest = facts.first_dose, facts.newest_reading
    answered = [newest.taken_at if newest else None, facts.background.declined_at]
    return max(
        (minutes_between(dose.given_at, one) for one in answered if one and dose), default=-1.0
    )
