"""The ledger: one door, a running balance, and nobody's word alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from medications.domain import stock
from medications.enums import EntryKind
from medications.models import LedgerEntry, Lot, ShelfCount
from tests.support.story import Story

KINDS = (EntryKind.RECEIPT, EntryKind.DRAW, EntryKind.COUNT_UP, EntryKind.COUNT_DOWN)


@pytest.fixture
def story(db) -> Story:
    return Story()


def receive(story: Story, **facts: object) -> LedgerEntry:
    asked = {
        "lot_number": "KET-1", "containers": 2, "mg_per_container": Decimal(500),
        "expires_on": date(2028, 8, 31), "supplier": "Anderson Medical", "invoice": "INV-1",
        "by": story.noor, "at": story.at,
    }  # fmt: skip
    return stock.receive(story.clinic, **asked | facts)


def code_of(act, *args: object, **facts: object) -> str:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.code


def test_what_comes_in_is_on_the_balance(story):
    receive(story)
    receive(story, invoice="INV-2", containers=1)

    lot = Lot.objects.get()
    assert stock.balance(lot) == 1500
    assert [row.balance_mg for row in lot.entries.order_by("line")] == [1000, 1500]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"mg_per_container": Decimal(100)}, id="another content"),
        pytest.param({"expires_on": date(2027, 1, 1)}, id="another expiry"),
    ],
)
def test_a_lot_on_record_must_agree_with_the_box(story, facts):
    receive(story)

    assert code_of(receive, story, **facts) == "invalid"
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"lot_number": " "}, {"supplier": ""}, {"invoice": ""}, {"containers": 0},
        {"mg_per_container": Decimal(0)}, {"mg_per_container": Decimal("NaN")},
        {"mg_per_container": Decimal(10_001)}, {"mg_per_container": Decimal("0.005")},
    ],
    ids=str,
)  # fmt: skip
def test_a_receipt_that_cannot_be_is_refused_in_words(story, facts):
    assert code_of(receive, story, **facts) == "invalid"


@pytest.mark.parametrize("who", ["ana", "flo", "owen", "bea", "me"])
def test_only_who_handles_stock_receives_it(story, who):
    assert code_of(receive, story, by=getattr(story, who)) == "role_forbidden"


def test_another_clinics_nurse_receives_nothing_here(story):
    other = Story(name="Juniper")

    assert code_of(receive, story, by=other.noor) in {"role_forbidden", "not_care_team"}
    assert not Lot.objects.exists()


def test_more_than_there_is_cannot_be_drawn(story):
    receive(story)
    lot = Lot.objects.get()

    refusal = code_of(
        stock.post, lot, EntryKind.DRAW, Decimal("1000.01"), by=story.noor, at=story.at
    )

    assert (refusal, stock.balance(lot)) == ("stock_insufficient", 1000)


@pytest.mark.parametrize(("day", "expired"), [(date(2028, 8, 31), False), (date(2028, 9, 1), True)])
def test_a_lot_is_good_to_the_end_of_the_day_on_it_where_the_clinic_is(story, day, expired):
    receive(story)
    midnight = story.at.replace(year=day.year, month=day.month, day=day.day, hour=6)

    assert stock.is_expired(Lot.objects.get(), at=midnight) is expired
    assert stock.is_expired(Lot.objects.get(), at=midnight - timedelta(hours=1)) is False


def count(story: Story, mg: str, **facts: object) -> LedgerEntry | None:
    asked = {"reason": "", "witness": story.raj, "by": story.noor, "at": story.at} | facts
    return stock.count(Lot.objects.get(), counted_mg=Decimal(mg), **asked)


@pytest.mark.parametrize(
    ("counted", "kind", "delta"), [("990", "count_down", -10), ("1012.5", "count_up", 12.5)]
)
def test_a_count_that_differs_is_a_line_with_its_reason(story, counted, kind, delta):
    receive(story)

    assert code_of(count, story, counted) == "invalid"
    entry = count(story, counted, reason="Spilt")

    assert (entry.kind, entry.delta_mg, entry.witness) == (kind, Decimal(str(delta)), story.raj)
    assert stock.balance(Lot.objects.get()) == Decimal(counted)


def test_a_count_that_agrees_is_kept_and_writes_no_line(story):
    receive(story)

    assert count(story, "1000") is None
    assert LedgerEntry.objects.count() == 1
    kept = ShelfCount.objects.get()
    assert (kept.counted_mg, kept.expected_mg, kept.by, kept.witness) == (
        1000, 1000, story.noor, story.raj,
    )  # fmt: skip


def test_a_count_that_is_sent_twice_is_one_count(story):
    receive(story)

    first, again = (count(story, "990", reason="Spilt", key="k-1") for _ in range(2))

    assert first == again
    assert (ShelfCount.objects.count(), stock.balance(Lot.objects.get())) == (1, 990)


@pytest.mark.parametrize("counted", ["-0.01", "NaN", "sNaN", "Infinity", "1e30"])
def test_a_count_that_cannot_be_is_refused_in_words(story, counted):
    receive(story)

    assert code_of(count, story, counted, reason="Spilt") == "invalid"


def test_a_count_wants_a_second_person_who_may_witness(story):
    receive(story)
    other = Story(name="Juniper")

    assert code_of(count, story, "990", reason="x", witness=story.noor) == "witness_same_person"
    assert code_of(count, story, "990", reason="x", witness=story.flo) == "role_forbidden"
    assert code_of(count, story, "990", reason="x", witness=other.raj) == "role_forbidden"


amounts = st.decimals(Decimal("0.01"), Decimal(600), places=2)
lines = st.lists(st.tuples(st.sampled_from(KINDS), amounts), max_size=25)


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(lines=lines)
def test_whatever_is_posted_the_lines_follow_and_the_balance_is_their_sum(story, lines):
    lot = Lot.objects.create(clinic=story.clinic, number=f"L-{Lot.objects.count()}")
    expected, refused = Decimal(0), 0
    for kind, amount in lines:
        delta = amount if kind in {EntryKind.RECEIPT, EntryKind.COUNT_UP} else -amount
        if expected + delta < 0:
            arguments = {"by": story.noor, "at": story.at}
            assert code_of(stock.post, lot, kind, amount, **arguments) == "stock_insufficient"
            refused += 1
        else:
            stock.post(lot, kind, amount, by=story.noor, at=story.at)
            expected += delta

    rows = list(lot.entries.order_by("line"))
    assert [row.line for row in rows] == list(range(1, len(lines) - refused + 1))
    running = Decimal(0)
    for row in rows:
        running += row.delta_mg
        assert row.balance_mg == running >= 0
    assert stock.balance(lot) == expected == running
    assert Lot.objects.with_balance().get(pk=lot.pk).balance_mg == expected
