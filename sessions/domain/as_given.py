"""A dose that was given outside the gate or the order: charted as given, tied to an incident."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from accounts.acts import act, invalid
from accounts.domain.policies import policy_of
from accounts.enums import Permission, RefusalCode, Role
from accounts.models import Membership
from audit import trail
from core.clock import day_at
from core.errors import Refusal
from medications.domain.as_found import count_up_to, lot_as_found
from medications.domain.orders import order_in_force
from medications.enums import DoseSource, Route, substance_of
from medications.models import LedgerEntry, Lot, MedicationOrder
from patients.domain.care_team import require_care
from patients.domain.episodes import hold, open_episode
from patients.domain.tasks import raise_task, settle
from patients.enums import TaskKind
from patients.models import EpisodeOfCare, Patient
from sessions.domain import monitoring
from sessions.domain.current import current_session, lock_session
from sessions.domain.dosing import (
    Dose,
    Hand,
    advance,
    check_shape,
    draw,
    drawn_from_devices,
    write_dose,
)
from sessions.domain.vitals import judge_again
from sessions.enums import DoseKind, IncidentKind, SessionStatus
from sessions.models import Incident, MedicationAdministration, MedicineSession

A_DAY = timedelta(hours=24)


@act("dose.recorded_as_given", Permission.DOSE_RECORD_AS_GIVEN)
def record_as_given(
    patient: Patient,
    *,
    dose: Dose,
    given_at: datetime,
    what_happened: str,
    by: Membership,
    at: datetime,
    route: str = "",
    source: str = "",
    given_by: Membership | None = None,
) -> MedicationAdministration:
    """Accept what happened. Refused only for the role and for what cannot be true.

    What is not said of route, source and giver is taken from the order, the lot and whoever writes.
    """
    _require_giver(given_by, by=by)
    require_care(by, patient)
    check_shape(dose)
    _require_true(dose, what_happened, route, source, given_at=given_at, at=at)
    if day_at(patient.clinic, given_at) < patient.date_of_birth:
        raise invalid("A dose cannot have been given before the patient was born.")
    episode = open_episode(patient)
    session = lock_session(_session_of(patient, episode, kind=dose.kind, given_at=given_at, at=at))
    if session.is_signed:  # its record is closed: the dose is kept in a session of its own
        session = _one_more(episode, given_at=given_at, at=at)
        dose = replace(dose, kind=DoseKind.FIRST)
    _require_possible(session, dose)
    order = order_in_force(episode)
    hand = _hand(order, dose, route, source, given_by or by)
    if hand.source == DoseSource.REMS_DEVICE:
        dose = drawn_from_devices(patient.clinic, dose, hand.route)
    lot = _lot(patient, dose, hand)
    incident = open_incident(
        session, kind=IncidentKind.OUTSIDE_THE_GATE, by=by, at=at,
        what_happened=what_happened.strip() + _other_content(lot, hand),
    )  # fmt: skip
    entry = _draw_counting_up(session, lot, dose, given_at=given_at, by=by, at=at) if lot else None
    row = write_dose(
        session, dose, order=order, lot=lot, entry=entry, given_at=given_at, by=by, at=at,
        hand=hand, incident=incident,
    )  # fmt: skip
    advance(session, row, by=by, at=at)
    if dose.kind == DoseKind.FIRST:
        judge_again(session, at=at)
    if session.is_over:
        monitoring.open_form(session)
    trail.record("dose.recorded_as_given", row, by=by, at=at, patient_id=patient.pk, mg=dose.mg)
    return row


def _require_giver(given_by: Membership | None, *, by: Membership) -> None:
    if given_by is None:
        return
    may = given_by.may(Permission.DOSE_OWN_SUPPLY) or given_by.may(Permission.DOSE_ANY_SOURCE)
    if given_by.clinic_id != by.clinic_id or not may:
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN, "It was given by a therapist, nurse or prescriber of here."
        )


def _require_true(
    dose: Dose, what_happened: str, route: str, source: str, *, given_at: datetime, at: datetime
) -> None:
    if not what_happened.strip():
        raise invalid("Write what happened.")
    if given_at > at:
        raise invalid("A dose cannot have been given in the future.")
    if route and route not in Route.values:
        raise invalid("Choose the route by which it was given.")
    if source and source not in DoseSource.values:
        raise invalid("Choose where it came from.")
    if source == DoseSource.CLINIC_STOCK and not dose.lot_number:
        raise invalid(
            "From clinic stock write the lot and what was drawn. Where nobody knows the lot, write unknown."
        )
    if source and source != DoseSource.CLINIC_STOCK and dose.lot_number:
        raise invalid("A lot of the clinic was drawn only where it came from clinic stock.")


def _hand(
    order: MedicationOrder | None, dose: Dose, route: str, source: str, given_by: Membership
) -> Hand:
    """As it was said, else as it was ordered; what was drawn from a lot is the clinic's."""
    drawn = bool(dose.lot_number)
    guess = DoseSource.CLINIC_STOCK if drawn else DoseSource.PATIENT_OWN
    return Hand(
        route=route or (order.route if order else Route.IM if drawn else Route.SL),
        source=source or (order.source if order and not drawn else guess),
        given_by=given_by,
    )


def _other_content(lot: Lot | None, hand: Hand) -> str:
    """For the prescriber, where the lot that was named is on record with something else in it."""
    if lot is None or lot.substance == substance_of(hand.route):
        return ""
    return f"\nLot {lot.number} is on record as {lot.substance}."


def open_incident(
    session: MedicineSession,
    *,
    kind: IncidentKind,
    what_happened: str,
    by: Membership,
    at: datetime,
) -> Incident:
    """An incident, and the prescriber's line about it."""
    incident = Incident.objects.create(
        session=session, kind=kind, what_happened=what_happened.strip(), opened_at=at, opened_by=by
    )
    raise_task(
        session.patient.clinic,
        kind=TaskKind.INCIDENT,
        key=str(incident.pk),
        sentence=f"{kind.label}: {session.patient}.",
        at=at,
        patient=session.patient,
        role=Role.PRESCRIBER,
    )
    trail.record(
        "incident.opened", incident, by=by, at=at, patient_id=session.patient_id, kind=kind
    )
    return incident


@act("incident.closed", Permission.FINDINGS_ACKNOWLEDGE)
def close_incident(incident: Incident, *, follow_up: str, by: Membership, at: datetime) -> Incident:
    """A prescriber closes it with what follows."""
    incident = Incident.objects.lock(incident.pk)
    require_care(by, incident.session.patient)
    if incident.closed_at is not None:
        raise invalid("This incident was closed already.")
    if not follow_up.strip():
        raise invalid("Write what follows from it.")
    incident.closed_at, incident.closed_by, incident.follow_up = at, by, follow_up.strip()
    incident.save(update_fields=["closed_at", "closed_by", "follow_up"])
    clinic = incident.session.patient.clinic
    settle(clinic, kind=TaskKind.INCIDENT, key=str(incident.pk), by=by, at=at)
    trail.record("incident.closed", incident, by=by, at=at, patient_id=incident.session.patient_id)
    return incident


def _session_of(
    patient: Patient, episode: EpisodeOfCare, *, kind: str, given_at: datetime, at: datetime
) -> MedicineSession:
    """The session of that day, for a booster the one that had a first dose; else a new one."""
    if (found := _known_session(patient, episode, kind=kind, given_at=given_at, at=at)) is not None:
        return found
    # Of two who record the same dose at once, the second finds what the first one made.
    hold(episode)
    found = _known_session(patient, episode, kind=kind, given_at=given_at, at=at)
    return found or _one_more(episode, given_at=given_at, at=at)


def _known_session(
    patient: Patient, episode: EpisodeOfCare, *, kind: str, given_at: datetime, at: datetime
) -> MedicineSession | None:
    day = day_at(patient.clinic, given_at)
    session = _planned_on(day, episode) or current_session(episode, at=at)
    if kind == DoseKind.BOOSTER and (session is None or session.first_dose_at is None):
        dosed = MedicineSession.objects.dosed().filter(
            episode=episode, first_dose_at__range=(given_at - A_DAY, given_at)
        )
        return dosed.order_by("-first_dose_at").first()
    if session is None:
        return None
    planned = day_at(patient.clinic, session.planned_at)
    is_its_day = planned == day or (session.status != SessionStatus.PLANNED and planned < day)
    return session if is_its_day else None


def _planned_on(day: date, episode: EpisodeOfCare) -> MedicineSession | None:
    """The one of that day that is not over, although another may be booked for today or later."""
    rows = MedicineSession.objects.not_over().filter(episode=episode).order_by("planned_at", "pk")
    on_it = [row for row in rows if day_at(episode.patient.clinic, row.planned_at) == day]
    under_way = [row for row in on_it if row.status != SessionStatus.PLANNED]
    return next(iter(under_way or on_it), None)


def _one_more(episode: EpisodeOfCare, *, given_at: datetime, at: datetime) -> MedicineSession:
    return MedicineSession.objects.create(
        episode=episode,
        planned_at=given_at,
        policy_version=policy_of(episode.patient.clinic, at=at).version,
    )


def _require_possible(session: MedicineSession, dose: Dose) -> None:
    given = session.first_dose_at is not None
    if dose.kind == DoseKind.FIRST and given:
        raise invalid(
            "A first dose of this session is on record. If that one was charted wrongly, do not "
            "write it again: correct it where it stands. Only a second dose that was really given "
            "is a booster."
        )
    if dose.kind == DoseKind.BOOSTER and not given:
        raise invalid("No first dose of this session is on record. Record that one first.")


def _lot(patient: Patient, dose: Dose, hand: Hand) -> Lot | None:
    if not dose.lot_number:
        return None
    return lot_as_found(patient.clinic, dose.lot_number, substance=substance_of(hand.route))


def _draw_counting_up(
    session: MedicineSession,
    lot: Lot,
    dose: Dose,
    *,
    given_at: datetime,
    by: Membership,
    at: datetime,
) -> LedgerEntry:
    assert dose.drawn_mg is not None  # noqa: S101 - a lot comes with what was drawn
    count_up_to(lot, dose.drawn_mg, happened_at=given_at, by=by, at=at)
    return draw(session, lot, dose, given_at=given_at, by=by, at=at)
