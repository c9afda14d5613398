"""What the stock page says of each lot: its state in words, and what it waits for."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.clock import day_at
from core.components import Tone
from medications.domain import stock
from medications.models import Lot


@dataclass(frozen=True, slots=True)
class Shelf:
    """One lot on the page. `todo` is a sentence, `door` the page on which it is done."""

    lot: Lot
    left_mg: Decimal
    word: str
    tone: Tone
    icon: str
    todo: str = ""
    door: str = ""


def shelf_of(lot: Lot, *, at: datetime) -> Shelf:
    left: Decimal = lot.balance_mg  # type: ignore[attr-defined]
    word, tone, icon = _state(lot, left, at=at)
    todo, door = _todo(lot, left, at=at)
    return Shelf(lot, left, word, tone, icon, todo, f"medications:{door}" if door else "")


def totals(shelves: list[Shelf]) -> list[tuple[str, Decimal]]:
    """Milligrams on hand for each medicine; what is set aside counts, it is in the house."""
    found: dict[str, Decimal] = {}
    for one in shelves:
        found[one.lot.substance] = found.get(one.lot.substance, stock.NOTHING) + one.left_mg
    return sorted(found.items())


def _state(lot: Lot, left: Decimal, *, at: datetime) -> tuple[str, Tone, str]:
    if lot.is_set_aside:
        return "Set aside", Tone.ATTENTION, "ban"
    if lot.is_found:
        return "Found at a dose", Tone.ATTENTION, "triangle-alert"
    if not left:
        return "Empty", Tone.QUIET, "minus"
    if stock.is_expired(lot, at=at):
        return "Expired", Tone.ATTENTION, "calendar-x"
    return "In use", Tone.DONE, "check"


def _todo(lot: Lot, left: Decimal, *, at: datetime) -> tuple[str, str]:
    """The one next thing, the gravest first."""
    if lot.is_found:
        return "Write down its delivery", "receive"
    if left and lot.is_set_aside:
        return "Send it back or destroy it", "dispose"
    if left and stock.is_expired(lot, at=at):
        return "Set it aside", "set_aside"
    used_at, counted_at = lot.used_at, lot.counted_at  # type: ignore[attr-defined]
    if used_at and (counted_at is None or counted_at < used_at):
        return "Count it: used since the last count", "count"
    if left and (counted_at is None or not _this_month(lot, counted_at, at=at)):
        return "Count it: not counted this month", "count"
    return "", ""


def _this_month(lot: Lot, counted_at: datetime, *, at: datetime) -> bool:
    then, now = day_at(lot.clinic, counted_at), day_at(lot.clinic, at)
    return (then.year, then.month) == (now.year, now.month)
