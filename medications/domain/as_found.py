"""Stock that was used although the ledger knew less of it: the record follows what happened."""

from datetime import datetime
from decimal import Decimal

from accounts.acts import words_of
from accounts.models import Clinic, Membership
from medications.domain import stock
from medications.enums import EntryKind
from medications.models import Lot

LONGEST_NUMBER, LONGEST_SUBSTANCE = 40, 60


def lot_as_found(clinic: Clinic, number: str, *, substance: str) -> Lot:
    """The lot by its number, locked; one that nobody received is taken up as found, to be reconciled."""
    lot, _new = Lot.objects.get_or_create(
        clinic=clinic,
        number=words_of(number, most=LONGEST_NUMBER, what="the lot"),
        defaults={"is_found": True, "substance": substance[:LONGEST_SUBSTANCE]},
    )
    return Lot.objects.lock(lot.pk)


def count_up_to(
    lot: Lot, mg: Decimal, *, happened_at: datetime, by: Membership, at: datetime
) -> None:
    """A lot that falls short of what was drawn from it is first counted up, and that is a discrepancy."""
    if (short := mg - stock.balance(lot)) > 0:
        stock.post(
            lot, EntryKind.COUNT_UP, short, by=by, at=at, happened_at=happened_at,
            reason="More was drawn than the ledger held.",
        )  # fmt: skip
