"""Another medicine given in the room: on whose word, how much, and out of which lot."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain import stock
from medications.domain.as_found import count_up_to, lot_as_found
from medications.enums import EntryKind
from medications.models import LedgerEntry, Lot
from patients.domain.care_team import require_care
from sessions.domain.current import lock_session, require_unsigned
from sessions.enums import OrderBasis
from sessions.models import MedicineSession, OtherMedicine

LONGEST_NAME, LONGEST_AMOUNT, LONGEST_ROUTE, LONGEST_REASON, LONGEST_KEY = 120, 60, 40, 300, 64
MOST_DRAWN = Decimal(10_000)
IN_MG = re.compile(r"([0-9]{1,5}(?:[.,][0-9]{1,2})?)\s*mg", re.IGNORECASE)


@dataclass(frozen=True)
class Medicine:
    """What was given, in words as they stand on the order: ondansetron, 4 mg, by mouth."""

    name: str
    amount: str
    route: str = ""


@act("other_medicine.given", Permission.DOSE_ANY_SOURCE)
def give(
    session: MedicineSession,
    *,
    medicine: Medicine,
    basis: str,
    by: Membership,
    at: datetime,
    ordered_by: Membership | None = None,
    reason: str = "",
    lot_number: str = "",
    drawn_mg: Decimal | None = None,
    given_mg: Decimal | None = None,
    given_at: datetime | None = None,
    key: str = "",
) -> OtherMedicine:
    """Write what was given; a controlled one is drawn from its lot. One key counts once.

    `given_mg` is how much of what was drawn; without it the amount says so where it is in mg, and
    where it is not, all that was drawn was given.
    """
    require_care(by, session.patient)
    given_at = given_at or at
    if given_at > at:
        raise invalid("It cannot have been given in the future.")
    said = _words(medicine)
    why = words_of(reason, most=LONGEST_REASON, what="the reason")
    _require_basis(basis, ordered_by, by=by)
    _require_drawn(lot_number, drawn_mg, key)
    session = lock_session(session)
    if key and (known := OtherMedicine.objects.filter(session=session, key=key).first()):
        return known
    require_unsigned(session)
    lot = _lot(session, lot_number, said.name)
    given_mg = _given(said.amount, drawn_mg, given_mg)
    entry = _draw(session, lot, drawn_mg, given_at=given_at, by=by, at=at) if lot else None
    row = OtherMedicine.objects.create(
        session=session,
        key=key,
        name=said.name,
        amount=said.amount,
        route=said.route,
        basis=basis,
        ordered_by=ordered_by,
        reason=why,
        lot=lot,
        ledger_entry=entry,
        given_mg=given_mg,
        given_at=given_at,
        recorded_at=at,
        given_by=by,
    )
    trail.record("other_medicine.given", row, by=by, at=at, patient_id=session.patient_id)
    return row


def _words(medicine: Medicine) -> Medicine:
    said = Medicine(
        name=words_of(medicine.name, most=LONGEST_NAME, what="the medicine"),
        amount=words_of(medicine.amount, most=LONGEST_AMOUNT, what="the amount"),
        route=words_of(medicine.route, most=LONGEST_ROUTE, what="the way"),
    )
    if not said.name or not said.amount:
        raise invalid("Give the medicine and its amount with the unit.")
    return said


def _require_basis(basis: str, ordered_by: Membership | None, *, by: Membership) -> None:
    if basis not in OrderBasis.values:
        raise invalid("Choose a standing order or a one-off order.")
    if basis == OrderBasis.ONE_OFF and ordered_by is None:
        raise invalid("A one-off order has a prescriber. Choose who gave it.")
    if ordered_by is not None and not (
        ordered_by.clinic_id == by.clinic_id and ordered_by.may(Permission.ORDER_WRITE)
    ):
        raise invalid("An order is a prescriber's of this clinic.")


def _require_drawn(lot_number: str, drawn_mg: Decimal | None, key: str) -> None:
    if bool(lot_number.strip()) != (drawn_mg is not None):
        raise invalid("Of a controlled medicine give both: the lot, and what was drawn.")
    if drawn_mg is not None and not (
        drawn_mg.is_finite() and stock.HUNDREDTH <= drawn_mg <= MOST_DRAWN
    ):
        raise invalid("Enter what was drawn, in mg.")
    if len(key) > LONGEST_KEY:
        raise invalid(f"A key has at most {LONGEST_KEY} characters.")


def mg_in(amount: str) -> Decimal | None:
    """The amount as milligrams, where it is written so: 2 mg, 2,5 mg."""
    found = IN_MG.fullmatch(amount.strip())
    return Decimal(found[1].replace(",", ".")) if found else None


def _given(amount: str, drawn_mg: Decimal | None, given_mg: Decimal | None) -> Decimal | None:
    """What the patient got of what was drawn; the rest is left to waste."""
    if drawn_mg is None:
        if given_mg is not None:
            raise invalid("What was given of a lot wants the lot, and what was drawn.")
        return None
    written = mg_in(amount)
    given = next(one for one in (given_mg, written, drawn_mg) if one is not None)
    if not given.is_finite() or given < stock.HUNDREDTH:
        raise invalid("Enter what was given of it, in mg.")
    if written is not None and given != written:
        raise invalid(f"The amount says {_plain(written)} mg, given were {_plain(given)} mg.")
    if given > drawn_mg:
        raise invalid(
            f"{_plain(drawn_mg)} mg were drawn: {_plain(given)} mg cannot have been given."
        )
    return given


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _lot(session: MedicineSession, number: str, name: str) -> Lot | None:
    """The lot by its number; of one that nobody received the medicine's name says what it holds."""
    if not number.strip():
        return None
    return lot_as_found(session.patient.clinic, number.strip(), substance=name.lower())


def _draw(
    session: MedicineSession,
    lot: Lot,
    drawn_mg: Decimal | None,
    *,
    given_at: datetime,
    by: Membership,
    at: datetime,
) -> LedgerEntry:
    """The line of the ledger. It was given: where the ledger held less, it is counted up first."""
    assert drawn_mg is not None  # noqa: S101 - a lot comes with what was drawn
    count_up_to(lot, drawn_mg, happened_at=given_at, by=by, at=at)
    return stock.post(
        lot, EntryKind.DRAW, drawn_mg, by=by, at=at, happened_at=given_at, patient=session.patient,
        reason="The lot had expired." if stock.is_expired(lot, at=given_at) else "",
    )  # fmt: skip
