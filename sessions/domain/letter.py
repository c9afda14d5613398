"""One page to the referring doctor: only under a live release, to somebody on record, and written down."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from accounts.acts import act, invalid
from accounts.domain.policies import policy_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from medications.enums import ESKETAMINE
from patients.domain.care_team import require_care
from patients.domain.documents import fall_due
from patients.enums import ContactKind, DocumentKind
from patients.models import Contact, Document
from scheduling.enums import UPCOMING, VisitKind
from scheduling.models import Appointment
from screening.domain.consents import ConsentState, states
from screening.enums import ConsentKind
from sessions.domain.current import lock_session
from sessions.domain.received import Received, received
from sessions.domain.routes import given_totals
from sessions.enums import Ending
from sessions.models import MedicineSession

NO_RELEASE = "The patient has not signed a release that is in force."
NO_REFERRER = "No referring doctor is on record."
NOT_CLOSED = "Both parts of the note are signed first."
IN_ERROR = "This session was entered in error: there is nothing to write about."


def key_of(session: MedicineSession) -> str:
    return f"referrer_letter:{session.pk}"


def missing(session: MedicineSession, *, at: datetime) -> list[str]:
    """Every reason why no letter may be made; an empty list means that it may."""
    reasons = [] if session.is_signed else [NOT_CLOSED]
    if session.ending == Ending.ENTERED_IN_ERROR:
        reasons.append(IN_ERROR)
    if _release(session, at=at).state != "signed":
        reasons.append(NO_RELEASE)
    if referrer_of(session) is None:
        reasons.append(NO_REFERRER)
    return reasons


@act("letter.made", Permission.NOTE_MEDICINE, Permission.NOTE_THERAPY)
def make(session: MedicineSession, *, by: Membership, at: datetime) -> Document:
    """The letter falls due, and the trail says to whom and on which release; twice changes nothing."""
    require_care(by, session.patient)
    session = lock_session(session)
    if known := Document.objects.filter(key=key_of(session)).without_bytes().first():
        return known
    reasons = missing(session, at=at)
    if reasons:
        raise invalid(" ".join(reasons))
    return _make(session, by=by, at=at)


def make_if_allowed(session: MedicineSession, *, by: Membership, at: datetime) -> None:
    """With the second signature; where something is missing nothing is made and the note says what."""
    if not missing(session, at=at):
        _make(session, by=by, at=at)


def referrer_of(session: MedicineSession) -> Contact | None:
    """The newest one who still stands."""
    rows = Contact.objects.filter(
        patient=session.patient_id, kind=ContactKind.REFERRER, ended_at=None
    )
    return rows.order_by("-recorded_at", "-pk").first()


def _make(session: MedicineSession, *, by: Membership, at: datetime) -> Document:
    day = day_at(session.patient.clinic, session.first_dose_at or session.planned_at)
    document = fall_due(
        session.patient,
        kind=DocumentKind.REFERRER_LETTER,
        key=key_of(session),
        title=f"Letter to the referring doctor, {date_format(day, 'M j, Y')}",
        html=letter_html(session, at=at),
        at=at,
    )
    to, consent = referrer_of(session), _release(session, at=at).consent
    trail.record(
        "disclosure.made", document, by=by, at=at, patient_id=session.patient_id,
        to=to.name if to else "", consent=consent.pk if consent else None, what="referrer letter",
    )  # fmt: skip
    return document


def letter_html(session: MedicineSession, *, at: datetime) -> str:
    with timezone.override(session.patient.clinic.zone):
        return render_to_string("sessions/paper/referrer_letter.html", _context(session, at=at))


def _context(session: MedicineSession, *, at: datetime) -> dict[str, Any]:
    patient = session.patient
    readings = list(session.vitals.standing().order_by("taken_at", "pk"))
    note = session.medicine_note
    doses = session.doses.select_related("lot").order_by("given_at", "pk")
    given = received(doses, given_totals(session))
    return {
        "title": f"Letter about {patient.legal_name}",
        "session": session,
        "patient": patient,
        "clinic": patient.clinic,
        "printed_at": at,
        "to": referrer_of(session),
        "doses": given,
        "treatment": _treatment(given),
        "first": readings[0] if readings else None,
        "highest": max(readings, key=lambda row: row.systolic, default=None),
        "last": readings[-1] if readings else None,
        "adverse_events": list(
            session.adverse_events.standing()
            .select_related("resolution")
            .order_by("occurred_at", "pk")
        ),
        "next_visit": _next_visit(session, at=at),
        "signed": note,
        "signatures": [note],
    }


def _treatment(given: list[Received]) -> str:
    """The course of care as a colleague names it."""
    names = {one.medicine for one in given}
    if names == {ESKETAMINE}:
        return "treatment with esketamine and psychotherapy"
    return "ketamine-assisted psychotherapy"


def _next_visit(session: MedicineSession, *, at: datetime) -> Appointment | None:
    rows = Appointment.objects.filter(
        patient=session.patient_id, kind=VisitKind.INTEGRATION, status__in=UPCOMING, start_at__gt=at
    )
    return rows.order_by("start_at").first()


def _release(session: MedicineSession, *, at: datetime) -> ConsentState:
    patient = session.patient
    policy = policy_of(patient.clinic, at=at)
    return states(patient, policy=policy, at=at)[ConsentKind.RELEASE]
