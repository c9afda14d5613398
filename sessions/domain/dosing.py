"""Giving a dose. The gate may stop the act; recording what was given is never stopped."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from accounts.acts import FORBIDDEN, act, invalid
from accounts.enums import REFUSAL_ORDER, Permission
from accounts.enums import RefusalCode as Code
from accounts.models import Clinic, Membership
from audit import trail
from core.clock import minutes_between
from core.errors import Refusal
from core.moves import apply_move
from medications.domain import stock
from medications.enums import DoseSource, EntryKind, substance_of
from medications.models import LedgerEntry, Lot, MedicationOrder
from patients.domain.care_team import require_care
from patients.domain.episodes import enter_phase
from patients.enums import Phase
from patients.models import Weight
from sessions.domain.current import lock_session, require_open
from sessions.domain.gate import Blocker, GateFacts, blockers, load
from sessions.domain.moments import follower
from sessions.enums import SESSION_MOVES, DoseKind
from sessions.models import Incident, MedicationAdministration, MedicineSession

LARGEST_MG = Decimal(5000)
SMALLEST_MG = Decimal("0.01")
LONGEST_DEVICE_LOT = 80
# A planned dose worked out from a weight is met by the next half milligram.
SAME_MG = Decimal("0.5")


@dataclass(frozen=True)
class Dose:
    """What is given, in mg; from clinic stock with its lot and what was drawn, else neither.

    The lot of nasal devices is a word of the record; one that stands in the ledger is drawn from it.
    """

    mg: Decimal
    kind: str
    lot_number: str = ""
    drawn_mg: Decimal | None = None
    device_lot: str = ""


@dataclass(frozen=True)
class Hand:
    """How a dose came to the patient: by which route, from where, by whom."""

    route: str
    source: str
    given_by: Membership


@act("dose.given", Permission.DOSE_OWN_SUPPLY, Permission.DOSE_ANY_SOURCE)
def administer(
    session: MedicineSession, *, dose: Dose, by: Membership, at: datetime
) -> MedicationAdministration:
    """Give a dose through the gate; refused with the first reason of all that stand in the way."""
    facts = load(session.episode, session, at=at)
    require_source(facts.order, dose, by)
    require_care(by, session.patient)
    check_shape(dose)
    _check_lot_shape(dose, facts.order)
    session = lock_session(session)
    require_open(session)
    facts = load(session.episode, session, at=at)
    if facts.order is not None:
        dose = drawn_from_devices(session.patient.clinic, dose, facts.order.route)
    lot = _lot(session.patient.clinic, dose, facts.order)
    found = [*blockers(facts), *_against_order(facts, dose, by), *_against_stock(lot, dose, at=at)]
    if found:
        first = min(found, key=lambda blocker: REFUSAL_ORDER[blocker.code])
        raise Refusal(first.code, first.sentence)
    order = facts.order
    assert order is not None  # noqa: S101 - the gate refuses without one
    entry = draw(session, lot, dose, given_at=at, by=by, at=at) if lot else None
    row = write_dose(
        session, dose, order=order, lot=lot, entry=entry, given_at=at, by=by, at=at,
        hand=Hand(order.route, order.source, by),
    )  # fmt: skip
    advance(session, row, by=by, at=at)
    trail.record(
        "dose.given", row, by=by, at=at, patient_id=session.patient_id, mg=dose.mg, kind=dose.kind
    )
    return row


def check_shape(dose: Dose) -> None:
    if dose.kind not in DoseKind.values:
        raise invalid("Choose first dose or booster.")
    if not dose.mg.is_finite() or not SMALLEST_MG <= dose.mg <= LARGEST_MG:
        raise invalid("Enter a dose in mg that can be true.")
    if dose.drawn_mg is not None and (not dose.drawn_mg.is_finite() or dose.drawn_mg < dose.mg):
        raise invalid("What was drawn cannot be less than what was given.")
    if bool(dose.lot_number) != (dose.drawn_mg is not None):
        raise invalid("From clinic stock give both: the lot, and what was drawn.")
    if len(dose.device_lot.strip()) > LONGEST_DEVICE_LOT:
        raise invalid(f"A lot on the devices has at most {LONGEST_DEVICE_LOT} letters.")


def require_source(order: MedicationOrder | None, dose: Dose, by: Membership) -> None:
    """A therapist may give the patient's own supply; anything else is a nurse's or prescriber's."""
    if by.may(Permission.DOSE_ANY_SOURCE):
        return
    own = order is None or order.source == DoseSource.PATIENT_OWN
    if not own or dose.lot_number:
        raise Refusal(Code.ROLE_FORBIDDEN, FORBIDDEN)


def _check_lot_shape(dose: Dose, order: MedicationOrder | None) -> None:
    if order is None:
        return
    if order.source == DoseSource.CLINIC_STOCK and not dose.lot_number:
        raise invalid("From clinic stock give the lot and what was drawn.")
    if order.source != DoseSource.CLINIC_STOCK and dose.lot_number:
        raise invalid("The order is for the patient's own supply: no lot of the clinic is drawn.")


def drawn_from_devices(clinic: Clinic, dose: Dose, route: str) -> Dose:
    """Devices whose lot stands in the clinic's ledger are drawn from it, each for what it holds."""
    if dose.lot_number or not dose.device_lot:
        return dose
    number, what = dose.device_lot.strip(), substance_of(route)
    kept = Lot.objects.filter(clinic=clinic, number=number, substance=what).exists()
    return replace(dose, lot_number=number, drawn_mg=dose.mg) if kept else dose


def _lot(clinic: Clinic, dose: Dose, order: MedicationOrder | None) -> Lot | None:
    """The lot by its number; it holds what is ordered."""
    if not dose.lot_number:
        return None
    lot = Lot.objects.filter(clinic=clinic, number=dose.lot_number).first()
    if lot is None:
        raise invalid(f"No lot {dose.lot_number} is on record.")
    if order is not None and lot.substance != (wanted := substance_of(order.route)):
        raise invalid(
            f"Lot {lot.number} holds {lot.substance}; ordered is {wanted}. Look at the vial again."
        )
    return Lot.objects.lock(lot.pk)


def _against_order(facts: GateFacts, dose: Dose, by: Membership) -> list[Blocker]:
    order = facts.order
    if dose.kind == DoseKind.FIRST:
        return _against_first(facts, order, dose, by)
    if order is None or order.booster_mg is None or facts.first_dose is None:
        return [
            Blocker(
                Code.BOOSTER_NOT_ALLOWED, "The order has no booster, or no first dose was given."
            )
        ]
    if len(facts.own_doses) > 1:
        return [
            Blocker(Code.BOOSTER_NOT_ALLOWED, "The one booster of the order was given already.")
        ]
    found = []
    if dose.mg > order.booster_mg:
        found.append(
            Blocker(Code.ORDER_EXCEEDED, f"The order allows a booster of {order.booster_mg} mg.")
        )
    minutes = minutes_between(facts.first_dose.given_at, facts.at)
    if not (order.booster_after_min or 0) <= minutes <= (order.booster_before_min or 0):
        band = f"{order.booster_after_min} to {order.booster_before_min} min"
        found.append(
            Blocker(Code.BOOSTER_OUTSIDE_BAND, f"It is minute {minutes:.0f}; the band is {band}.")
        )
    return found


def _against_first(
    facts: GateFacts, order: MedicationOrder | None, dose: Dose, by: Membership
) -> list[Blocker]:
    if facts.first_dose is not None:
        raise invalid("The first dose of this session was given already.")
    if order is None:
        return []
    if not order.allowed_min_mg <= dose.mg <= order.allowed_max_mg:
        allowed = f"{order.allowed_min_mg} to {order.allowed_max_mg} mg"
        return [
            Blocker(
                Code.ORDER_EXCEEDED, f"The order allows {allowed}. A new order is the prescriber's."
            )
        ]
    if not by.may(Permission.DOSE_ANY_SOURCE) and not _is_planned(dose, order):
        sentence = f"The planned dose is {order.planned_mg} mg; another one is the prescriber's or nurse's."
        return [Blocker(Code.ORDER_EXCEEDED, sentence)]
    return []


def _is_planned(dose: Dose, order: MedicationOrder) -> bool:
    if order.planned_mg_per_kg is None:
        return dose.mg == order.planned_mg
    return abs(dose.mg - order.planned_mg) < SAME_MG


def _against_stock(lot: Lot | None, dose: Dose, *, at: datetime) -> list[Blocker]:
    if lot is None or dose.drawn_mg is None:
        return []
    found = []
    if stock.balance(lot) < dose.drawn_mg:
        sentence = f"Lot {lot.number} holds {stock.balance(lot)} mg. Draw from another lot."
        found.append(Blocker(Code.STOCK_INSUFFICIENT, sentence))
    if lot.is_set_aside:
        sentence = f"Lot {lot.number} is set aside. Draw from another lot."
        found.append(Blocker(Code.LOT_EXPIRED, sentence))
    if stock.is_expired(lot, at=at):
        found.append(
            Blocker(
                Code.LOT_EXPIRED, f"Lot {lot.number} expired on {lot.expires_on}. Set it aside."
            )
        )
    return found


def draw(
    session: MedicineSession,
    lot: Lot,
    dose: Dose,
    *,
    given_at: datetime,
    by: Membership,
    at: datetime,
) -> LedgerEntry:
    assert dose.drawn_mg is not None  # noqa: S101 - a lot comes with what was drawn
    return stock.post(
        lot,
        EntryKind.DRAW,
        dose.drawn_mg,
        by=by,
        at=at,
        happened_at=given_at,
        patient=session.patient,
    )


def write_dose(
    session: MedicineSession,
    dose: Dose,
    *,
    order: MedicationOrder | None,
    lot: Lot | None,
    entry: LedgerEntry | None,
    given_at: datetime,
    by: Membership,
    at: datetime,
    hand: Hand,
    incident: Incident | None = None,
) -> MedicationAdministration:
    weight = Weight.objects.newest(session.patient_id, at=given_at)
    row = MedicationAdministration(
        session=session,
        order=order,
        kind=dose.kind,
        route=hand.route,
        source=hand.source,
        mg=dose.mg,
        drawn_mg=dose.drawn_mg,
        lot=lot,
        ledger_entry=entry,
        weight_kg=weight.kilograms if weight else None,
        given_at=given_at,
        recorded_at=at,
        given_by=hand.given_by,
        recorded_by=None if hand.given_by.pk == by.pk else by,
        device_lot=dose.device_lot.strip(),
        incident=incident,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise invalid("This dose was recorded already.") from error
        raise invalid(
            "The list changed meanwhile: the dose is not recorded. Look again."
        ) from error
    return row


def advance(
    session: MedicineSession, row: MedicationAdministration, *, by: Membership, at: datetime
) -> None:
    """The clocks start at the dose: phase, impairment, and with the first one the window."""
    if not session.is_over:
        apply_move(session, "dose", SESSION_MOVES)
    if session.started_at is None:
        session.started_at, session.started_by = row.given_at, row.given_by
    if row.kind == DoseKind.FIRST:
        session.first_dose_at = row.given_at
    session.last_dose_at = max(filter(None, [session.last_dose_at, row.given_at]))
    session.save(
        update_fields=["status", "started_at", "started_by", "first_dose_at", "last_dose_at"]
    )
    if not session.is_over:
        enter_phase(session.episode, Phase.MEDICINE)
    if row.kind == DoseKind.FIRST:
        follower().first_dose(session, by=by, at=at)
