"""A hard stretch and what was tried in it; what helped is read at the next preparation."""

from datetime import datetime

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from patients.domain.care_team import require_care
from patients.models import EpisodeOfCare
from sessions.domain.current import lock_session, require_open
from sessions.enums import SupportTried
from sessions.models import MedicineSession, SupportEpisode

LONGEST_HELPED = 300
NOT_OPEN = "No hard moment is open."


@act("support.started", Permission.SESSION_RUN)
def start(session: MedicineSession, *, by: Membership, at: datetime) -> SupportEpisode:
    """It is hard now. While one is open, pressing again changes nothing."""
    require_care(by, session.patient)
    session = lock_session(session)
    require_open(session)
    row, new = SupportEpisode.objects.get_or_create(
        session=session, ended_at=None, defaults={"started_at": at, "recorded_by": by}
    )
    if new:
        trail.record("support.started", row, by=by, at=at, patient_id=session.patient_id)
    return row


@act("support.tried", Permission.SESSION_RUN)
def tried(session: MedicineSession, *, what: str, by: Membership, at: datetime) -> SupportEpisode:
    """One thing that was tried, in the order in which it was."""
    require_care(by, session.patient)
    if what not in SupportTried.values:
        raise invalid("Choose what was tried.")
    row = _open_one(session)
    if what not in row.tried:
        row.tried = [*row.tried, what]
        row.save(update_fields=["tried"])
        trail.record("support.tried", row, by=by, at=at, patient_id=session.patient_id, what=what)
    return row


@act("support.ended", Permission.SESSION_RUN)
def finish(
    session: MedicineSession, *, helped: str, by: Membership, at: datetime
) -> SupportEpisode:
    """It passed; `helped` in words is what the next preparation shows, and may be empty."""
    require_care(by, session.patient)
    said = words_of(helped, most=LONGEST_HELPED, what="what helped")
    row = _open_one(session)
    row.helped, row.ended_at, row.ended_by = said, max(at, row.started_at), by
    row.save(update_fields=["helped", "ended_at", "ended_by"])
    trail.record("support.ended", row, by=by, at=at, patient_id=session.patient_id)
    return row


def end_open(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """For the end of the session: what was still open ends with it."""
    for row in SupportEpisode.objects.filter(session=session, ended_at=None):
        row.ended_at, row.ended_by = max(at, row.started_at), by
        row.save(update_fields=["ended_at", "ended_by"])


def helped_last_time(episode: EpisodeOfCare) -> SupportEpisode | None:
    """The newest hard moment of this course of care of which something is known to have helped."""
    rows = SupportEpisode.objects.filter(session__episode=episode).exclude(helped="")
    return rows.order_by("-started_at", "-pk").first()


def _open_one(session: MedicineSession) -> SupportEpisode:
    session = lock_session(session)
    require_open(session)
    row = SupportEpisode.objects.filter(session=session, ended_at=None).first()
    if row is None:
        raise invalid(NOT_OPEN)
    return row
