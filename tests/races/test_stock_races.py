"""Several lots at once: whoever needs the same ones waits, and nobody waits for ever."""

import time
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction

from medications.domain import stock
from medications.enums import DoseSource, Route
from medications.models import Lot
from sessions.domain import wasting
from sessions.domain.as_given import record_as_given
from sessions.domain.dosing import Dose
from sessions.models import StockWaste
from tests.races.crowd import at_once, counted
from tests.support.story import Story

LONGEST_WAIT = 20.0


@pytest.fixture
def story(scratch_db) -> Story:
    """The first dose came from the second lot, the next one from the first: 5 and 10 mg are left."""
    story = Story().ready_to_book(
        route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)
    ).booked().checked_in()  # fmt: skip
    for number in ("KET-1", "KET-2"):
        story.stocked(number)
    story.measured()
    story.dosed(55, lot_number="KET-2", drawn_mg=Decimal(60))
    more = Dose(mg=Decimal(20), kind="booster", lot_number="KET-1", drawn_mg=Decimal(30))
    record_as_given(
        story.patient, dose=more, given_at=story.at, what_happened="By voice.", by=story.raj,
        at=story.at,
    )  # fmt: skip
    return story


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def hold_one_then_the_other(lots: list[Lot]) -> None:
    """As a verb does that takes them by key; the second one only once the other side waits."""
    with transaction.atomic():
        Lot.objects.lock(lots[0].pk)
        until = time.monotonic() + LONGEST_WAIT
        while not somebody_waits():
            assert time.monotonic() < until, "nobody came for the lot"
            time.sleep(0.01)
        Lot.objects.lock(lots[1].pk)


def test_the_waste_of_two_lots_takes_them_in_the_order_of_their_keys(story):
    lots = list(Lot.objects.order_by("pk"))

    outcomes = at_once(
        partial(hold_one_then_the_other, lots),
        partial(
            wasting.waste, story.session, mg=Decimal(15), by=story.noor, at=story.at,
            unwitnessed="Alone in the house",
        ),
    )  # fmt: skip

    assert counted(outcomes) == {"done": 2}
    assert [(row.ledger_entry.lot.number, row.mg) for row in StockWaste.objects.order_by("pk")] == [
        ("KET-2", Decimal(5)), ("KET-1", Decimal(10)),
    ]  # fmt: skip
    assert [stock.balance(lot) for lot in lots] == [Decimal(470), Decimal(440)]
