"""Each line of the ledger follows the one before it, and the balance is never below zero."""

from datetime import timedelta
from decimal import Decimal

import pytest

from medications.domain import stock
from medications.enums import EntryKind
from medications.models import Discrepancy, LedgerEntry, Lot, ShelfCount
from tests.promises.plain_sql import insert_copy, refused, refused_copy, run
from tests.support.story import Story


@pytest.fixture(scope="module")
def story(committed: str) -> Story:
    told = Story()
    told.stocked("KET-1", 500)
    told.stocked("KET-2", 500)
    return told


@pytest.fixture
def last(story: Story) -> LedgerEntry:
    return LedgerEntry.objects.get(lot__number="KET-1")


def draw(mg: int, *, line: int = 2, balance: int | None = None, **facts: object) -> dict:
    balance = 500 - mg if balance is None else balance
    plain = {"containers": None, "supplier": "", "invoice": ""}
    numbers = {"amount_mg": mg, "delta_mg": -mg, "balance_mg": balance, "line": line}
    return {"kind": "draw"} | numbers | plain | facts


def test_a_line_that_follows_is_taken(undone, last):
    assert insert_copy(last, **draw(100)) == 1


def test_the_balance_may_reach_zero(undone, last):
    assert insert_copy(last, **draw(500)) == 1


@pytest.mark.parametrize(
    ("line", "because"),
    [
        pytest.param(draw(100, line=3), "does not follow", id="a line left out"),
        pytest.param(draw(100, line=1), "does not follow|ledger_line_once", id="a line twice"),
        pytest.param(draw(100, balance=401), "does not follow", id="a balance that is too high"),
        pytest.param(draw(100, balance=399), "does not follow", id="a balance that is too low"),
        pytest.param(
            draw(100, delta_mg=100, balance_mg=600), "does not follow", id="a draw upwards"
        ),
        pytest.param(
            draw(100, delta_mg=-10, balance_mg=490), "does not follow", id="a part unsaid"
        ),
        pytest.param(draw(501), "balance_never_negative", id="more than there is"),
        pytest.param(draw(0), "a_line_has_an_amount", id="a line about nothing"),
        pytest.param(
            draw(10, kind="waste"), "does not follow", id="waste that is drawn a second time"
        ),
        pytest.param(
            draw(10, kind="waste", delta_mg=0, balance_mg=500),
            "waste_has_a_witness_or_a_reason",
            id="waste that nobody saw",
        ),
        pytest.param(
            draw(100, kind="count_down", reason="", delta_mg=100, balance_mg=600),
            "does not follow",
            id="counted down upwards",
        ),
        pytest.param(draw(100, kind="gift"), "of the kind", id="a kind nobody knows"),
        pytest.param(
            draw(10, kind="spill"), "leaves_the_shelf_before_two", id="a spill that one person saw"
        ),
        pytest.param(
            draw(10, kind="return"), "leaves_the_shelf_before_two", id="sent back by one person"
        ),
        pytest.param(
            draw(10, kind="destroyed", delta_mg=0, balance_mg=500),
            "does not follow",
            id="destroyed and still there",
        ),
    ],
)
def test_a_line_that_does_not_follow_is_refused(last, line, because):
    refused_copy(last, because=because, **line)


def test_a_witness_is_somebody_else(last):
    waste = draw(10, kind="waste", delta_mg=0, balance_mg=500)

    refused_copy(last, because="witness_is_somebody_else", **waste, witness_id=last.by_id)


def test_a_line_of_one_lot_does_not_follow_another_lots(undone, last):
    insert_copy(last, **draw(100))
    other = Lot.objects.get(number="KET-2")

    refused_copy(last, because="does not follow", **draw(100, line=3, lot_id=other.pk))


@pytest.mark.parametrize(
    ("reversal", "taken"),
    [
        pytest.param({"delta_mg": 100, "balance_mg": 500, "amount_mg": 100}, True, id="the pair"),
        pytest.param({"delta_mg": 90, "balance_mg": 490, "amount_mg": 90}, False, id="a part"),
        pytest.param({"delta_mg": -100, "balance_mg": 300, "amount_mg": 100}, False, id="again"),
        pytest.param({"delta_mg": 100, "balance_mg": 500, "amount_mg": 1}, False, id="unsaid"),
    ],
)
def test_a_reversal_takes_back_exactly_the_line_it_names(undone, story, last, reversal, taken):
    drawn = stock.post(
        last.lot, EntryKind.DRAW, Decimal(100), by=story.noor, at=story.at + timedelta(hours=1)
    )
    line = draw(100, line=3, kind="reversal", reverses_id=drawn.pk, reason="A slip") | reversal

    if taken:
        assert insert_copy(last, **line) == 1
    else:
        refused_copy(last, because="takes back exactly|does not follow", **line)


def test_a_reversal_names_the_line_it_takes_back(last):
    line = draw(100, kind="reversal", delta_mg=100, balance_mg=600)

    refused_copy(last, because="only a reversal, names", **line)


def test_only_a_reversal_takes_a_line_back(last):
    refused_copy(last, because="only a reversal, names", **draw(100, reverses_id=last.pk))


def test_a_reversal_says_why(undone, story, last):
    drawn = stock.post(last.lot, EntryKind.DRAW, Decimal(100), by=story.noor, at=story.at)
    line = draw(100, line=3, kind="reversal", reverses_id=drawn.pk, delta_mg=100, balance_mg=500)

    refused_copy(last, because="reversal_has_a_reason", **line)


def test_a_reversal_is_not_taken_back(undone, story, last):
    drawn = stock.post(last.lot, EntryKind.DRAW, Decimal(100), by=story.noor, at=story.at)
    undoing = stock.reverse(drawn, reason="A slip", by=story.noor, at=story.at)
    line = draw(100, line=4, kind="reversal", reverses_id=undoing.pk, reason="Again")

    refused_copy(last, because="takes back exactly", **line | {"balance_mg": 400})


def counted(story: Story, last: LedgerEntry) -> Discrepancy:
    stock.count(
        last.lot, counted_mg=Decimal(490), reason="Spilt", witness=story.raj, by=story.noor,
        at=story.at,
    )  # fmt: skip
    return Discrepancy.objects.get(entry__lot=last.lot)


def test_a_count_and_its_line_say_the_same(undone, story, last):
    counted(story, last)
    row = ShelfCount.objects.get(lot=last.lot)

    refused_copy(row, because="say the same", counted_mg=480)
    refused_copy(row, because="has_its_line", entry_id=None)
    refused_copy(row, because="by_two_people", entry_id=None, counted_mg=500, witness_id=row.by_id)


@pytest.mark.parametrize("change", ["expected_mg = 480", "counted_mg = 500", "opened_at = now()"])
def test_what_was_found_at_the_shelf_stays(undone, story, last, change):
    found = counted(story, last)

    refused(
        f"UPDATE medications_discrepancy SET {change} WHERE id = %s",  # noqa: S608
        found.pk, because="stays as it was written",
    )  # fmt: skip


def test_a_review_is_written_once(undone, story, last):
    found = counted(story, last)
    review = (
        "UPDATE medications_discrepancy SET reviewed_at = %s, reviewed_by_id = %s, finding = %s "
        "WHERE id = %s"
    )
    assert run(review, story.at, story.mei.pk, "A spill", found.pk) == 1

    refused(review, story.at, story.mei.pk, "None at all", found.pk, because="stays as it was")
    refused(review, None, None, "", found.pk, because="stays as it was")
    refused("DELETE FROM medications_discrepancy", because="permission denied|is refused")
