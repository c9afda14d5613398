"""The ledger has one door: lock the lot, work out the line, write it."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.acts import act, invalid
from accounts.enums import Permission, RefusalCode
from accounts.models import Clinic, Membership
from audit import trail
from core.clock import day_at
from core.errors import Refusal
from medications.enums import EntryKind
from medications.models import LedgerEntry, Lot

NOTHING = Decimal(0)
HUNDREDTH = Decimal("0.01")
MOST_CONTAINERS = 500
MOST_MG = Decimal(9_000_000)
# Which way a line moves the balance; what is wasted left it when it was drawn.
DIRECTION = {
    EntryKind.RECEIPT: 1,
    EntryKind.COUNT_UP: 1,
    EntryKind.DRAW: -1,
    EntryKind.COUNT_DOWN: -1,
    EntryKind.WASTE: 0,
}


@act("stock.received", Permission.STOCK_HANDLE)
def receive(
    clinic: Clinic,
    *,
    lot_number: str,
    containers: int,
    mg_per_container: Decimal,
    expires_on: date,
    supplier: str,
    invoice: str,
    by: Membership,
    at: datetime,
) -> LedgerEntry:
    """Take stock in, with its invoice; a lot known already must agree with what is on the box."""
    _require_own(clinic.pk, by)
    if not lot_number.strip() or not supplier.strip() or not invoice.strip():
        raise invalid("Give lot, supplier and invoice.")
    if (
        not 1 <= containers <= MOST_CONTAINERS
        or not mg_per_container.is_finite()
        or not 0 < mg_per_container <= 10_000
    ):
        raise invalid("Give the number of containers and the mg in each.")
    lot, _new = Lot.objects.get_or_create(
        clinic=clinic,
        number=lot_number.strip(),
        defaults={"mg_per_container": mg_per_container, "expires_on": expires_on},
    )
    lot = Lot.objects.lock(lot.pk)
    if lot.is_found or lot.expires_on is None:
        lot.mg_per_container, lot.expires_on, lot.is_found = mg_per_container, expires_on, False
        lot.save(update_fields=["mg_per_container", "expires_on", "is_found"])
    if (lot.mg_per_container, lot.expires_on) != (mg_per_container, expires_on):
        raise invalid(
            "This lot is on record with another content or expiry. Look at the box again."
        )
    entry = post(
        lot,
        EntryKind.RECEIPT,
        containers * mg_per_container,
        by=by,
        at=at,
        containers=containers,
        supplier=supplier.strip(),
        invoice=invoice.strip(),
    )
    trail.record("stock.received", entry, by=by, at=at, lot=lot.number)
    return entry


@act("stock.counted", Permission.STOCK_HANDLE)
def count(
    lot: Lot, *, counted_mg: Decimal, reason: str, witness: Membership, by: Membership, at: datetime
) -> LedgerEntry | None:
    """What is on the shelf, counted by two people; a difference is a line with its reason."""
    _require_own(lot.clinic_id, by)
    if not witness.may(Permission.STOCK_WITNESS) or witness.clinic_id != lot.clinic_id:
        raise Refusal(
            RefusalCode.ROLE_FORBIDDEN, "The second person is a therapist, a nurse or a prescriber."
        )
    if witness.pk == by.pk:
        raise Refusal(RefusalCode.WITNESS_SAME_PERSON, "The second person must be somebody else.")
    if not counted_mg.is_finite() or not 0 <= counted_mg <= MOST_MG:
        raise invalid("Enter what was counted, in mg.")
    lot = Lot.objects.lock(lot.pk)
    difference = counted_mg - balance(lot)
    if difference == 0:
        trail.record("stock.counted", lot, by=by, at=at, counted_mg=counted_mg)
        return None
    if not reason.strip():
        raise invalid("The count differs from the ledger. Write the reason.")
    kind = EntryKind.COUNT_UP if difference > 0 else EntryKind.COUNT_DOWN
    entry = post(lot, kind, abs(difference), by=by, at=at, witness=witness, reason=reason.strip())
    trail.record("stock.counted", entry, by=by, at=at, counted_mg=counted_mg)
    return entry


def _require_own(clinic_id: int, by: Membership) -> None:
    """Each clinic's people touch their own clinic's stock."""
    if by.clinic_id != clinic_id:
        raise Refusal(RefusalCode.ROLE_FORBIDDEN, "This is another clinic's stock.")


def balance(lot: Lot) -> Decimal:
    newest = LedgerEntry.objects.filter(lot=lot).order_by("-line").first()
    return newest.balance_mg if newest else NOTHING


def post(
    lot: Lot,
    kind: EntryKind,
    amount_mg: Decimal,
    *,
    by: Membership,
    at: datetime,
    happened_at: datetime | None = None,
    **facts: Any,
) -> LedgerEntry:
    """Write one line under the lot's lock; a balance below zero is refused."""
    lot = Lot.objects.lock(lot.pk)
    last = LedgerEntry.objects.filter(lot=lot).order_by("-line").first()
    before = last.balance_mg if last else NOTHING
    amount_mg = amount_mg.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    delta = DIRECTION[kind] * amount_mg
    if before + delta < 0:
        raise Refusal(
            RefusalCode.STOCK_INSUFFICIENT,
            f"Lot {lot.number} holds {before} mg; {amount_mg} mg cannot be drawn from it.",
        )
    return LedgerEntry.objects.create(
        lot=lot,
        line=last.line + 1 if last else 1,
        kind=kind,
        amount_mg=amount_mg,
        delta_mg=delta,
        balance_mg=before + delta,
        happened_at=happened_at or at,
        recorded_at=at,
        by=by,
        **facts,
    )


def is_expired(lot: Lot, *, at: datetime) -> bool:
    """From the day after the day printed on it."""
    return lot.expires_on is not None and day_at(lot.clinic, at) > lot.expires_on
