"""The emergency list: opened, stamped line by line on its own clock, closed with how it ended."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from sessions.domain import ambulances
from sessions.domain.current import lock_session, require_unsigned
from sessions.enums import EmergencyOutcome, EmergencyStepKind, Ending
from sessions.models import EmergencyRun, EmergencyStep, MedicineSession

LONGEST_TEXT = 300
LONGEST_KEY = 64
NO_LINE = "There is no such line on the list."
# Whoever opens a list around the moment at which another one closed opens a new one: clocks differ a little.
AGAIN = timedelta(seconds=5)
OUTCOME_OF_ENDING = {Ending.TRANSFERRED: EmergencyOutcome.TRANSFERRED}


@act("emergency.started", Permission.SESSION_RUN)
def start(
    session: MedicineSession,
    *,
    by: Membership,
    at: datetime,
    started_at: datetime | None = None,
    key: str = "",
) -> EmergencyRun:
    """Open the list and its clock, now or at `started_at`; the one that was open then goes on.

    The same key a second time changes nothing, also when the list has been closed since.
    """
    require_care(by, session.patient)
    since = started_at or at
    if since > at or len(key) > LONGEST_KEY:
        raise invalid("It cannot have happened in the future." if since > at else NO_LINE)
    session = lock_session(session)
    runs = EmergencyRun.objects.filter(session=session)
    known = (key and runs.filter(key=key).first()) or _open_at(session, since, still=AGAIN)
    if known:
        return known
    require_unsigned(session)
    run = _begin(session, since, key=key, by=by, at=at)
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
        raise invalid(NO_LINE)
    said = words_of(text, most=LONGEST_TEXT, what="it")
    if (done_at or at) > at:
        raise invalid("It cannot have happened in the future.")
    session = lock_session(session)
    known = EmergencyStep.objects.filter(run__session=session, key=key).first() if key else None
    if known is not None:
        return known
    require_unsigned(session)
    step = EmergencyStep.objects.create(
        run=_run_for(session, done_at or at, opens=opens, by=by, at=at), kind=kind, key=key,
        text=said, done_at=done_at or at, recorded_at=at, done_by=by,
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
    run = _required_open(session)
    _end(run, outcome, by=by, at=at)
    ambulances.tell(session, by=by, at=at)
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


def _open_at(
    session: MedicineSession, moment: datetime, *, still: timedelta = timedelta()
) -> EmergencyRun | None:
    """The list that was open then, and `still` so long, whether or not it has been closed since."""
    then = Q(ended_at=None) | Q(ended_at__gt=moment + still)
    runs = EmergencyRun.objects.filter(then, session=session, started_at__lte=moment)
    return runs.order_by("started_at", "pk").last()


def _begin(
    session: MedicineSession, since: datetime, *, key: str, by: Membership, at: datetime
) -> EmergencyRun:
    """A list from then on. One that was opened later begins then; of one that is over, it is a list before."""
    later = EmergencyRun.objects.filter(session=session, started_at__gt=since)
    next_one = later.order_by("started_at", "pk").first()
    if next_one is not None and next_one.ended_at is None:
        next_one.started_at, next_one.started_by = since, by
        next_one.save(update_fields=["started_at", "started_by"])
        return next_one
    over = {"ended_at": next_one.started_at, "ended_by": by} if next_one else {}
    return EmergencyRun.objects.create(
        session=session, key=key, started_at=since, started_by=by, recorded_at=at, **over
    )


def _run_for(
    session: MedicineSession, moment: datetime, *, opens: bool, by: Membership, at: datetime
) -> EmergencyRun:
    """The list that a line belongs to."""
    if not opens:
        return _required_open(session)
    found = _open_at(session, moment) or _open_now(session)
    return found or _begin(session, moment, key="", by=by, at=at)


def _open_now(session: MedicineSession) -> EmergencyRun | None:
    return EmergencyRun.objects.filter(session=session, ended_at=None).first()


def _required_open(session: MedicineSession) -> EmergencyRun:
    run = _open_now(session)
    if run is None:
        raise invalid("The emergency list is not open. Press Emergency first.")
    return run
