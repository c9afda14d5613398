"""What an inspector of one registered location reads: a month, or two years, from the ledger alone.

The same lines make the PDF and the CSV. No diagnosis, no note, nothing of the course of care.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum

from accounts.acts import require
from accounts.domain import registrations
from accounts.enums import Permission
from accounts.models import Clinic, DeaRegistration, Membership
from audit import trail
from core.clock import day_at, day_span
from medications.domain.inventories import months_after
from medications.domain.stock import NOTHING
from medications.domain.two_people import require_own
from medications.enums import EntryKind
from medications.models import Discrepancy, Inventory, InvoiceScan, LedgerEntry, Lot, ShelfCount

INSPECTOR_MONTHS = 24
INSPECTOR = "inspector"


@dataclass(frozen=True)
class Period:
    """Days of one clinic, both ends included."""

    first: date
    last: date
    title: str

    def span(self, clinic: Clinic) -> tuple[datetime, datetime]:
        return day_span(clinic, self.first)[0], day_span(clinic, self.last)[1]


@dataclass(frozen=True)
class LotSum:
    """One lot over the period: what it held, what moved it, what it holds, what the shelf held."""

    lot: Lot
    opening_mg: Decimal
    received_mg: Decimal
    drawn_mg: Decimal
    left_otherwise_mg: Decimal
    counted_mg: Decimal
    reversed_mg: Decimal
    closing_mg: Decimal
    shelf: ShelfCount | None

    @property
    def shelf_agrees(self) -> bool:
        return self.shelf is not None and self.shelf.counted_mg == self.closing_mg


@dataclass(frozen=True)
class Packet:
    clinic: Clinic
    period: Period
    lots: list[LotSum]
    lines: list[LedgerEntry]
    inventories: list[Inventory]
    discrepancies: list[Discrepancy]
    registrations: list[DeaRegistration]

    def of(self, *kinds: str) -> list[LedgerEntry]:
        return [line for line in self.lines if line.kind in kinds]

    @property
    def receipts(self) -> list[LedgerEntry]:
        return self.of(EntryKind.RECEIPT)

    @property
    def scans(self) -> list[tuple[LedgerEntry, InvoiceScan]]:
        """The scanned invoices of what was received."""
        return [(line, scan) for line in self.receipts for scan in line.scans.all()]

    @property
    def given(self) -> list[LedgerEntry]:
        return self.of(EntryKind.DRAW)

    @property
    def waste(self) -> list[LedgerEntry]:
        return self.of(EntryKind.WASTE)

    @property
    def spilt(self) -> list[LedgerEntry]:
        return self.of(EntryKind.SPILL)

    @property
    def sent_away(self) -> list[LedgerEntry]:
        return self.of(EntryKind.RETURN, EntryKind.DESTROYED)

    @property
    def reversals(self) -> list[LedgerEntry]:
        return self.of(EntryKind.REVERSAL)

    @property
    def patient_ids(self) -> set[int]:
        return {line.patient_id for line in self.lines if line.patient_id}


def months_of(clinic: Clinic, *, at: datetime) -> list[date]:
    """First days of the months that can be asked for, the running one first."""
    this = day_at(clinic, at).replace(day=1)
    return [months_after(this, -back) for back in range(INSPECTOR_MONTHS + 1)]


def period_of(clinic: Clinic, asked: str, *, at: datetime) -> Period:
    """`inspector`, or a month as 2026-03; a month that runs ends today."""
    today = day_at(clinic, at)
    if asked == INSPECTOR:
        return Period(months_after(today, -INSPECTOR_MONTHS), today, "Inspection, 24 months")
    first = date.fromisoformat(f"{asked}-01")
    last = months_after(first, 1) - timedelta(days=1)
    return Period(first, min(last, today), f"Monthly packet, {first:%B %Y}")


def put_together(clinic: Clinic, period: Period) -> Packet:
    start, end = period.span(clinic)
    lines = list(_lines(clinic).filter(happened_at__gte=start, happened_at__lt=end))
    return Packet(
        clinic, period, _lots(clinic, lines, start=start, end=end), lines,
        _inventories(clinic, period), _discrepancies(clinic, start=start, end=end),
        registrations.held_between(clinic, start, end),
    )  # fmt: skip


def disclose(packet: Packet, *, form: str, by: Membership, at: datetime) -> None:
    """Names and addresses leave the house: a line for the packet, and one for each patient in it."""
    require(by, Permission.LEDGER_READ)
    require_own(packet.clinic.pk, by)
    period = packet.period
    facts: dict[str, Any] = {"first": period.first, "last": period.last, "form": form}
    trail.record(
        "ledger.disclosed", by=by, at=at, outcome="read", patients=len(packet.patient_ids), **facts
    )
    for patient_id in sorted(packet.patient_ids):
        trail.record(
            "ledger.disclosed", by=by, at=at, outcome="read", patient_id=patient_id, **facts
        )


def given_mg(line: LedgerEntry) -> Decimal | None:
    """Of what was drawn, what the patient got; the dose hangs on the line from the record above.

    Of an infusion it is the total at its last stop, else the newest correction; of another medicine what was said to be given of it.
    """
    dose, other = getattr(line, "dose", None), getattr(line, "other_medicine", None)
    if other is not None:
        return line.amount_mg if other.given_mg is None else other.given_mg
    if dose is None:
        return None
    stops = [
        act
        for act in dose.route_acts.all()
        if act.total_given_mg is not None and act.voided_at is None
    ]
    last = max(stops, key=lambda act: (act.occurred_at, act.pk), default=None)
    if last is not None:
        return last.total_given_mg
    told = [*dose.corrections.all()]
    return max(told, key=lambda one: (one.recorded_at, one.pk)).mg if told else dose.mg


def given_by(line: LedgerEntry) -> Membership:
    for name in ("dose", "other_medicine"):
        above = getattr(line, name, None)
        if above is not None:
            return above.given_by
    return line.by


def other_medicine(line: LedgerEntry) -> str:
    """Which other medicine a line is about: as it was given, or of which the rest was wasted."""
    above = getattr(line, "other_medicine", None)
    if above is not None:
        return f"{above.name} {above.amount}"
    waste = getattr(line, "waste", None)
    rest = waste.other_medicine if waste is not None else None
    return f"The rest of {rest.name} {rest.amount}." if rest is not None else ""


def wasted_mg(packet: Packet) -> dict[int, Decimal]:
    """What was wasted of each drawn line, by the number of the line."""
    found: dict[int, Decimal] = {}
    for line in packet.waste:
        waste = getattr(line, "waste", None)
        if waste is not None and (drawn := waste.drawn_entry_id):
            found[drawn] = found.get(drawn, NOTHING) + line.amount_mg
    return found


def _lines(clinic: Clinic) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.for_clinic(clinic).select_related(
        "lot", "by__user", "witness__user", "received_by__user", "patient", "reverses",
        "reversed_by", "dose__given_by__user", "other_medicine__given_by__user", "waste__dose",
        "waste__other_medicine",
    )  # fmt: skip
    scans = Prefetch(
        "scans",
        InvoiceScan.objects.defer("content").select_related("added_by__user").order_by("pk"),
    )
    rows = rows.prefetch_related("dose__route_acts", "dose__corrections", scans)
    return rows.order_by("happened_at", "lot__number", "line")


def _lots(
    clinic: Clinic, lines: Sequence[LedgerEntry], *, start: datetime, end: datetime
) -> list[LotSum]:
    newest = ShelfCount.objects.filter(lot=OuterRef("pk"), counted_at__lt=end)
    rows = Lot.objects.for_clinic(clinic).annotate(
        newest_count=Subquery(newest.order_by("-counted_at", "-pk").values("pk")[:1])
    )
    before = LedgerEntry.objects.for_clinic(clinic).filter(happened_at__lt=start)
    opening = dict(before.order_by().values_list("lot").annotate(held=Sum("delta_mg")))
    lots = list(rows.order_by("substance", "number"))
    wanted = [lot.newest_count for lot in lots]  # type: ignore[attr-defined]
    counts = ShelfCount.objects.select_related("by__user", "witness__user").in_bulk(
        [pk for pk in wanted if pk]
    )
    found = [
        _sum_of(lot, opening.get(lot.pk, NOTHING), lines, counts.get(lot.newest_count))  # type: ignore[attr-defined]
        for lot in lots
    ]
    moved = {line.lot_id for line in lines}
    return [one for one in found if one.opening_mg or one.closing_mg or one.lot.pk in moved]


def _sum_of(
    lot: Lot, opening: Decimal, lines: Sequence[LedgerEntry], shelf: ShelfCount | None
) -> LotSum:
    own = [line for line in lines if line.lot_id == lot.pk]

    def moved(*kinds: str) -> Decimal:
        return sum((line.delta_mg for line in own if line.kind in kinds), NOTHING)

    return LotSum(
        lot=lot,
        opening_mg=opening,
        received_mg=moved(EntryKind.RECEIPT),
        drawn_mg=-moved(EntryKind.DRAW),
        left_otherwise_mg=-moved(EntryKind.SPILL, EntryKind.RETURN, EntryKind.DESTROYED),
        counted_mg=moved(EntryKind.COUNT_UP, EntryKind.COUNT_DOWN),
        reversed_mg=moved(EntryKind.REVERSAL),
        closing_mg=opening + sum((line.delta_mg for line in own), NOTHING),
        shelf=shelf,
    )


def _inventories(clinic: Clinic, period: Period) -> list[Inventory]:
    rows = Inventory.objects.for_clinic(clinic).filter(
        taken_on__gte=period.first, taken_on__lte=period.last
    )
    rows = rows.select_related("by__user", "witness__user").prefetch_related("lines__lot")
    return list(rows.order_by("taken_on", "pk"))


def _discrepancies(clinic: Clinic, *, start: datetime, end: datetime) -> list[Discrepancy]:
    rows = Discrepancy.objects.for_clinic(clinic).filter(
        entry__happened_at__gte=start, entry__happened_at__lt=end
    )
    rows = rows.select_related(
        "entry__lot__clinic", "entry__by__user", "entry__witness__user", "reviewed_by__user"
    )
    return list(rows.order_by("opened_at", "pk"))
