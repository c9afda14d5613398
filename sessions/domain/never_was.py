"""A session that was entered in error: its ledger lines are taken back, also after it was over."""

from datetime import datetime

from django.db.models import Q

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain import stock
from medications.models import LedgerEntry, Lot
from patients.domain.care_team import require_care
from patients.domain.episodes import enter_phase
from patients.enums import Phase
from sessions.domain.current import lock_session, require_unsigned
from sessions.domain.moments import follower
from sessions.domain.phases import phase_before
from sessions.enums import Ending, SessionStatus
from sessions.models import MedicineSession


@act("session.entered_in_error", Permission.SESSION_RUN)
def enter_in_error(
    session: MedicineSession, *, reason: str, by: Membership, at: datetime
) -> MedicineSession:
    """Mark a session that is over already: it belongs to somebody else, or never was.

    Until both parts are signed. How it had ended stays in the row's history and in the trail.
    """
    require_care(by, session.patient)
    if not reason.strip():
        raise invalid("Write why it was entered in error.")
    session = lock_session(session)
    require_unsigned(session)
    if session.status != SessionStatus.ENDED or session.ending == Ending.ENTERED_IN_ERROR:
        raise invalid("Only a session that has ended, and not in error, is marked here.")
    ended = session.ending
    session.ending, session.ending_reason = Ending.ENTERED_IN_ERROR, reason.strip()
    session.save(update_fields=["ending", "ending_reason"])
    if session.episode.phase == Phase.INTEGRATION:
        enter_phase(session.episode, phase_before(session, at=at))
    follower().voided(session, at=at)
    take_back_lines(session, by=by, at=at)
    trail.record(
        "session.entered_in_error", session, by=by, at=at, patient_id=session.patient_id,
        had_ended=ended,
    )  # fmt: skip
    return session


def take_back_lines(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """A line of its own for each draw and each waste: none of it was this patient's."""
    of_it = Q(dose__session=session) | Q(waste__session=session)
    of_it |= Q(other_medicine__session=session) | Q(correction__session=session)
    lines = list(LedgerEntry.objects.standing().filter(of_it).order_by("lot_id", "-line"))
    Lot.objects.lock_all(line.lot_id for line in lines)
    for line in lines:
        reason = f"The session was entered in error. {session.ending_reason}"
        stock.take_back(line, reason=reason, by=by, at=at)
