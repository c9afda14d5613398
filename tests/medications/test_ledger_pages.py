"""The pages of one lot, of discrepancies and of inventories."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from medications.domain import off_the_shelf, stock
from medications.enums import EntryKind
from medications.models import Discrepancy, Inventory, LedgerEntry, Lot
from tests.medications.test_stock_page import cupboard, soup, used_lot, words
from tests.support.story import PASSWORD, Story

__all__ = ["cupboard"]
pytestmark = pytest.mark.django_db
LOT_PAGES = ("ledger", "count", "spill", "dispose", "set_aside", "recipients")


def url(name, *args):
    return reverse(f"medications:{name}", args=args)


def two(story, **facts):
    return {"witness": story.kim.pk, "password": PASSWORD, "key": "k-1"} | facts


def differing(story):
    lot = story.stocked()
    stock.count(
        lot, counted_mg=Decimal(490), reason="A drop missing", witness=story.kim, by=story.noor,
        at=story.at,
    )  # fmt: skip
    return lot, Discrepancy.objects.get(entry__lot=lot)


def test_every_page_opens_for_a_nurse(cupboard):
    story = Story()
    lot, found = differing(story)
    client = cupboard(story, story.noor)
    pages = [url(name, lot.pk) for name in LOT_PAGES]
    pages += [url(name) for name in ("discrepancies", "inventories", "take_inventory", "packet")]
    pages += [url("discrepancy", found.pk), url("reverse", found.entry_id)]

    answers = {page: client.get(page) for page in pages}

    assert {page: one.status_code for page, one in answers.items() if one.status_code != 200} == {}
    assert all(one.text.count("<h1") == 1 for one in answers.values())


@pytest.mark.parametrize("name", LOT_PAGES)
def test_another_clinics_lot_is_not_there(cupboard, name):
    lot = Story().stocked()
    abroad = Story(name="Birch")

    assert cupboard(abroad, abroad.noor).get(url(name, lot.pk)).status_code == 404


@pytest.mark.parametrize(("name", "right"), [("spill", True), ("spill", False), ("dispose", True)])
def test_what_leaves_the_shelf_takes_a_second_person(cupboard, name, right):
    story = Story()
    lot = story.stocked()
    facts = {
        "mg": "50", "reason": "A vial cracked", "way": "return", "document": "R-7",
        "receiver": "Guard Returns",
    }  # fmt: skip
    facts |= two(story, password=PASSWORD if right else "not-kims-password")
    client = cupboard(story, story.noor)

    answers = [client.post(url(name, lot.pk), facts) for _ in range(2)]

    assert [one.status_code for one in answers] == ([302, 302] if right else [422, 422])
    assert stock.balance(lot) == (450 if right else 500)
    if not right:
        assert soup(answers[0]).select_one("#id_mg")["value"] == "50"
        assert PASSWORD not in answers[0].text


def test_the_one_signed_in_is_not_offered_as_the_second(cupboard):
    story = Story()
    lot = story.stocked()

    page = soup(cupboard(story, story.noor).get(url("spill", lot.pk)))

    offered = [one.get_text().split(",")[0] for one in page.select("#id_witness option")][1:]
    assert offered == ["Ana Ruiz", "Kim Osei", "Mei Tan", "Raj Patel"]


def test_a_lot_set_aside_says_so_and_asks_to_be_sent_back(cupboard):
    story = Story()
    lot = story.stocked()
    client = cupboard(story, story.noor)

    done = client.post(url("set_aside", lot.pk), {"reason": "Recalled by the maker"})
    page, shelf = client.get(url("ledger", lot.pk)), soup(client.get(url("stock")))
    empty = client.post(url("set_aside", lot.pk), {"reason": ""})
    back = client.post(url("set_aside", lot.pk), {"reason": "Another lot was meant"})

    assert (done.status_code, empty.status_code, back.status_code) == (302, 422, 302)
    assert "Recalled by the maker" in page.text
    row = words(shelf.select_one("tbody tr"))
    assert "Set aside Send it back or destroy it" in row
    assert not Lot.objects.get().is_set_aside


def test_a_line_is_taken_back_on_its_page(cupboard):
    story = Story()
    lot = story.stocked()
    line = lot.entries.get()
    client = cupboard(story, story.noor)

    empty = client.post(url("reverse", line.pk), {"reason": " "})
    done = client.post(url("reverse", line.pk), {"reason": "Another clinic's box"})
    again = client.post(url("reverse", line.pk), {"reason": "Another clinic's box"})
    page = soup(client.get(url("ledger", lot.pk)))

    assert [one.status_code for one in (empty, done, again)] == [422, 302, 422]
    told = [words(row.select("td")[2]) for row in page.select("tbody tr")]
    assert told == [
        "Reversed Takes back line 1: Another clinic's box",
        "Received Taken back 1 container, Anderson Medical, invoice INV-1. Taken back by line 2.",
    ]
    assert page.select('a[href*="/reverse/"]') == []


def test_a_dose_is_not_offered_to_be_taken_back_and_the_refusal_says_why(cupboard):
    story, lot = used_lot()
    client = cupboard(story, story.noor)
    draw = lot.entries.get(kind=EntryKind.DRAW)

    offered = soup(client.get(url("ledger", lot.pk))).select('a[href*="/reverse/"]')
    refused = client.post(url("reverse", draw.pk), {"reason": "x"})

    assert [one["href"] for one in offered] == [url("reverse", lot.entries.get(line=1).pk)]
    assert "While the dose stands" in words(soup(refused).select_one(".error-summary"))


@pytest.mark.parametrize(("who", "links"), [("noor", 1), ("owen", 1)])
def test_who_got_a_lot_is_told_to_who_reads_the_ledger_and_kept(cupboard, who, links):
    story, lot = used_lot()
    client = cupboard(story, getattr(story, who))

    page = soup(client.get(url("recipients", lot.pk)))

    cells = [words(cell) for cell in page.select("tbody tr th, tbody tr td")]
    assert cells[0] == "Margo Okafor"
    assert cells[2:5] == ["60 mg", "55 mg", "Noor Haddad"]
    assert len(page.select("tbody a")) == links
    assert AuditEvent.objects.filter(action="lot.recipients_read", outcome="read").count() == 1


def test_a_discrepancy_is_reviewed_by_the_owner_and_read_by_the_nurse(cupboard):
    story = Story()
    _lot, found = differing(story)
    page = url("discrepancy", found.pk)
    review = url("review_discrepancy", found.pk)

    nurse = cupboard(story, story.noor)
    assert soup(nurse.get(page)).select("form[action*=review]") == []
    assert nurse.post(review, {"finding": "x"}).status_code == 403
    owner = cupboard(story, story.owen)
    empty = owner.post(review, {"finding": ""})
    done = owner.post(review, {"finding": "Dead space of the syringe"})

    found.refresh_from_db()
    assert (empty.status_code, done.status_code) == (422, 302)
    assert (found.reviewed_by, found.finding) == (story.owen, "Dead space of the syringe")
    assert "Dead space of the syringe" in owner.get(page).text
    assert "The shelf and the ledger disagree" not in owner.get(url("stock")).text


@pytest.mark.parametrize(
    ("day", "status"),
    [(("3", "2", "2026"), 302), (("3", "3", "2026"), 422), (("1", "1", "1"), 422)],
)
def test_a_report_to_the_field_office_has_a_day_that_can_be(cupboard, day, status):
    story = Story()
    _lot, found = differing(story)
    parts = {
        f"reported_on_{name}": value
        for name, value in zip(("month", "day", "year"), day, strict=True)
    }

    answer = cupboard(story, story.raj).post(
        url("report_discrepancy", found.pk), parts | {"form_106": "106-1"}
    )

    found.refresh_from_db()
    assert answer.status_code == status
    assert found.form_106 == ("106-1" if status == 302 else "")


def counting(story, lot, **facts):
    plain = {
        "taken_on_month": "3", "taken_on_day": "2", "taken_on_year": "2026", "business": "open",
        f"containers_{lot.pk}": "1", f"opened_{lot.pk}": "", "note": "",
    }  # fmt: skip
    return two(story) | plain | facts


def test_an_inventory_is_taken_lot_by_lot(cupboard):
    story = Story()
    lot = story.stocked()
    client, take = cupboard(story, story.noor), url("take_inventory")

    wrong = client.post(
        take, counting(story, lot, business="close", **{f"containers_{lot.pk}": "2"})
    )
    done = client.post(take, counting(story, lot, business="close"))
    again = client.post(take, counting(story, lot, business="close"))

    assert [one.status_code for one in (wrong, done, again)] == [422, 302, 302]
    assert soup(wrong).select_one(f"#id_containers_{lot.pk}")["value"] == "2"
    assert "Count this lot by two people first" in wrong.text
    made = Inventory.objects.get()
    page = soup(client.get(url("inventory", made.pk)))
    assert [words(cell) for cell in page.select("tbody tr td")][-2:] == ["500 mg", "500 mg"]
    assert "An inventory is due" not in client.get(url("stock")).text


@pytest.mark.parametrize("name", ["discrepancy", "inventory"])
def test_another_clinics_papers_are_not_there(cupboard, name):
    story = Story()
    lot, found = differing(story)
    cupboard(story, story.noor).post(
        url("take_inventory"),
        counting(story, lot, business="close", **{f"containers_{lot.pk}": "0", f"opened_{lot.pk}": "490"}),
    )  # fmt: skip
    pk = found.pk if name == "discrepancy" else Inventory.objects.get().pk
    abroad = Story(name="Birch")

    assert cupboard(story, story.noor).get(url(name, pk)).status_code == 200
    assert cupboard(abroad, abroad.noor).get(url(name, pk)).status_code == 404


@pytest.mark.parametrize("who", ["ana", "flo", "bea", "ada", "me"])
def test_who_reads_no_ledger_gets_no_page_of_it(cupboard, who):
    story = Story()
    lot, found = differing(story)
    client = cupboard(story, getattr(story, who))
    pages = [url(name, lot.pk) for name in LOT_PAGES]
    pages += [url(name) for name in ("discrepancies", "inventories", "take_inventory")]
    pages += [url("discrepancy", found.pk), url("reverse", found.entry_id)]
    pages += [url(name) for name in ("packet", "packet_csv", "packet_pdf")]

    assert {client.get(page).status_code for page in pages} == {403}
    assert LedgerEntry.objects.count() == 2


@pytest.mark.parametrize(("lines", "expected"), [(1, 8), (40, 8)])
def test_a_lots_story_costs_the_same_for_one_line_and_forty(
    cupboard, lines, expected, django_assert_num_queries
):
    story = Story()
    lot = story.stocked()
    for _ in range(lines):
        stock.post(
            lot, EntryKind.DRAW, Decimal(1), by=story.noor, at=story.at, patient=story.patient
        )
    client = cupboard(story, story.noor)

    with django_assert_num_queries(expected):
        page = client.get(url("ledger", lot.pk))

    assert len(soup(page).select("tbody tr")) == lines + 1


def test_what_waits_to_be_done_is_said_of_each_lot(cupboard):
    story = Story()
    for number in ("A", "B", "C", "D"):
        story.stocked(number)
    lots = {lot.number: lot for lot in Lot.objects.all()}
    Lot.objects.filter(number="A").update(expires_on=date(2026, 3, 1))
    off_the_shelf.set_aside(lots["B"], reason="Recalled", by=story.noor, at=story.at)
    stock.count(
        lots["C"], counted_mg=Decimal(500), reason="", witness=story.kim, by=story.noor, at=story.at
    )
    story.later(minutes=5)
    stock.post(lots["D"], EntryKind.DRAW, Decimal(60), by=story.noor, at=story.at)

    page = soup(cupboard(story, story.noor).get(url("stock")))

    rows = {
        words(row.select_one("th")): words(row.select("td")[-1]) for row in page.select("tbody tr")
    }
    assert rows == {
        "A": "Set it aside , lot A",
        "B": "Send it back or destroy it , lot B",
        "C": "Nothing",
        "D": "Count it: used since the last count , lot D",
    }
