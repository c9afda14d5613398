"""The inventory the law asks for: on the first day, then at least every two years (21 CFR 1304.11)."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum

from accounts.acts import act, invalid
from accounts.enums import Permission, Role
from accounts.models import Clinic, Membership
from audit import trail
from core.clock import day_at, day_span
from medications.domain.stock import HUNDREDTH, NOTHING
from medications.domain.two_people import require_own, require_two
from medications.enums import Business, InventoryKind
from medications.models import Inventory, InventoryLine, LedgerEntry, Lot, ShelfCount
from patients.domain.tasks import raise_task, settle
from patients.enums import TaskKind
from patients.models import WorklistTask

REMIND_MONTHS, DUE_MONTHS = 23, 24
LATE, A_DAY = timedelta(days=7), timedelta(days=1)
ASKED_AGAIN = timedelta(days=7)
LISTS = (Role.OWNER, Role.PRESCRIBER)


@dataclass(frozen=True)
class Counted:
    """One lot as it was found: full containers, and what is left in an opened one."""

    lot_id: int
    containers: int
    opened_mg: Decimal = NOTHING
    is_estimated: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a clinic stands with its inventories."""

    newest: Inventory | None
    remind_on: date | None
    due_on: date | None
    is_due: bool
    is_overdue: bool


@act("stock.inventory_taken", Permission.STOCK_HANDLE)
def take(
    clinic: Clinic,
    *,
    taken_on: date,
    business: str,
    lines: Sequence[Counted],
    witness: Membership,
    by: Membership,
    at: datetime,
    note: str = "",
    key: str = "",
) -> Inventory:
    """Write down everything on hand; zero is an answer, a lot left out is none."""
    require_own(clinic.pk, by)
    require_two(clinic.pk, by, witness)
    today = day_at(clinic, at)
    if business not in Business.values or not today - LATE <= taken_on <= today:
        raise invalid("An inventory is written down on its day, or within a week after it.")
    Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    known = Inventory.objects.filter(clinic=clinic, key=key).exclude(key="").first()
    if known is not None:
        return known
    held = _held(
        clinic, [line.lot_id for line in lines], moment=_moment(clinic, taken_on, business, at)
    )
    _require_every_lot(held, lines)
    is_first = not Inventory.objects.filter(clinic=clinic).exists()
    made = Inventory.objects.create(
        clinic=clinic, kind=InventoryKind.INITIAL if is_first else InventoryKind.BIENNIAL,
        taken_on=taken_on, business=business, recorded_at=at, by=by, witness=witness,
        note=note.strip()[:300], key=key,
    )  # fmt: skip
    kept = InventoryLine.objects.bulk_create(_line(made, one, *held[one.lot_id]) for one in lines)
    if business == Business.CLOSE and taken_on == today:
        _keep_as_counts(made, kept, at=at)
    for role in LISTS:
        _settle(clinic, role, by=by, at=at)
    trail.record("stock.inventory_taken", made, by=by, at=at, lots=len(lines))
    return made


def to_count(clinic: Clinic, *, at: datetime) -> list[Lot]:
    """What the next inventory asks about: every lot that holds something, or did within the week."""
    moved = LedgerEntry.objects.filter(lot=OuterRef("pk"), happened_at__gt=at - LATE - A_DAY)
    rows = Lot.objects.for_clinic(clinic).with_balance()
    rows = rows.filter(Q(balance_mg__gt=0) | Exists(moved))
    return list(rows.order_by("substance", "expires_on", "number"))


def standing(clinic: Clinic, *, at: datetime) -> Standing:
    newest = Inventory.objects.for_clinic(clinic).order_by("-taken_on", "-pk").first()
    today = day_at(clinic, at)
    if newest is None:
        has_stock = Lot.objects.for_clinic(clinic).exists()
        return Standing(None, None, None, is_due=has_stock, is_overdue=has_stock)
    remind_on, due_on = (
        months_after(newest.taken_on, months) for months in (REMIND_MONTHS, DUE_MONTHS)
    )
    return Standing(newest, remind_on, due_on, today >= remind_on, today > due_on)


def remind_due(*, at: datetime, clinic: Clinic | None = None) -> int:
    """Put it on the owner's and the prescribers' list; a line closed by hand is raised again a week later."""
    clinics = Clinic.objects.filter(lots__isnull=False).distinct()
    if clinic is not None:
        clinics = clinics.filter(pk=clinic.pk)
    return sum(_remind(one, at=at) for one in clinics)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month where that day does not exist."""
    year, before = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, before + 1, min(day.day, monthrange(year, before + 1)[1]))


def _remind(clinic: Clinic, *, at: datetime) -> int:
    state = standing(clinic, at=at)
    if not state.is_due:
        return 0
    sentence = "The initial inventory of the clinic's stock is not on record."
    if state.due_on is not None:
        sentence = f"The next inventory of the clinic's stock is due by {state.due_on:%B %-d, %Y}."
    raised = 0
    for role in LISTS:
        asked = WorklistTask.objects.filter(
            clinic=clinic, kind=TaskKind.INVENTORY_DUE, key=role, raised_at__gt=at - ASKED_AGAIN
        )
        if not asked.exists():
            due_at = day_span(clinic, state.due_on)[1] if state.due_on else at
            raise_task(
                clinic, kind=TaskKind.INVENTORY_DUE, key=role, sentence=sentence, at=at, role=role,
                due_at=due_at,
            )  # fmt: skip
            raised += 1
    return raised


def _settle(clinic: Clinic, role: str, *, by: Membership, at: datetime) -> None:
    settle(clinic, kind=TaskKind.INVENTORY_DUE, key=role, by=by, at=at)


def _moment(clinic: Clinic, day: date, business: str, at: datetime) -> datetime:
    """Before the first line of that day, or after its last one."""
    opens, closes = day_span(clinic, day)
    return opens if business == Business.OPEN else min(closes, at + timedelta(microseconds=1))


def _held(clinic: Clinic, named: list[int], *, moment: datetime) -> dict[int, tuple[Lot, Decimal]]:
    """Each lot with what the ledger says it held before that moment; named ones even when empty."""
    before = LedgerEntry.objects.filter(lot__clinic=clinic, happened_at__lt=moment)
    sums = dict(before.order_by().values_list("lot").annotate(held=Sum("delta_mg")))
    lots = Lot.objects.for_clinic(clinic)
    return {
        lot.pk: (lot, sums.get(lot.pk, NOTHING))
        for lot in lots
        if lot.pk in named or sums.get(lot.pk, NOTHING) > 0
    }


def _require_every_lot(held: dict[int, tuple[Lot, Decimal]], lines: Sequence[Counted]) -> None:
    named = [line.lot_id for line in lines]
    if len(set(named)) != len(named) or not set(named) <= set(held):
        raise invalid("Each lot of this clinic stands once.")
    missing = [str(lot) for pk, (lot, mg) in held.items() if pk not in named and mg > 0]
    if missing:
        raise invalid(f"Count these lots too: {', '.join(sorted(missing))}.")
    for sentence in _differences(held, lines):
        raise invalid(sentence)


def _differences(held: dict[int, tuple[Lot, Decimal]], lines: Sequence[Counted]) -> Iterator[str]:
    """An opened container may be estimated; anything else that differs is counted by two first."""
    for line in lines:
        lot, book = held[line.lot_id]
        if line.containers < 0 or not line.opened_mg.is_finite() or line.opened_mg < 0:
            yield f"Lot {lot}: enter what was counted."
            continue
        total = _total(lot, line)
        near = line.is_estimated and line.opened_mg > 0 and abs(total - book) < _content(lot)
        if total != book and not near:
            yield (
                f"Lot {lot}: {total.normalize():f} mg on the shelf, {book.normalize():f} mg in the "
                "ledger. Count this lot by two people first."
            )


def _content(lot: Lot) -> Decimal:
    return lot.mg_per_container or NOTHING


def _total(lot: Lot, line: Counted) -> Decimal:
    return (line.containers * _content(lot) + line.opened_mg).quantize(HUNDREDTH)


def _keep_as_counts(made: Inventory, lines: Sequence[InventoryLine], *, at: datetime) -> None:
    """Two people had each container in their hands: what was not estimated is a count of its lot."""
    ShelfCount.objects.bulk_create(
        ShelfCount(
            lot=line.lot, counted_mg=line.total_mg, expected_mg=line.book_mg, counted_at=at,
            by=made.by, witness=made.witness,
        )
        for line in lines if not line.is_estimated
    )  # fmt: skip


def _line(made: Inventory, line: Counted, lot: Lot, book: Decimal) -> InventoryLine:
    total = _total(lot, line)
    return InventoryLine(
        inventory=made, lot=lot, containers=line.containers, opened_mg=line.opened_mg,
        is_estimated=line.is_estimated and line.opened_mg > 0, total_mg=total, book_mg=book,
    )  # fmt: skip
