"""Waste: what was drawn and not given, destroyed before somebody else's eyes.

The rest of a dose, and the rest of another medicine that was drawn from the clinic's stock: each is
wasted for itself, because a witness sees one syringe at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from accounts.acts import act, invalid, words_of
from accounts.enums import Permission, Role
from accounts.enums import RefusalCode as Code
from accounts.models import Membership
from audit import trail
from core.clock import day_at, day_span
from core.errors import Refusal
from medications.domain import stock
from medications.enums import EntryKind
from medications.models import Lot
from patients.domain.care_team import require_care
from patients.domain.tasks import raise_task
from patients.enums import TaskKind
from sessions.domain.current import lock_session, require_unsigned
from sessions.domain.route_steps import plain
from sessions.domain.routes import given_mg, given_totals, leans_on
from sessions.models import (
    MedicationAdministration,
    MedicineSession,
    OtherMedicine,
    RouteAct,
    StockWaste,
)

FRESH = timedelta(minutes=5)
NEXT_DAY = timedelta(days=1)
NOTHING = Decimal(0)
LONGEST_REASON, LONGEST_KEY = 300, 40


@dataclass(frozen=True)
class Witness:
    """Somebody who proved on this device, just now, that it is them."""

    member: Membership
    proved_at: datetime


type Drawn = MedicationAdministration | OtherMedicine


@act("stock.wasted", Permission.STOCK_HANDLE)
def waste(
    session: MedicineSession,
    *,
    mg: Decimal,
    by: Membership,
    at: datetime,
    witness: Witness | None = None,
    unwitnessed: str = "",
    other: OtherMedicine | None = None,
    key: str = "",
) -> list[StockWaste]:
    """Write the waste of the doses' rest, or of `other`'s; without a witness a prescriber reviews it.

    The same key a second time gives back what was written.
    """
    if witness is not None:
        require_witness_role(witness.member)
    require_care(by, session.patient)
    if not mg.is_finite() or mg < stock.HUNDREDTH:
        raise invalid("Enter what was wasted, in mg.")
    if len(key) > LONGEST_KEY:
        raise invalid(f"A key has at most {LONGEST_KEY} characters.")
    session = lock_session(session)
    if known := _pressed_before(session, key):
        return known
    rests = _rests(session, other)
    if mg > sum((left for _drawn, left in rests), NOTHING):
        raise invalid("More cannot be wasted than was drawn and not given.")
    require_unsigned(session)
    _require_witness(witness, unwitnessed, by=by, at=at)
    reason = words_of(unwitnessed, most=LONGEST_REASON, what="the reason")
    Lot.objects.lock_all(drawn.lot_id for drawn, left in rests if left > 0)
    rows = [
        _waste_of(
            session, drawn, part, by=by, at=at, witness=witness, reason=reason,
            key=f"{_key_of(session, key)}{place}" if key else "",
        )
        for place, (drawn, part) in enumerate(_shared_out(mg, rests))
    ]  # fmt: skip
    if witness is None:
        _ask_for_review(rows, reason, at=at)
    return rows


def _key_of(session: MedicineSession, key: str) -> str:
    """What the keys of one press begin with; each of its lines counts on, for a lot takes a key once."""
    return f"w{session.pk}:{key}:"


def _pressed_before(session: MedicineSession, key: str) -> list[StockWaste]:
    if not key:
        return []
    rows = session.waste.filter(ledger_entry__key__startswith=_key_of(session, key))
    return list(rows.order_by("pk"))


def _rests(
    session: MedicineSession, other: OtherMedicine | None
) -> Sequence[tuple[Drawn, Decimal]]:
    if other is None:
        return remainders(session)
    drawn = OtherMedicine.objects.select_related("lot", "ledger_entry")
    row = drawn.filter(session=session, pk=other.pk).first()
    if row is None or row.voided_at is not None:
        raise invalid("This medicine was struck through meanwhile. Nothing of it is left to waste.")
    return [(row, left_of_other(row, wasted=wasted_of(row)))]


def _shared_out(
    mg: Decimal, rests: Sequence[tuple[Drawn, Decimal]]
) -> Iterator[tuple[Drawn, Decimal]]:
    """The amount laid over the rests, the first one first."""
    for drawn, left in rests:
        part = min(left, mg)
        if part > 0:
            yield drawn, part
            mg -= part


def require_witness_role(member: Membership) -> None:
    if not member.may(Permission.STOCK_WITNESS):
        raise Refusal(Code.ROLE_FORBIDDEN, "A witness is a therapist, a nurse or a prescriber.")


def remainders(session: MedicineSession) -> list[tuple[MedicationAdministration, Decimal]]:
    """For each dose drawn from stock, what is left of it: drawn less given less wasted, in mg.

    Of an infusion that was stopped, given is what had run in by then.
    """
    totals = given_totals(session)
    doses = (
        MedicationAdministration.objects.filter(session=session, lot__isnull=False)
        .select_related("lot")
        .annotate(wasted=Sum("waste__mg"))
        .order_by("given_at", "pk")
    )
    return [(dose, left_of(dose, totals, wasted=dose.wasted or NOTHING)) for dose in doses]


def left_of(
    dose: MedicationAdministration, totals: Mapping[int, Decimal], *, wasted: Decimal
) -> Decimal:
    """Nothing while a stop that was wasted upon is struck through and not told anew."""
    return max((dose.drawn_mg or dose.mg) - given_mg(dose, totals) - wasted, NOTHING)


def left_of_other(row: OtherMedicine, *, wasted: Decimal) -> Decimal:
    """Of another medicine from stock: drawn less given less wasted."""
    drawn = row.drawn_mg or NOTHING
    return drawn - (row.given_mg or drawn) - wasted


def wasted_of(drawn: Drawn) -> Decimal:
    total: Decimal | None = drawn.waste.aggregate(mg=Sum("mg"))["mg"]
    return total or NOTHING


def require_strikable(row: object) -> None:
    """What waste leans on stays: somebody saw it destroyed, and no stroke undoes that.

    A wrong total at a stop is told anew first, and the stop is struck after it; so given, wasted
    and drawn agree at every moment.
    """
    if isinstance(row, OtherMedicine) and (wasted := wasted_of(row)):
        raise invalid(
            f"{plain(wasted)} mg of it were wasted, so this line stands. Write in the note what is "
            "wrong with it; if the shelf differs, count the lot by two people."
        )
    if isinstance(row, RouteAct) and leans_on(row):
        raise invalid(
            "The rest was wasted on the total of this stop. Write the stop anew with the right "
            "total; then this one can be struck."
        )


def _require_witness(
    witness: Witness | None, unwitnessed: str, *, by: Membership, at: datetime
) -> None:
    if witness is None:
        if not unwitnessed.strip():
            raise Refusal(
                Code.WITNESS_MISSING, "Name a witness, or write why nobody could be there."
            )
        return
    if witness.member.pk == by.pk or witness.member.user_id == by.user_id:
        raise Refusal(Code.WITNESS_SAME_PERSON, "The witness must be somebody else.")
    if witness.member.clinic_id != by.clinic_id or abs(at - witness.proved_at) > FRESH:
        raise invalid("The witness signs in again on this device.")


def _waste_of(
    session: MedicineSession,
    drawn: Drawn,
    mg: Decimal,
    *,
    by: Membership,
    at: datetime,
    witness: Witness | None,
    reason: str,
    key: str,
) -> StockWaste:
    assert drawn.lot is not None  # noqa: S101 - only what came from a lot has a rest
    entry = stock.post(
        drawn.lot,
        EntryKind.WASTE,
        mg,
        by=by,
        at=at,
        patient=session.patient,
        witness=witness.member if witness else None,
        reason="" if witness else reason,
        key=key,
    )
    whole: dict[str, Any] = {
        "dose" if isinstance(drawn, MedicationAdministration) else "other_medicine": drawn
    }
    row = StockWaste.objects.create(
        session=session, **whole, ledger_entry=entry, mg=mg, wasted_at=at
    )
    trail.record("stock.wasted", row, by=by, at=at, patient_id=session.patient_id, mg=mg)
    return row


def _ask_for_review(rows: list[StockWaste], reason: str, *, at: datetime) -> None:
    for row in rows:
        patient = row.session.patient
        raise_task(
            patient.clinic,
            kind=TaskKind.WASTE_UNWITNESSED,
            key=str(row.pk),
            sentence=f"{_what(row)} were wasted without a witness: {reason}",
            at=at,
            patient=patient,
            role=Role.PRESCRIBER,
            due_at=day_span(patient.clinic, day_at(patient.clinic, at) + NEXT_DAY)[1],
        )


def _what(row: StockWaste) -> str:
    of = f" of {row.other_medicine.name}" if row.other_medicine else ""
    return f"{plain(row.mg)} mg{of}"
