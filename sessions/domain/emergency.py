"""The emergency list: opened, stamped line by line on its own clock, closed with how it ended."""

from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from sessions.domain.current import lock_session, require_unsigned
from sessions.enums import EmergencyOutcome, EmergencyStepKind, Ending
from sessions.models import EmergencyRun, EmergencyStep, MedicineSession

LONGEST_TEXT = 300
LONGEST_KEY = 64
OUTCOME_OF_ENDING = {Ending.TRANSFERRED: EmergencyOutcome.TRANSFERRED}


@act("emergency.started", Permission.SESSION_RUN)
def start(session: MedicineSession, *, by: Membership, at: datetime) -> EmergencyRun:
    """Open the list and its clock; pressed again, the one that is open goes on."""
    require_care(by, session.patient)
    session = lock_session(session)
    require_unsigned(session)
    run, new = EmergencyRun.objects.get_or_create(
        session=session, ended_at=None, defaults={"started_at": at, "started_by": by}
    )
    if new:
        trail.record("emergency.started", run, by=by, at=at, patient_id=session.patient_id)
    return run


@act("emergency.step", Permission.SESSION_RUN)
def stamp(
    session: MedicineSession,
    *,
    kind: str,
    by: Membership,
    at: datetime,
    text: str = "",
    done_at: datetime | None = None,
    key: str = "",
    opens: bool = False,
) -> EmergencyStep:
    """One line of the list, done now or at `done_at`. The same key a second time changes nothing.

    With `opens` it opens the list where none is: a tablet without a network cannot ask.
    """
    require_care(by, session.patient)
    if kind not in EmergencyStepKind.values or len(key) > LONGEST_KEY:
        raise invalid("There is no such line on the list.")
    said = words_of(text, most=LONGEST_TEXT, what="it")
    if (done_at or at) > at:
        raise invalid("It cannot have happened in the future.")
    session = lock_session(session)
    known = EmergencyStep.objects.filter(run__session=session, key=key).first() if key else None
    if known is not None:
        return known
    require_unsigned(session)
    if opens:
        EmergencyRun.objects.get_or_create(
            session=session,
            ended_at=None,
            defaults={"started_at": done_at or at, "started_by": by},
        )
    step = EmergencyStep.objects.create(
        run=_open_run(session), kind=kind, key=key, text=said, done_at=done_at or at,
        recorded_at=at, done_by=by,
    )  # fmt: skip
    trail.record("emergency.step", step, by=by, at=at, patient_id=session.patient_id, kind=kind)
    return step


@act("emergency.ended", Permission.SESSION_RUN)
def finish(session: MedicineSession, *, outcome: str, by: Membership, at: datetime) -> EmergencyRun:
    """Close the list with how it ended."""
    require_care(by, session.patient)
    if outcome not in EmergencyOutcome.values:
        raise invalid("Choose how it ended.")
    session = lock_session(session)
    require_unsigned(session)
    run = _open_run(session)
    _end(run, outcome, by=by, at=at)
    trail.record(
        "emergency.ended", run, by=by, at=at, patient_id=session.patient_id, outcome=outcome
    )
    return run


def end_open(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """For the end and the signature: a list still open closes; how it ended only where that is known."""
    for run in EmergencyRun.objects.filter(session=session, ended_at=None):
        _end(run, OUTCOME_OF_ENDING.get(session.ending, ""), by=by, at=at)  # type: ignore[call-overload]


def _end(run: EmergencyRun, outcome: str, *, by: Membership, at: datetime) -> None:
    run.outcome, run.ended_at, run.ended_by = outcome, max(at, run.started_at), by
    run.save(update_fields=["outcome", "ended_at", "ended_by"])


def _open_run(session: MedicineSession) -> EmergencyRun:
    run = EmergencyRun.objects.filter(session=session, ended_at=None).first()
    if run is None:
        raise invalid("The emergency list is not open. Press Emergency first.")
    return run
