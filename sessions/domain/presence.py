"""Who is in the room, from when until when. A session that runs with nobody logged in says so."""

from datetime import datetime

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from sessions.domain.current import lock_session, require_open
from sessions.models import MedicineSession, Presence


@act("presence.came", Permission.SESSION_RUN)
def came(session: MedicineSession, *, by: Membership, at: datetime) -> Presence:
    """I am here. Saying it twice changes nothing."""
    require_care(by, session.patient)
    session = lock_session(session)
    require_open(session)
    return enter(session, by, by=by, at=at)


@act("presence.left", Permission.SESSION_RUN)
def left(session: MedicineSession, *, by: Membership, at: datetime) -> Presence | None:
    """I am leaving. Whoever is not logged in the room has left already."""
    require_care(by, session.patient)
    session = lock_session(session)
    require_open(session)
    return _close(session, by, at=at)


@act("presence.handed_over", Permission.SESSION_RUN)
def hand_over(
    session: MedicineSession, *, to: Membership, by: Membership, at: datetime
) -> Presence:
    """A colleague takes the room: they are in it from the moment in which I leave it."""
    require_care(by, session.patient)
    if to.pk == by.pk:
        raise invalid("Choose the colleague who takes over.")
    if to.clinic_id != by.clinic_id or not to.may(Permission.SESSION_RUN):
        raise invalid("Choose a colleague who may run a session.")
    require_care(to, session.patient)
    session = lock_session(session)
    require_open(session)
    _close(session, by, at=at, handed_to=to)
    return enter(session, to, by=by, at=at)


def enter(
    session: MedicineSession, member: Membership, *, by: Membership, at: datetime
) -> Presence:
    """For verbs that hold the session: log somebody in the room, once."""
    row, new = Presence.objects.get_or_create(
        session=session, member=member, left_at=None, defaults={"came_at": at}
    )
    if new:
        trail.record(
            "presence.came", row, by=by, at=at, patient_id=session.patient_id, member=member.pk
        )
    return row


def leave_all(session: MedicineSession, *, at: datetime) -> None:
    """For the end of the session: nobody stays logged in a room that is over."""
    for row in Presence.objects.filter(session=session, left_at=None):
        row.left_at = max(at, row.came_at)
        row.save(update_fields=["left_at"])


def _close(
    session: MedicineSession,
    member: Membership,
    *,
    at: datetime,
    handed_to: Membership | None = None,
) -> Presence | None:
    row = Presence.objects.filter(session=session, member=member, left_at=None).first()
    if row is None:
        return None
    row.left_at, row.handed_to = max(at, row.came_at), handed_to
    row.save(update_fields=["left_at", "handed_to"])
    trail.record("presence.left", row, by=member, at=at, patient_id=session.patient_id)
    return row
