"""The session's note: two parts, two licences, two signatures, then its papers."""

from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format

from accounts.acts import act, invalid, require
from accounts.enums import Permission
from accounts.enums import RefusalCode as Code
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from core.errors import Refusal
from patients.domain import cosigning, notes
from patients.domain.care_team import require_care
from patients.domain.documents import fall_due
from patients.enums import DocumentKind, NoteKind, NotePart
from patients.models import ClinicalNote, Document
from sessions.domain import letter, patient_copy
from sessions.domain.closing import close_the_room
from sessions.domain.current import lock_session
from sessions.domain.record import facts_of, fingerprint, record_html
from sessions.models import MedicineSession

FIELD_OF_PART = {NotePart.THERAPY: "therapy_note", NotePart.MEDICINE: "medicine_note"}
NOTHING_TO_ADD_TO = "There is no signed note to add to."
CHANGED_SINCE = (
    "The record of the session changed since you opened this page. Read what would be locked now, then "
    "sign."
)


@act("note.saved", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def save_part(
    session: MedicineSession,
    *,
    part: str,
    text: str,
    by: Membership,
    at: datetime,
    version: int | None = None,
) -> ClinicalNote:
    """Keep a part's draft; `version` is the one the writer started from."""
    require_part(by, part)
    require_care(by, session.patient)
    session = lock_session(session)
    return notes.save(
        _part_of(session, part, by=by, at=at), text=text, by=by, at=at, version=version
    )


@act("note.signed", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def sign_part(
    session: MedicineSession,
    *,
    part: str,
    by: Membership,
    at: datetime,
    text: str | None = None,
    version: int | None = None,
    seen: str | None = None,
) -> ClinicalNote:
    """Sign a part; with the second one the record closes and its document falls due, once.

    `version` is the text that was read and `seen` the fingerprint of the facts that stood beside it.
    """
    session, note = _to_sign(session, part, by=by, at=at, text=text, version=version, seen=seen)
    return _settle(session, notes.sign(note, facts=facts_of(session), by=by, at=at), by=by, at=at)


@act("note.handed_over", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def hand_over_part(
    session: MedicineSession,
    *,
    part: str,
    cosigner: Membership,
    by: Membership,
    at: datetime,
    text: str | None = None,
    version: int | None = None,
    seen: str | None = None,
) -> ClinicalNote:
    """Whoever writes under supervision signs their part; it waits for a second signature of its licence."""
    session, note = _to_sign(session, part, by=by, at=at, text=text, version=version, seen=seen)
    return cosigning.hand_over(note, cosigner=cosigner, facts=facts_of(session), by=by, at=at)


@act("note.cosigned", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def cosign_part(
    session: MedicineSession,
    *,
    part: str,
    by: Membership,
    at: datetime,
    seen: str | None = None,
) -> ClinicalNote:
    """The supervisor's signature closes the part; with the last part the record closes.

    `seen` is the `handed_sha256` of the words that were read.
    """
    session, note = _written_part(session, part, by, lacking="There is no note that waits for you.")
    note = cosigning.cosign(note, facts=facts_of(session), by=by, at=at, seen=seen)
    return _settle(session, note, by=by, at=at)


def _to_sign(
    session: MedicineSession,
    part: str,
    *,
    by: Membership,
    at: datetime,
    text: str | None,
    version: int | None,
    seen: str | None,
) -> tuple[MedicineSession, ClinicalNote]:
    """The session, held, and the part with the words that are signed now, if both are as they were read."""
    require_part(by, part)
    require_care(by, session.patient)
    session = lock_session(session)
    note = _part_of(session, part, by=by, at=at)
    if note.is_signed:
        raise Refusal(Code.NOTE_SIGNED, notes.SIGNED)
    if session.ended_at is None:
        raise Refusal(
            Code.NOTE_INCOMPLETE, "The session has not ended yet. Sign after the discharge."
        )
    note = notes.lock_draft(note)
    notes.require_version(note, version)
    if seen is not None and seen != fingerprint(facts_of(session)):
        raise invalid(CHANGED_SINCE)
    if text is not None and text != note.text:
        note = notes.save(note, text=text, by=by, at=at)
    return session, note


def _settle(
    session: MedicineSession, note: ClinicalNote, *, by: Membership, at: datetime
) -> ClinicalNote:
    """A part has its last signature; the second such part closes the record."""
    setattr(session, FIELD_OF_PART[NotePart(note.part)], note)
    if _both_signed(session):
        _close_record(session, by=by, at=at)
    return note


@act("note.addendum", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def add_addendum(
    session: MedicineSession,
    *,
    part: str,
    text: str,
    by: Membership,
    at: datetime,
    key: UUID | None = None,
) -> ClinicalNote:
    """Add to a signed part; where the record is closed, a further one shows both."""
    session, note = _written_part(session, part, by)
    added = notes.add_addendum(note, text=text, by=by, at=at, key=key)
    _amend_record(session, added, at=at)
    return added


@act("note.corrected", Permission.NOTE_THERAPY, Permission.NOTE_MEDICINE)
def correct_part(
    session: MedicineSession,
    *,
    part: str,
    wrong: str,
    text: str,
    by: Membership,
    at: datetime,
    key: UUID | None = None,
) -> ClinicalNote:
    """Say what was wrong in a signed part; the original stays, struck and readable."""
    session, note = _written_part(session, part, by)
    added = notes.correct(note, wrong=wrong, text=text, by=by, at=at, key=key)
    _amend_record(session, added, at=at)
    return added


def _written_part(
    session: MedicineSession, part: str, by: Membership, *, lacking: str = NOTHING_TO_ADD_TO
) -> tuple[MedicineSession, ClinicalNote]:
    """The session, held, and the part that somebody wrote; `lacking` says that nobody did."""
    require_part(by, part)
    require_care(by, session.patient)
    session = lock_session(session)
    note = getattr(session, FIELD_OF_PART[NotePart(part)])
    if note is None:
        raise invalid(lacking)
    return session, note


def require_part(by: Membership, part: str) -> None:
    if part not in FIELD_OF_PART:
        raise invalid("A session's note has a therapy part and a medicine part.")
    require(by, notes.PERMISSION_OF_PART[NotePart(part)])


def _part_of(session: MedicineSession, part: str, *, by: Membership, at: datetime) -> ClinicalNote:
    field = FIELD_OF_PART[NotePart(part)]
    note: ClinicalNote | None = getattr(session, field)
    if note is None:
        note = notes.open_draft(
            session.episode,
            kind=NoteKind.SESSION,
            part=part,
            about_at=session.first_dose_at or session.planned_at,
            by=by,
            at=at,
        )
        setattr(session, field, note)
        session.save(update_fields=[field])
    return note


def _both_signed(session: MedicineSession) -> bool:
    therapy, medicine = session.therapy_note, session.medicine_note
    if therapy is None or medicine is None:
        return False
    signed = ClinicalNote.objects.filter(signed_at__isnull=False)
    return signed.filter(pk__in=[therapy.pk, medicine.pk]).count() == len([therapy, medicine])


def _close_record(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """What the papers show is frozen here, in the transaction of the second signature."""
    close_the_room(session, by=by, at=at)
    html = record_html(session, at=at)
    session.signed_at = at
    session.save(update_fields=["signed_at"])
    fall_due(
        session.patient,
        kind=DocumentKind.SESSION_NOTE,
        key=f"session_note:{session.pk}",
        title=f"Medicine session record, {_day(session)}",
        html=html,
        at=at,
    )
    if patient_copy.is_due(session):
        fall_due(
            session.patient,
            kind=DocumentKind.PATIENT_COPY,
            key=f"patient_copy:{session.pk}",
            title=f"Your session, {_day(session)}",
            html=patient_copy.copy_html(session, at=at),
            at=at,
        )
    letter.make_if_allowed(session, by=by, at=at)
    trail.record(
        "session.signed",
        session,
        by=None,
        at=at,
        clinic_id=session.patient.clinic_id,
        patient_id=session.patient_id,
    )


def _amend_record(session: MedicineSession, added: ClinicalNote, *, at: datetime) -> None:
    """A further record with what was added; the first one stays as it was made."""
    key = f"session_note:{session.pk}:{added.pk}"
    if not session.is_signed or Document.objects.filter(key=key).exists():
        return
    today = _said(day_at(session.patient.clinic, at))
    fall_due(
        session.patient,
        kind=DocumentKind.AMENDED_RECORD,
        key=key,
        title=f"Medicine session record, {_day(session)}, as added to on {today}",
        html=record_html(session, at=at),
        at=at,
    )


def _day(session: MedicineSession) -> str:
    return _said(day_at(session.patient.clinic, session.first_dose_at or session.planned_at))


def _said(day: date) -> str:
    return date_format(day, "M j, Y")
