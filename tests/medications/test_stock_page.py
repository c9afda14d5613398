"""The medicine cupboard on its pages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from medications.domain import stock
from medications.enums import DoseSource, EntryKind, Route
from medications.models import LedgerEntry
from patients.models import WorklistTask
from sessions.domain import wasting
from tests.support.story import PASSWORD, Story

pytestmark = pytest.mark.django_db
BOX = {
    "key": "4b1f9f8e", "substance": "ketamine", "strength": "Injection, 50 mg/mL",
    "lot_number": "KET-7", "containers": "2", "mg_per_container": "500", "expires_on_month": "8",
    "expires_on_day": "31", "expires_on_year": "2028", "supplier": "Anderson Medical", "invoice": "INV-7",
}  # fmt: skip
STOCK, RECEIVE = reverse("medications:stock"), reverse("medications:receive")


@pytest.fixture
def cupboard(client, time_machine):
    def open_as(story, who):
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return open_as


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def used_lot(by: str = "noor"):
    """A lot from which 60 mg were drawn, 55 given and 5 wasted unseen."""
    story = Story().ready_to_book(
        route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)
    ).booked().checked_in()  # fmt: skip
    lot = story.stocked()
    story.measured()
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    wasting.waste(
        story.session, mg=Decimal(5), by=getattr(story, by), at=story.at,
        unwitnessed="Alone in the house",
    )  # fmt: skip
    return story, lot


def test_a_delivery_is_one_line_however_often_it_is_sent(cupboard):
    story = Story()
    client = cupboard(story, story.noor)

    codes = [client.post(RECEIVE, BOX).status_code for _ in range(2)]

    entry = LedgerEntry.objects.get()
    assert codes == [302, 302]
    assert (entry.balance_mg, entry.invoice, entry.containers) == (Decimal(1000), "INV-7", 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"containers": "0"}, {"mg_per_container": "NaN"}, {"mg_per_container": "1e30"},
        {"expires_on_year": "99999"}, {"supplier": " "}, {"lot_number": "x" * 41},
        {"substance": "sugar"}, {"substance": "other"}, {"containers": "501"},
        {"received_on_month": "3", "received_on_day": "3", "received_on_year": "2026"},
        {"received_on_month": "1", "received_on_day": "1", "received_on_year": "1"},
    ],
)  # fmt: skip
def test_a_box_that_cannot_be_is_refused_and_kept(cupboard, wrong):
    story = Story()

    answer = cupboard(story, story.noor).post(RECEIVE, BOX | wrong)

    assert answer.status_code == 422
    assert soup(answer).select_one("#id_invoice")["value"] == "INV-7"
    assert not LedgerEntry.objects.exists()


def test_a_known_lot_must_agree_with_its_box(cupboard):
    story = Story()
    story.stocked("KET-7", mg=250)

    answer = cupboard(story, story.noor).post(RECEIVE, BOX)

    assert answer.status_code == 422
    assert "another content or expiry" in words(soup(answer).select_one(".error-summary"))


@pytest.mark.parametrize("who", ["ana", "flo", "bea"])
def test_who_does_not_handle_stock_has_no_cupboard(cupboard, who):
    story = Story()
    lot = story.stocked()
    client = cupboard(story, getattr(story, who))

    pages = [STOCK, reverse("medications:ledger", args=[lot.pk]), RECEIVE]

    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post(RECEIVE, BOX).status_code == 403
    assert LedgerEntry.objects.count() == 1


def test_the_owner_reads_and_cannot_write(cupboard):
    story = Story()
    lot = story.stocked()
    client = cupboard(story, story.owen)

    page = client.get(STOCK)

    assert "500 mg" in page.text
    assert "Receive a delivery" not in page.text
    assert client.get(reverse("medications:count", args=[lot.pk])).status_code == 403


@pytest.mark.parametrize("name", ["ledger", "count"])
def test_another_clinics_lot_is_not_there(cupboard, name):
    story = Story()
    lot = story.stocked()
    other = Story(name="Birch")

    answer = cupboard(other, other.noor).get(reverse(f"medications:{name}", args=[lot.pk]))

    assert answer.status_code == 404


def test_a_count_takes_two_people_and_a_reason(cupboard):
    story = Story()
    lot = story.stocked()
    url = reverse("medications:count", args=[lot.pk])
    client = cupboard(story, story.noor)
    facts = {"counted_mg": "490", "witness": story.kim.pk}

    wrong = client.post(url, facts | {"reason": "Spilt", "password": "not-kims-password"})
    bare = client.post(url, facts | {"password": PASSWORD})
    right = client.post(url, facts | {"reason": "Spilt", "password": PASSWORD})
    twice = client.post(url, facts | {"reason": "Spilt", "password": PASSWORD})

    assert [one.status_code for one in (wrong, bare, right, twice)] == [422, 422, 302, 302]
    assert soup(wrong).select_one("#id_counted_mg")["value"] == "490"
    assert PASSWORD not in bare.text
    entry = LedgerEntry.objects.get(kind=EntryKind.COUNT_DOWN)
    assert (entry.amount_mg, entry.witness, stock.balance(lot)) == (
        Decimal(10), story.kim, Decimal(490),
    )  # fmt: skip


def test_nobody_counts_with_themselves(cupboard):
    story = Story()
    lot = story.stocked()

    answer = cupboard(story, story.noor).post(
        reverse("medications:count", args=[lot.pk]),
        {"counted_mg": "500", "witness": story.noor.pk, "password": PASSWORD},
    )

    assert answer.status_code == 422


def test_the_ledger_runs_its_balance_newest_first(cupboard):
    story, lot = used_lot()

    page = soup(cupboard(story, story.noor).get(reverse("medications:ledger", args=[lot.pk])))

    rows = [[words(cell) for cell in row.select("td")][2:5] for row in page.select("tbody tr")]
    assert rows == [
        [
            "Wasted For Margo Okafor . Left the balance when it was drawn. Alone in the house",
            "5 mg", "440 mg",
        ],
        ["Drawn For Margo Okafor , 55 mg given.", "−60 mg", "440 mg"],  # noqa: RUF001 - as printed
        [
            "Received 1 container, Anderson Medical, invoice INV-1. Add its scan , line 1",
            "+500 mg", "500 mg",
        ],
    ]  # fmt: skip


def test_waste_nobody_saw_waits_for_a_prescriber(cupboard):
    story, _lot = used_lot()
    task = WorklistTask.objects.get(kind="waste_unwitnessed")
    url = reverse("medications:review", args=[task.pk])

    nurse = soup(cupboard(story, story.noor).get(STOCK))
    client = cupboard(story, story.raj)
    empty = client.post(url, {"outcome": ""})
    done = client.post(url, {"outcome": "Spoke with Noor; agreed"})

    task.refresh_from_db()
    assert "Alone in the house" in words(nurse.select_one("#waste"))
    assert nurse.select_one("#waste form") is None
    assert (empty.status_code, done.status_code) == (422, 302)
    assert task.done_by == story.raj


def test_who_wasted_it_alone_does_not_review_it(cupboard):
    story, _lot = used_lot(by="raj")
    task = WorklistTask.objects.get(kind="waste_unwitnessed")
    url = reverse("medications:review", args=[task.pk])

    assert task.due_at == datetime(2026, 3, 11, 6, tzinfo=UTC), "the next day is over in Denver"
    assert cupboard(story, story.noor).post(url, {"outcome": "Fine"}).status_code == 403
    own = cupboard(story, story.raj).post(url, {"outcome": "I remember it"})
    task.refresh_from_db()
    assert (own.status_code, task.done_at) == (422, None)
    assert "Who wasted it does not review it." in words(soup(own).select_one("#waste"))
    assert soup(own).select_one("#waste input, #waste textarea") is not None

    assert cupboard(story, story.owen).post(url, {"outcome": "Spoke with Raj"}).status_code == 302
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == (story.owen, "Spoke with Raj")


@pytest.mark.parametrize("lots", [1, 3])
def test_the_cupboard_costs_the_same_for_one_lot_and_three(
    cupboard, lots, django_assert_num_queries
):
    story = Story()
    for number in range(lots):
        story.stocked(f"KET-{number}")
    client = cupboard(story, story.noor)

    with django_assert_num_queries(7):
        page = client.get(STOCK)

    assert len(soup(page).select("tbody tr")) == lots
