"""The six ways a session ends, each with its own short list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil

from django.db.models import Max

from accounts.acts import act, invalid, require
from accounts.domain.policies import Policy, policy_of
from accounts.enums import Permission
from accounts.enums import RefusalCode as Code
from accounts.models import Membership
from audit import trail
from core.errors import Refusal
from core.moves import apply_move
from medications.enums import Route
from patients.domain.care_team import require_care
from patients.domain.episodes import enter_phase
from patients.enums import Phase
from scheduling.domain import booking
from scheduling.enums import AppointmentStatus
from scheduling.models import Appointment
from sessions.domain import ambulances, monitoring
from sessions.domain.as_given import open_incident
from sessions.domain.closing import close_the_room
from sessions.domain.current import lock_session, require_open
from sessions.domain.limits import as_reading, too_high_to_leave
from sessions.domain.moments import follower
from sessions.domain.never_was import take_back_lines
from sessions.domain.observation import NEVER, infused_in, minimum_left
from sessions.domain.phases import phase_before
from sessions.domain.vitals import baseline_of
from sessions.enums import (
    SESSION_MOVES,
    DischargeItem,
    DoseKind,
    Ending,
    IncidentKind,
    Told,
)
from sessions.models import MedicationAdministration, MedicineSession, VitalSigns

INCIDENT_OF = {
    Ending.AGAINST_ADVICE: IncidentKind.AGAINST_ADVICE,
    Ending.TRANSFERRED: IncidentKind.TRANSFERRED,
}
AFTER_A_DOSE = {
    Ending.STOPPED_EARLY,
    Ending.AGAINST_ADVICE,
    Ending.TRANSFERRED,
    Ending.ENTERED_IN_ERROR,
}


@act("session.discharged", Permission.SESSION_RUN)
def discharge(
    session: MedicineSession,
    *,
    released_to: str,
    items: Mapping[str, bool],
    by: Membership,
    at: datetime,
    override_reason: str = "",
    left_at: datetime | None = None,
) -> MedicineSession:
    """Let the patient go home with somebody, once time and list allow it.

    `left_at` is when that was, where it is written down later; the time is counted to it.
    """
    if override_reason.strip():
        require(by, Permission.DISCHARGE_OVERRIDE)
    require_care(by, session.patient)
    if not released_to.strip():
        raise invalid("Name who takes the patient home.")
    if not set(items) <= set(DischargeItem.values):
        raise invalid("There is no such line on the discharge list.")
    session = lock_session(session)
    require_open(session)
    dose = _first_dose(session)
    if dose is None:
        raise invalid("No dose was given. End the session without a dose.")
    left_at = _left(session, left_at, at=at)
    policy = policy_of(session.patient.clinic, at=at)
    _require_time(dose, policy, at=left_at, may_override=bool(override_reason.strip()))
    if not override_reason.strip():
        _require_list(session, dose, items, policy)
    session.released_to = released_to.strip()[:160]
    session.discharge_items = {
        name: session.discharge_items.get(name) or _stamp(by, at)
        for name, done in items.items()
        if done
    }
    session.override_reason = override_reason.strip()
    _end(session, Ending.DISCHARGED, reason="", by=by, at=at, left_at=left_at)
    trail.record(
        "session.discharged", session, by=by, at=at, patient_id=session.patient_id,
        released_to=released_to, override=override_reason,
    )  # fmt: skip
    return session


@act("discharge.ticked", Permission.SESSION_RUN)
def tick(
    session: MedicineSession, *, item: str, done: bool, by: Membership, at: datetime
) -> MedicineSession:
    """One line of the list, as it becomes true: with the time and the initials of who saw it."""
    require_care(by, session.patient)
    if item not in DischargeItem.values:
        raise invalid("There is no such line on the discharge list.")
    session = lock_session(session)
    require_open(session)
    if done == (item in session.discharge_items):
        return session
    if done:
        session.discharge_items[item] = _stamp(by, at)
    else:
        del session.discharge_items[item]
    session.save(update_fields=["discharge_items"])
    trail.record(
        "discharge.ticked", session, by=by, at=at, patient_id=session.patient_id, item=item,
        done=done,
    )  # fmt: skip
    return session


def _stamp(by: Membership, at: datetime) -> dict[str, str]:
    return {"at": at.isoformat(), "by": by.initials}


@act("session.ended", Permission.SESSION_RUN)
def end_session(
    session: MedicineSession,
    *,
    outcome: str,
    reason: str,
    by: Membership,
    at: datetime,
    capacity_assessed_by: Membership | None = None,
    told: Sequence[str] = (),
    released_to: str = "",
    left_at: datetime | None = None,
) -> MedicineSession:
    """End without a discharge. The way it ends decides about window, contacts, order and phase."""
    require_assessor(capacity_assessed_by, by)
    require_care(by, session.patient)
    if outcome not in Ending.values or outcome == Ending.DISCHARGED or not reason.strip():
        raise invalid("Choose how the session ended and write why.")
    if not set(told) <= set(Told.values):
        raise invalid("Choose who was told.")
    session = lock_session(session)
    require_open(session)
    dosed = session.first_dose_at is not None
    if outcome == Ending.NO_DOSE and dosed:
        raise invalid("A dose was given in this session.")
    if outcome in AFTER_A_DOSE and not dosed:
        raise invalid("No dose was given. End the session without a dose.")
    if outcome == Ending.AGAINST_ADVICE and (
        capacity_assessed_by is None or set(told) != set(Told)
    ):
        raise Refusal(
            Code.DISCHARGE_INCOMPLETE,
            "Record who assessed capacity, and tell the support person and the prescriber. No signature is asked.",
        )
    session.capacity_assessed_by, session.told = capacity_assessed_by, list(told)
    session.released_to = released_to.strip()[:160]
    left_at = _left(session, left_at, at=at)
    _end(session, Ending(outcome), reason=reason, by=by, at=at, left_at=left_at)
    if kind := INCIDENT_OF.get(Ending(outcome)):
        open_incident(session, kind=kind, what_happened=reason, by=by, at=at)
    trail.record(
        "session.ended", session, by=by, at=at, patient_id=session.patient_id, outcome=outcome
    )
    return session


def require_assessor(assessor: Membership | None, by: Membership) -> None:
    if assessor is not None and not (assessor.is_clinician and assessor.clinic_id == by.clinic_id):
        raise Refusal(Code.ROLE_FORBIDDEN, "Capacity is assessed by a clinician of this clinic.")


def discharge_list(session: MedicineSession) -> list[DischargeItem]:
    dose = _first_dose(session)
    return DischargeItem.asked(infused=dose is not None and dose.route == Route.IV)


def _require_time(
    dose: MedicationAdministration, policy: Policy, *, at: datetime, may_override: bool
) -> None:
    infusion = infused_in(dose.session) if dose.route == Route.IV else NEVER
    if infusion.is_running:
        raise Refusal(
            Code.OBSERVATION_MINIMUM, "The infusion still runs. Stop it with its total first."
        )
    left = minimum_left(dose, policy, at=at, infusion=infusion)
    if left and not (may_override and dose.route != Route.IN_ESKETAMINE):
        minutes = ceil(left.total_seconds() / 60)
        word = "minute" if minutes == 1 else "minutes"
        raise Refusal(Code.OBSERVATION_MINIMUM, f"Discharge needs {minutes} more {word}.")


def _require_list(
    session: MedicineSession,
    dose: MedicationAdministration,
    items: Mapping[str, bool],
    policy: Policy,
) -> None:
    missing = [item.label for item in discharge_list(session) if items.get(item) is not True]
    if missing:
        raise Refusal(Code.DISCHARGE_INCOMPLETE, f"Still open: {'; '.join(missing)}.")
    newest = (
        VitalSigns.objects.standing().filter(session=session).order_by("-taken_at", "-pk").first()
    )
    if newest is not None and too_high_to_leave(as_reading(newest), baseline_of(session), policy):
        raise Refusal(
            Code.DISCHARGE_INCOMPLETE,
            f"The last reading, {newest}, is too high to leave with. Repeat it, or the prescriber decides.",
        )


def _left(session: MedicineSession, left_at: datetime | None, *, at: datetime) -> datetime:
    """When the patient left: not before what was given and measured last, and not later than now."""
    if left_at is None:
        return at
    seen = [session.last_dose_at, infused_in(session).stopped_at]
    seen.append(session.vitals.standing().aggregate(last=Max("taken_at"))["last"])
    if left_at > at or any(left_at < moment for moment in seen if moment is not None):
        raise invalid(
            "The patient left after the last dose and the last reading, and not in the future. "
            "Look at the time again."
        )
    return left_at


def _first_dose(session: MedicineSession) -> MedicationAdministration | None:
    return MedicationAdministration.objects.filter(session=session, kind=DoseKind.FIRST).first()


def _end(
    session: MedicineSession,
    ending: Ending,
    *,
    reason: str,
    by: Membership,
    at: datetime,
    left_at: datetime,
) -> None:
    apply_move(session, "end", SESSION_MOVES)
    session.ending, session.ending_reason = ending, reason.strip()
    session.ended_at, session.ended_by = left_at, by
    session.end_recorded_at = at if left_at < at else None
    session.save()
    close_the_room(session, by=by, at=left_at)
    _leave_the_diary(session, at=left_at)
    if ending in {Ending.NO_DOSE, Ending.ENTERED_IN_ERROR}:
        enter_phase(session.episode, phase_before(session, at=at))
        follower().voided(session, at=at)
        if ending == Ending.ENTERED_IN_ERROR:
            take_back_lines(session, by=by, at=at)
    else:
        enter_phase(session.episode, Phase.INTEGRATION)
        follower().left(session, at=left_at)
        monitoring.open_form(session)
    ambulances.tell(session, by=by, at=at)


def _leave_the_diary(session: MedicineSession, *, at: datetime) -> None:
    """The visit is over, and what is left of its time is free for others."""
    visit = (
        Appointment.objects.upcoming()
        .select_for_update(of=("self",))
        .select_related("room")
        .filter(session=session)
        .first()
    )
    if visit is None:
        return
    visit.status = AppointmentStatus.FULFILLED
    if at <= visit.start_at and session.first_dose_at is None:
        visit.status, visit.cancelled_at = AppointmentStatus.CANCELLED, at
        visit.cancelled_reason = session.ending_reason[:300]
    visit.save(update_fields=["status", "cancelled_at", "cancelled_reason"])
    booking.free_the_rest(visit, at=at)
