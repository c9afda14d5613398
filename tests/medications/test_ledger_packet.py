"""The packet: the same numbers on paper, in the table and in the ledger, and kept as a disclosure."""

import csv
import io
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db.models import Sum
from django.urls import reverse
from pypdf import PdfReader

from audit.models import AuditEvent
from medications import packet_paper
from medications.domain import inventories, off_the_shelf, packet, stock
from medications.domain.packet_rows import COLUMNS
from medications.enums import DoseSource, Route
from medications.models import Discrepancy, LedgerEntry
from sessions.domain import wasting
from tests.medications.test_stock_page import cupboard, words
from tests.support.story import Story

__all__ = ["cupboard"]
PDF, CSV = reverse("medications:packet_pdf"), reverse("medications:packet_csv")


def told() -> Story:
    """Every kind of line there is, over two months, and a second clinic with a line of its own."""
    story = Story()
    story.ready_to_book(route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55))
    inventories.take(
        story.clinic, taken_on=story.at.date(), business="open", lines=[], witness=story.kim,
        by=story.noor, at=story.at,
    )  # fmt: skip
    lot, other = story.stocked(), story.stocked("KET-2")
    story.booked(in_days=30).checked_in()
    story.measured()
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    wasting.waste(
        story.session, mg=Decimal(5), by=story.noor, at=story.at, unwitnessed="=SUM(A1) alone"
    )
    two = {"witness": story.kim, "by": story.noor, "at": story.at}
    off_the_shelf.spill(other, mg=Decimal("12.5"), reason="A vial cracked", **two)
    off_the_shelf.dispose(
        other, way="return", mg=Decimal(100), containers=1, receiver="Guard Returns",
        document="R-7", **two,
    )  # fmt: skip
    stock.reverse(other.entries.get(kind="spill"), reason="Another lot", by=story.noor, at=story.at)
    stock.count(lot, counted_mg=Decimal("439.5"), reason="A drop", **two)
    Story(name="Juniper").stocked("JUN-1")
    return story.later(days=1)


@pytest.fixture
def story(db) -> Story:
    return told()


def made(story: Story, asked: str = packet.INSPECTOR) -> packet.Packet:
    return packet.put_together(story.clinic, packet.period_of(story.clinic, asked, at=story.at))


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_numbers_are_those_of_the_ledger(story):
    found = made(story)

    for one in found.lots:
        moved = LedgerEntry.objects.filter(lot=one.lot).aggregate(Sum("delta_mg"))
        assert one.closing_mg == stock.balance(one.lot) == moved["delta_mg__sum"]
        assert one.closing_mg == (
            one.opening_mg + one.received_mg - one.drawn_mg - one.left_otherwise_mg
            + one.counted_mg + one.reversed_mg
        )  # fmt: skip
    assert {one.lot.number: one.closing_mg for one in found.lots} == {
        "KET-1": Decimal("439.5"), "KET-2": Decimal(400),
    }  # fmt: skip
    assert [one.shelf_agrees for one in found.lots] == [True, False]


def test_the_table_sums_to_the_ledger_and_the_paper_says_the_same(story):
    found = made(story)
    rows = table(packet_paper.as_csv(found))
    by_lot: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_lot[row["lot"]] += Decimal(row["change_mg"] or 0)

    closing = {
        row["lot"]: Decimal(row["balance_mg"]) for row in rows if row["section"] == "closing"
    }
    assert {lot: by_lot[lot] for lot in closing} == closing
    page = BeautifulSoup(packet_paper.as_html(found, by=story.owen, at=story.at), "html.parser")
    balances = page.select("h2")[0].find_next("table").select("tbody tr")
    on_paper = {words(row.select("th")[0]): words(row.select("td")[7]) for row in balances}
    assert {lot: Decimal(mg) for lot, mg in on_paper.items()} == closing
    given = [row for row in rows if row["section"] == "draw"]
    assert [(row["drawn_mg"], row["given_mg"], row["wasted_mg"]) for row in given] == [
        ("60.00", "55.00", "5.00")
    ]
    assert given[0]["patient"] == "Margo Okafor"


def test_the_table_has_its_header_its_mark_and_no_formula(story):
    content = packet_paper.as_csv(made(story))
    rows = table(content)

    assert content.startswith(b"\xef\xbb\xbfsection,date,time,lot,")
    assert tuple(rows[0]) == COLUMNS
    waste = next(row for row in rows if row["section"] == "waste")
    assert waste["words"] == "'=SUM(A1) alone"
    assert [row["section"] for row in rows if not row["lot"]] == [
        "registration", "inventory",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("-5.00"), "-5.00"), ("-5", "'-5"), ("=1+1", "'=1+1"), ("@x", "'@x"),
        (" +1", "' +1"), ("\tx", "'\tx"), ("KET-1", "KET-1"), (None, ""),
    ],
    ids=str,
)  # fmt: skip
def test_words_are_never_run_and_numbers_stay_numbers(value, cell):
    assert packet_paper.cell(value) == cell


def test_a_month_begins_where_the_month_before_ended(story):
    march, april = made(story, "2026-03"), made(story, "2026-04")

    ended = {one.lot.number: one.closing_mg for one in march.lots}
    begun = {one.lot.number: one.opening_mg for one in april.lots}
    assert ended == begun == {"KET-1": Decimal(500), "KET-2": Decimal(500)}
    assert [len(one.lines) for one in (march, april)] == [2, 6]
    assert (march.period.last.day, april.period.last) == (31, story.at.date())


def test_another_clinics_lines_are_not_in_it(story):
    text = packet_paper.as_csv(made(story)).decode()

    assert "KET-2" in text
    assert "JUN-1" not in text


def test_nothing_of_the_course_of_care_is_in_it(story):
    story.patient.address = "4 Birch Lane, Denver, CO"
    story.patient.save(update_fields=["address"])
    found = made(story)
    html = packet_paper.as_html(found, by=story.owen, at=story.at)

    for text in (html, packet_paper.as_csv(found).decode()):
        assert "4 Birch Lane" in text
        for private in ("penicillin", "Quiet nights", "meet the pain", "1981", "+1303555", "PHQ"):
            assert private not in text.replace(story.clinic.phone, "")


@pytest.mark.django_db
@pytest.mark.parametrize("where", [PDF, CSV])
def test_each_download_is_a_disclosure_of_each_patient_in_it(cupboard, where):
    story = told()
    client = cupboard(story, story.owen)

    looked = client.get(reverse("medications:packet"))
    before = AuditEvent.objects.filter(action="ledger.disclosed").count()
    answer = client.get(where, {"span": packet.INSPECTOR})

    assert (looked.status_code, answer.status_code, before) == (200, 200, 0)
    assert "Margo" not in looked.text
    assert "attachment" in answer["Content-Disposition"]
    lines = AuditEvent.objects.filter(action="ledger.disclosed", outcome="read").order_by("pk")
    assert list(lines.values_list("patient_id", "actor_id")) == [
        (None, story.owen.pk), (story.patient.pk, story.owen.pk),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("span", ["2020-01", "x", "9999-99", "2026-03-01", "inspector\x00"])
@pytest.mark.parametrize("where", [reverse("medications:packet"), PDF, CSV])
def test_a_period_that_is_not_offered_is_asked_again(cupboard, where, span):
    story = Story()

    answer = cupboard(story, story.noor).get(where, {"span": span})

    assert answer.status_code in {400, 422}
    assert not AuditEvent.objects.filter(action="ledger.disclosed").exists()


def test_the_paper_is_tagged_and_counts_its_pages(story):
    content = packet_paper.as_pdf(made(story), by=story.owen, at=story.at)

    reader = PdfReader(io.BytesIO(content))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert f"Page 1 of {len(reader.pages)}" in text
    assert "Margo Okafor" in text
    assert "Not reviewed yet." in text
    assert Discrepancy.objects.count() == 1


def test_the_packet_asks_the_database_as_often_for_few_lines_as_for_many(
    story, django_assert_num_queries
):
    lot = LedgerEntry.objects.filter(lot__number="KET-2").first().lot
    for _ in range(30):
        stock.post(
            lot, "draw", Decimal(1), by=story.noor, at=story.at, patient=story.patient,
            happened_at=story.at - timedelta(hours=1),
        )  # fmt: skip

    with django_assert_num_queries(11):
        found = made(story)
        rows = list(table(packet_paper.as_csv(found)))

    assert len(rows) > 40
