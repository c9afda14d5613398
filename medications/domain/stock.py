"""The ledger has one door: lock the lot, work out the line, write it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.acts import act, invalid
from accounts.enums import Permission, RefusalCode
from accounts.models import Clinic, Membership
from audit import trail
from core.clock import day_at
from core.errors import Refusal
from medications.domain import discrepancies, invoices
from medications.domain.two_people import require_own, require_two
from medications.enums import COUNTED, EntryKind
from medications.models import LedgerEntry, Lot, ShelfCount

NOTHING = Decimal(0)
HUNDREDTH = Decimal("0.01")
MOST_CONTAINERS = 500
MOST_MG = Decimal(9_000_000)
# A delivery is written down when it is unpacked, or when somebody finds the invoice.
LATE_RECEIPT = timedelta(days=366)
LONGEST_REASON = 300
# Which way a line moves the balance; what is wasted left it when it was drawn.
DIRECTION = {
    EntryKind.RECEIPT: 1,
    EntryKind.COUNT_UP: 1,
    EntryKind.DRAW: -1,
    EntryKind.COUNT_DOWN: -1,
    EntryKind.SPILL: -1,
    EntryKind.RETURN: -1,
    EntryKind.DESTROYED: -1,
    EntryKind.WASTE: 0,
}


@dataclass(frozen=True)
class Supplier:
    """Where a delivery came from, beyond its name."""

    address: str = ""
    dea: str = ""


@dataclass(frozen=True)
class Medicine:
    """What is in the box: any controlled medicine."""

    substance: str = "ketamine"
    form: str = ""
    ndc: str = ""

    @property
    def name(self) -> str:
        return " ".join(self.substance.split()).lower()


KETAMINE, UNKNOWN_SUPPLIER = Medicine(), Supplier()


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
    medicine: Medicine = KETAMINE,
    sender: Supplier = UNKNOWN_SUPPLIER,
    received_at: datetime | None = None,
    received_by: Membership | None = None,
    scan: invoices.Upload | None = None,
    key: str = "",
) -> LedgerEntry:
    """Take stock in, with its invoice; a lot known already must agree with what is on the box."""
    require_own(clinic.pk, by)
    require_own(clinic.pk, received_by or by)
    arrived = received_at or at
    _check_box(lot_number, containers, mg_per_container, supplier, invoice)
    if not medicine.name:
        raise invalid("Say which medicine is in the box.")
    if not at - LATE_RECEIPT <= arrived <= at:
        raise invalid("It arrived within the last year, and not later than now.")
    lot = _lot_of_the_box(clinic, lot_number.strip(), medicine, mg_per_container, expires_on)
    if (known := _pressed_before(lot, key)) is not None:
        return known
    entry = post(
        lot,
        EntryKind.RECEIPT,
        containers * mg_per_container,
        by=by,
        at=at,
        happened_at=arrived,
        containers=containers,
        supplier=supplier.strip(),
        supplier_address=sender.address.strip(),
        supplier_dea=sender.dea.strip(),
        invoice=invoice.strip(),
        received_by=received_by or by,
        key=key,
    )
    trail.record("stock.received", entry, by=by, at=at, lot=lot.number)
    if scan is not None:
        invoices.keep(entry, scan, by=by, at=at)
    return entry


@act("stock.counted", Permission.STOCK_HANDLE)
def count(
    lot: Lot,
    *,
    counted_mg: Decimal,
    reason: str,
    witness: Membership,
    by: Membership,
    at: datetime,
    key: str = "",
) -> LedgerEntry | None:
    """What is on the shelf, counted by two people; a difference is a line with its reason."""
    require_own(lot.clinic_id, by)
    require_two(lot.clinic_id, by, witness)
    if not counted_mg.is_finite() or not 0 <= counted_mg <= MOST_MG:
        raise invalid("Enter what was counted, in mg.")
    counted_mg = counted_mg.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    lot = Lot.objects.lock(lot.pk)
    known = ShelfCount.objects.filter(lot=lot, key=key).exclude(key="").first()
    if known is not None:
        return known.entry
    expected = balance(lot)
    entry = None
    if counted_mg != expected:
        if not reason.strip():
            raise invalid("The count differs from the ledger. Write the reason.")
        kind = EntryKind.COUNT_UP if counted_mg > expected else EntryKind.COUNT_DOWN
        entry = post(
            lot, kind, abs(counted_mg - expected), by=by, at=at, witness=witness,
            reason=reason.strip()[:LONGEST_REASON],
        )  # fmt: skip
    ShelfCount.objects.create(
        lot=lot, counted_mg=counted_mg, expected_mg=expected, counted_at=at, by=by, witness=witness,
        entry=entry, key=key,
    )  # fmt: skip
    trail.record("stock.counted", entry or lot, by=by, at=at, counted_mg=counted_mg)
    return entry


@act("stock.reversed", Permission.STOCK_HANDLE)
def reverse(entry: LedgerEntry, *, reason: str, by: Membership, at: datetime) -> LedgerEntry:
    """Take one line back by a line of its own; the first one stays as it was written."""
    require_own(entry.lot.clinic_id, by)
    if not reason.strip():
        raise invalid("Write why the line is taken back.")
    Lot.objects.lock(entry.lot_id)
    if entry.kind == EntryKind.REVERSAL:
        raise invalid("A reversal is not taken back. Write the right line anew.")
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise invalid("This line was taken back already.")
    if LedgerEntry.objects.in_a_record().filter(pk=entry.pk).exists():
        raise invalid(
            "A patient's record leans on this line. While the dose stands, its line stands too."
        )
    return take_back(entry, reason=reason, by=by, at=at)


def take_back(entry: LedgerEntry, *, reason: str, by: Membership, at: datetime) -> LedgerEntry:
    """The reversing line itself, for a verb that has asked what may be taken back."""
    lot = Lot.objects.lock(entry.lot_id)
    made = _next_line(
        lot, EntryKind.REVERSAL, entry.amount_mg, -entry.delta_mg, by=by, at=at, reverses=entry,
        patient=entry.patient, containers=entry.containers, reason=reason.strip()[:LONGEST_REASON],
    )  # fmt: skip
    trail.record("stock.reversed", made, by=by, at=at, lot=lot.number, line=entry.line)
    return made


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
    amount_mg = amount_mg.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    delta_mg = DIRECTION[kind] * amount_mg
    entry = _next_line(
        lot, kind, amount_mg, delta_mg, by=by, at=at, happened_at=happened_at, **facts
    )
    if kind in COUNTED:
        discrepancies.open_for(entry, expected_mg=entry.balance_mg - delta_mg, at=at)
    return entry


def _next_line(
    lot: Lot,
    kind: EntryKind,
    amount_mg: Decimal,
    delta_mg: Decimal,
    *,
    by: Membership,
    at: datetime,
    happened_at: datetime | None = None,
    **facts: Any,
) -> LedgerEntry:
    last = LedgerEntry.objects.filter(lot=lot).order_by("-line").first()
    before = last.balance_mg if last else NOTHING
    if before + delta_mg < 0:
        raise Refusal(
            RefusalCode.STOCK_INSUFFICIENT,
            f"Lot {lot.number} holds {before} mg; {amount_mg} mg cannot be taken from it.",
        )
    return LedgerEntry.objects.create(
        lot=lot,
        line=last.line + 1 if last else 1,
        kind=kind,
        amount_mg=amount_mg,
        delta_mg=delta_mg,
        balance_mg=before + delta_mg,
        happened_at=happened_at or at,
        recorded_at=at,
        by=by,
        **facts,
    )


def is_expired(lot: Lot, *, at: datetime) -> bool:
    """From the day after the day printed on it."""
    return lot.expires_on is not None and day_at(lot.clinic, at) > lot.expires_on


def _check_box(
    lot_number: str, containers: int, mg_per_container: Decimal, supplier: str, invoice: str
) -> None:
    if not lot_number.strip() or not supplier.strip() or not invoice.strip():
        raise invalid("Give lot, supplier and invoice.")
    if (
        not 1 <= containers <= MOST_CONTAINERS
        or not mg_per_container.is_finite()
        or not 0 < mg_per_container <= 10_000
    ):
        raise invalid("Give the number of containers and the mg in each.")


def _lot_of_the_box(
    clinic: Clinic,
    number: str,
    medicine: Medicine,
    mg_per_container: Decimal,
    expires_on: date,
) -> Lot:
    """The lot by its number, made or completed from what the box says."""
    lot, _new = Lot.objects.get_or_create(
        clinic=clinic,
        number=number,
        defaults={
            "mg_per_container": mg_per_container, "expires_on": expires_on,
            "substance": medicine.name, "form": medicine.form.strip(), "ndc": medicine.ndc.strip(),
        },
    )  # fmt: skip
    lot = Lot.objects.lock(lot.pk)
    if lot.is_found or lot.expires_on is None:
        lot.mg_per_container, lot.expires_on, lot.is_found = mg_per_container, expires_on, False
        lot.substance = medicine.name
    lot.form, lot.ndc = lot.form or medicine.form.strip(), lot.ndc or medicine.ndc.strip()
    lot.save(
        update_fields=["mg_per_container", "expires_on", "is_found", "substance", "form", "ndc"]
    )
    if (lot.mg_per_container, lot.expires_on) != (mg_per_container, expires_on):
        raise invalid(
            "This lot is on record with another content or expiry. Look at the box again."
        )
    if lot.substance != medicine.name:
        raise invalid(f"This lot is on record as {lot.substance}. Look at the box again.")
    return lot


def _pressed_before(lot: Lot, key: str) -> LedgerEntry | None:
    """The line that this very press of the button wrote already."""
    return LedgerEntry.objects.filter(lot=lot, key=key).exclude(key="").first()
