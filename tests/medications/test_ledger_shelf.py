"""Deliveries, reversals, what leaves the shelf, discrepancies and inventories: the verbs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core.errors import Refusal
from medications.domain import discrepancies, inventories, off_the_shelf, stock
from medications.domain.inventories import Counted
from medications.domain.stock import Medicine, Supplier
from medications.enums import DoseSource, EntryKind, Route
from medications.models import Discrepancy, Inventory, LedgerEntry, Lot, ShelfCount
from patients.models import WorklistTask
from sessions.domain import wasting
from tests.support.story import Story


@pytest.fixture
def story(db) -> Story:
    return Story()


def received(story: Story, **facts: object) -> LedgerEntry:
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


def two(story: Story) -> dict[str, object]:
    return {"witness": story.kim, "by": story.noor, "at": story.at}


def by(who: object, story: Story) -> dict[str, object]:
    return {"by": who, "at": story.at}


# Deliveries


def test_a_delivery_keeps_what_the_law_asks_for(story):
    earlier = story.at - timedelta(days=3)
    entry = received(
        story, medicine=Medicine("Midazolam ", "Injection, 5 mg/mL", "0409-2308-01"),
        sender=Supplier("12 Depot Road, Aurora", "RA0000000"), received_at=earlier,
        received_by=story.kim,
    )  # fmt: skip

    lot = entry.lot
    assert (lot.substance, lot.form, lot.ndc) == (
        "midazolam", "Injection, 5 mg/mL", "0409-2308-01",
    )  # fmt: skip
    assert (entry.supplier_address, entry.supplier_dea) == ("12 Depot Road, Aurora", "RA0000000")
    assert (entry.happened_at, entry.recorded_at, entry.received_by, entry.by) == (
        earlier, story.at, story.kim, story.noor,
    )  # fmt: skip


def test_a_delivery_sent_twice_is_one_line(story):
    first, again = (received(story, key="k-1") for _ in range(2))

    assert first == again
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("days", [1, -400])
def test_a_delivery_arrives_neither_tomorrow_nor_years_ago(story, days):
    when = story.at + timedelta(days=days)

    assert code_of(received, story, received_at=when) == "invalid"


def test_one_lot_number_is_one_medicine(story):
    received(story)

    assert code_of(received, story, medicine=Medicine("midazolam")) == "invalid"
    assert not AuditEvent.objects.filter(action="stock.received", outcome="done").exclude(
        facts__lot="KET-1"
    )


def test_the_room_draws_only_from_its_own_medicines_and_what_is_not_set_aside(story):
    for number, substance in [("A", "ketamine"), ("B", "esketamine"), ("C", "midazolam")]:
        received(story, lot_number=number, medicine=Medicine(substance))
    off_the_shelf.set_aside(Lot.objects.get(number="B"), reason="Recalled", **by(story.noor, story))

    assert [lot.number for lot in Lot.objects.for_sessions()] == ["A"]


# Lines taken back


def test_a_line_taken_back_stays_and_its_amount_returns(story):
    received(story)
    entry = received(story, invoice="INV-2", containers=1)

    undoing = stock.reverse(entry, reason="Entered twice", **by(story.noor, story))

    entry.refresh_from_db()
    assert (undoing.delta_mg, undoing.reverses, undoing.reason) == (-500, entry, "Entered twice")
    assert (entry.delta_mg, stock.balance(entry.lot)) == (500, 1000)
    assert code_of(stock.reverse, entry, reason="Again", **by(story.noor, story)) == "invalid"
    assert code_of(stock.reverse, undoing, reason="Back", **by(story.noor, story)) == "invalid"


def test_taking_a_line_back_says_why_and_never_goes_below_zero(story):
    entry = received(story)
    stock.post(entry.lot, EntryKind.DRAW, Decimal(1), **by(story.noor, story))

    assert code_of(stock.reverse, entry, reason=" ", **by(story.noor, story)) == "invalid"
    refusal = code_of(stock.reverse, entry, reason="Not ours", **by(story.noor, story))
    assert (refusal, stock.balance(entry.lot)) == ("stock_insufficient", 999)


@pytest.mark.parametrize("who", ["ana", "owen", "flo", "me"])
def test_only_who_handles_stock_takes_a_line_back(story, who):
    entry = received(story)

    refusal = code_of(stock.reverse, entry, reason="x", **by(getattr(story, who), story))

    assert refusal == "role_forbidden"


def test_a_draw_stands_while_its_dose_and_its_waste_stand(story):
    story.ready_to_book(route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55))
    story.booked().checked_in()
    lot = story.stocked()
    story.measured()
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    wasting.waste(
        story.session, mg=Decimal(5), by=story.noor, at=story.at, unwitnessed="Alone that night"
    )

    for kind in (EntryKind.DRAW, EntryKind.WASTE):
        line = lot.entries.get(kind=kind)
        assert code_of(stock.reverse, line, reason="x", **by(story.noor, story)) == "invalid"
    assert stock.balance(lot) == 440


# Off the shelf


def test_a_spill_is_two_peoples_word(story):
    lot = received(story).lot
    facts = {"mg": Decimal(50), "reason": "A vial cracked"}

    line = off_the_shelf.spill(lot, **facts, **two(story), key="k-1")
    again = off_the_shelf.spill(lot, **facts, **two(story), key="k-1")

    assert (line, line.witness, stock.balance(lot)) == (again, story.kim, 950)
    assert not Discrepancy.objects.exists()
    alone = two(story) | {"witness": story.noor}
    assert code_of(off_the_shelf.spill, lot, **facts, **alone) == "witness_same_person"
    silent = facts | {"reason": ""}
    assert code_of(off_the_shelf.spill, lot, **silent, **two(story)) == "invalid"


@pytest.mark.parametrize("mg", ["0", "-1", "NaN", "0.004", "9999999999"])
def test_an_amount_that_cannot_be_leaves_nothing(story, mg):
    lot = received(story).lot
    facts = {"mg": Decimal(mg), "reason": "x", **two(story)}

    assert code_of(off_the_shelf.spill, lot, **facts) == "invalid"


@pytest.mark.parametrize("way", ["return", "destroyed"])
def test_what_is_sent_away_names_its_paper(story, way):
    lot = received(story).lot
    facts = {"way": way, "mg": Decimal(500), "containers": 1, "receiver": "Guard Returns"}

    line = off_the_shelf.dispose(lot, **facts, document="F-41-7", **two(story))

    assert (line.kind, line.invoice, line.containers, stock.balance(lot)) == (way, "F-41-7", 1, 500)
    bare = code_of(off_the_shelf.dispose, lot, **facts, document=" ", **two(story))
    much = facts | {"mg": Decimal(501)}
    over = code_of(off_the_shelf.dispose, lot, **much, document="x", **two(story))
    assert (bare, over) == ("invalid", "stock_insufficient")


def test_a_lot_is_set_aside_and_put_back_with_a_reason(story):
    lot = received(story).lot

    aside = off_the_shelf.set_aside(lot, reason="Recalled", **by(story.noor, story))
    twice = code_of(off_the_shelf.set_aside, lot, reason="Again", **by(story.noor, story))
    back = off_the_shelf.put_back(lot, reason="Another lot was meant", **by(story.raj, story))

    assert (aside.quarantined_by, twice) == (story.noor, "invalid")
    assert not back.is_set_aside
    assert [row.quarantine_reason for row in lot.row_history.order_by("pgh_id")] == [
        "", "Recalled", "",
    ]  # fmt: skip
    assert code_of(off_the_shelf.put_back, lot, reason="x", **by(story.raj, story)) == "invalid"


@pytest.mark.parametrize("verb", ["spill", "set_aside"])
def test_another_clinics_lot_is_left_alone(story, verb):
    lot = received(Story(name="Juniper")).lot
    facts = {"reason": "x", **by(story.noor, story)}
    if verb == "spill":
        facts |= {"mg": Decimal(1), "witness": story.kim}

    assert code_of(getattr(off_the_shelf, verb), lot, **facts) == "role_forbidden"


# Discrepancies


def differing(story: Story, *, by=None, witness=None) -> Discrepancy:
    lot = received(story).lot
    stock.count(
        lot, counted_mg=Decimal(990), reason="A drop missing", at=story.at,
        by=by or story.noor, witness=witness or story.kim,
    )  # fmt: skip
    return Discrepancy.objects.get()


def open_tasks(kind: str) -> list[str]:
    return sorted(
        WorklistTask.objects.filter(kind=kind, done_at=None).values_list("role", flat=True)
    )


def test_a_difference_is_on_the_prescribers_and_the_owners_list_until_one_has_looked(story):
    found = differing(story)
    assert (found.expected_mg, found.counted_mg, found.variance_mg) == (1000, 990, -10)
    assert open_tasks("stock_discrepancy") == ["owner", "prescriber"]

    empty = code_of(discrepancies.review, found, finding=" ", **by(story.raj, story))
    nurse = code_of(discrepancies.review, found, finding="x", **by(story.noor, story))
    discrepancies.review(found, finding="Syringe dead space", **by(story.owen, story))

    found.refresh_from_db()
    assert (empty, nurse, found.reviewed_by) == ("invalid", "role_forbidden", story.owen)
    assert open_tasks("stock_discrepancy") == []
    assert code_of(discrepancies.review, found, finding="x", **by(story.raj, story)) == "invalid"


def test_who_counted_does_not_review_where_somebody_else_can(story):
    found = differing(story, by=story.raj, witness=story.noor)

    assert code_of(discrepancies.review, found, finding="x", **by(story.raj, story)) == "invalid"
    assert discrepancies.review(found, finding="x", **by(story.mei, story)).reviewed_by == story.mei


def test_a_report_is_kept_with_its_day_and_its_form(story):
    found = differing(story)
    told = {"reported_at": story.at, "form_106": ""}

    ahead = told | {"reported_at": story.at + timedelta(days=1)}
    refusal = code_of(discrepancies.report, found, **ahead, **by(story.raj, story))
    discrepancies.report(found, **told, **by(story.raj, story))
    done = discrepancies.report(found, **told | {"form_106": "106-9"}, **by(story.owen, story))

    assert refusal == "invalid"
    assert (done.reported_by, done.form_106) == (story.raj, "106-9")


@pytest.mark.parametrize(
    ("days", "due"),
    [(0, date(2026, 3, 3)), (4, date(2026, 3, 9)), (5, date(2026, 3, 9)), (6, date(2026, 3, 9))],
)
def test_the_field_office_hears_of_it_the_next_business_day(story, days, due):
    found = differing(story.later(days=days))

    assert discrepancies.notice_due_on(found) == due


# Inventories


def taken(story: Story, *lines: Counted, **facts: object) -> Inventory:
    asked = {"taken_on": story.at.date(), "business": "close", "lines": lines, **two(story)}
    return inventories.take(story.clinic, **asked | facts)


def test_the_first_inventory_may_be_of_nothing(story):
    made = taken(story)

    assert (made.kind, made.lines.count()) == ("initial", 0)
    assert taken(story.later(minutes=1)).kind == "biennial"


def test_every_lot_stands_on_it_with_the_numbers_of_the_ledger(story):
    lot = received(story).lot
    stock.post(lot, EntryKind.DRAW, Decimal(60), **by(story.noor, story))

    left_out = code_of(taken, story)
    wrong = code_of(taken, story, Counted(lot.pk, 1, Decimal(430)))
    made = taken(story, Counted(lot.pk, 1, Decimal(440)), key="k-1")
    again = taken(story, Counted(lot.pk, 1, Decimal(440)), key="k-1")

    assert (left_out, wrong, made) == ("invalid", "invalid", again)
    line = made.lines.get()
    assert (line.total_mg, line.book_mg, line.is_estimated) == (940, 940, False)
    assert ShelfCount.objects.get(lot=lot).counted_mg == 940


@pytest.mark.parametrize(
    ("opened", "taken_it"), [("430", True), ("0.01", True), ("939.99", True), ("941", False)]
)
def test_an_opened_container_may_be_estimated_within_one_container(story, opened, taken_it):
    lot = received(story, containers=1, mg_per_container=Decimal(500)).lot
    stock.post(lot, EntryKind.DRAW, Decimal(59), **by(story.noor, story))
    facts = Counted(lot.pk, 0, Decimal(opened), is_estimated=True)

    if taken_it:
        assert taken(story, facts).lines.get().book_mg == 441
        assert not ShelfCount.objects.exists()
    else:
        assert code_of(taken, story, facts) == "invalid"


def test_an_inventory_of_the_opening_counts_what_was_there_before_the_first_line(story):
    lot = received(story).lot
    story.later(days=2)
    stock.post(lot, EntryKind.DRAW, Decimal(60), **by(story.noor, story))

    made = taken(story, Counted(lot.pk, 2), business="open")

    assert made.lines.get().book_mg == 1000


@pytest.mark.parametrize(
    "facts",
    [
        {"taken_on": date(2026, 3, 3)}, {"taken_on": date(2026, 2, 22)},
        {"taken_on": date(1, 1, 1)}, {"business": "noon"},
    ],
    ids=str,
)  # fmt: skip
def test_an_inventory_is_written_on_its_day_or_the_week_after(story, facts):
    assert code_of(taken, story, **facts) == "invalid"


def test_an_inventory_takes_two_people_of_this_clinic(story):
    abroad = Story(name="Juniper")

    assert code_of(taken, story, witness=story.noor) == "witness_same_person"
    assert code_of(taken, story, witness=abroad.kim) == "role_forbidden"
    foreign = received(abroad).lot
    assert code_of(taken, story, Counted(foreign.pk, 2)) == "invalid"


@pytest.mark.parametrize(
    ("months", "raised"), [(22, 0), (23, 2)], ids=["after 22 months", "after 23 months"]
)
def test_the_next_inventory_is_asked_for_a_month_before_two_years(story, months, raised):
    lot = received(story).lot
    taken(story, Counted(lot.pk, 2))
    day = inventories.months_after(story.at.date(), months)
    at = story.at.replace(year=day.year, month=day.month, day=day.day)

    assert inventories.remind_due(at=at, clinic=story.clinic) == raised
    assert inventories.remind_due(at=at, clinic=story.clinic) == 0
    assert open_tasks("inventory_due") == ["owner", "prescriber"][:raised]


def test_a_clinic_with_stock_and_no_inventory_is_asked_at_once_and_settled_by_one(story):
    lot = received(story).lot
    inventories.remind_due(at=story.at)
    assert open_tasks("inventory_due") == ["owner", "prescriber"]

    taken(story, Counted(lot.pk, 2))

    assert open_tasks("inventory_due") == []


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)), (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 2), -24, date(2024, 3, 2)), (date(2026, 12, 31), 23, date(2028, 11, 30)),
    ],
)  # fmt: skip
def test_months_are_counted_on_the_calendar(day, months, later):
    assert inventories.months_after(day, months) == later
