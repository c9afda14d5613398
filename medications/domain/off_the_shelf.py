"""Stock that leaves otherwise than for a patient, always before two people; and lots set aside."""

from datetime import datetime
from decimal import Decimal

from accounts.acts import act, invalid
from accounts.enums import Permission
from accounts.models import Membership
from audit import trail
from medications.domain import stock
from medications.domain.two_people import require_own, require_two
from medications.enums import EntryKind
from medications.models import LedgerEntry, Lot

WAYS_OUT = {EntryKind.RETURN: "stock.sent_back", EntryKind.DESTROYED: "stock.destroyed"}


@act("stock.spilt", Permission.STOCK_HANDLE)
def spill(
    lot: Lot,
    *,
    mg: Decimal,
    reason: str,
    witness: Membership,
    by: Membership,
    at: datetime,
    key: str = "",
) -> LedgerEntry:
    """A vial cracked, a syringe dropped: not a loss to report, but never one person's word."""
    require_own(lot.clinic_id, by)
    require_two(lot.clinic_id, by, witness)
    _check_amount(mg)
    if not reason.strip():
        raise invalid("Write what happened.")
    lot = Lot.objects.lock(lot.pk)
    if (known := _pressed_before(lot, key)) is not None:
        return known
    entry = stock.post(
        lot, EntryKind.SPILL, mg, by=by, at=at, witness=witness, key=key,
        reason=reason.strip()[: stock.LONGEST_REASON],
    )  # fmt: skip
    trail.record("stock.spilt", entry, by=by, at=at, lot=lot.number)
    return entry


@act("stock.disposed", Permission.STOCK_HANDLE)
def dispose(
    lot: Lot,
    *,
    way: str,
    mg: Decimal,
    containers: int | None,
    receiver: str,
    document: str,
    witness: Membership,
    by: Membership,
    at: datetime,
    address: str = "",
    dea: str = "",
    reason: str = "",
    key: str = "",
) -> LedgerEntry:
    """Send stock to a reverse distributor, or destroy it here with form 41."""
    require_own(lot.clinic_id, by)
    require_two(lot.clinic_id, by, witness)
    _check_amount(mg)
    if way not in WAYS_OUT:
        raise invalid("Choose how it leaves.")
    if way == EntryKind.RETURN and not receiver.strip():
        raise invalid("Name the reverse distributor.")
    if not document.strip():
        raise invalid("Give the number of the paper that goes with it.")
    lot = Lot.objects.lock(lot.pk)
    if (known := _pressed_before(lot, key)) is not None:
        return known
    entry = stock.post(
        lot, EntryKind(way), mg, by=by, at=at, witness=witness, key=key, containers=containers,
        supplier=receiver.strip(), supplier_address=address.strip(), supplier_dea=dea.strip(),
        invoice=document.strip(), reason=reason.strip()[: stock.LONGEST_REASON],
    )  # fmt: skip
    trail.record(WAYS_OUT[EntryKind(way)], entry, by=by, at=at, lot=lot.number)
    return entry


@act("stock.set_aside", Permission.STOCK_HANDLE)
def set_aside(lot: Lot, *, reason: str, by: Membership, at: datetime) -> Lot:
    """Nothing more is drawn from it: recalled, expired, in doubt."""
    require_own(lot.clinic_id, by)
    if not reason.strip():
        raise invalid("Write why it is set aside.")
    lot = Lot.objects.lock(lot.pk)
    if lot.is_set_aside:
        raise invalid("This lot is set aside already.")
    lot.quarantined_at, lot.quarantined_by = at, by
    lot.quarantine_reason = reason.strip()[: stock.LONGEST_REASON]
    lot.save(update_fields=["quarantined_at", "quarantined_by", "quarantine_reason"])
    trail.record("stock.set_aside", lot, by=by, at=at, reason=lot.quarantine_reason)
    return lot


@act("stock.put_back", Permission.STOCK_HANDLE)
def put_back(lot: Lot, *, reason: str, by: Membership, at: datetime) -> Lot:
    """It may be drawn from again; who said so and why stays in the trail and in the row's history."""
    require_own(lot.clinic_id, by)
    if not reason.strip():
        raise invalid("Write why it may be used again.")
    lot = Lot.objects.lock(lot.pk)
    if not lot.is_set_aside:
        raise invalid("This lot is not set aside.")
    lot.quarantined_at, lot.quarantined_by, lot.quarantine_reason = None, None, ""
    lot.save(update_fields=["quarantined_at", "quarantined_by", "quarantine_reason"])
    trail.record("stock.put_back", lot, by=by, at=at, reason=reason.strip())
    return lot


def _check_amount(mg: Decimal) -> None:
    if not mg.is_finite() or not stock.HUNDREDTH <= mg <= stock.MOST_MG:
        raise invalid("Enter the amount in mg.")


def _pressed_before(lot: Lot, key: str) -> LedgerEntry | None:
    return LedgerEntry.objects.filter(lot=lot, key=key).exclude(key="").first()
