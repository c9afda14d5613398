"""Scans of invoices: taken in with the delivery or later, judged by their bytes, handed out as files."""

import hashlib

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from core.errors import Refusal
from medications import packet_paper
from medications.domain import invoices, packet, stock
from medications.domain.packet_rows import rows_of
from medications.enums import LARGEST_SCAN, EntryKind
from medications.models import InvoiceScan, LedgerEntry
from tests.medications.test_stock_page import BOX, RECEIVE, cupboard, soup, words
from tests.support.story import Story

__all__ = ["cupboard"]
pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nAnderson Medical, invoice INV-7\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40
WRONG = {
    "a web page called a PDF": ("invoice.pdf", b"<html><script>alert(1)</script></html>"),
    "a PDF further down": ("invoice.pdf", b"\n\n%PDF-1.7\n"),
    "a picture of vectors": ("invoice.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "nothing": ("invoice.pdf", b""),
    "too large": ("invoice.pdf", PDF + b"\x00" * LARGEST_SCAN),
}


def file(name="INV 7.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


@pytest.fixture
def story():
    return Story()


@pytest.fixture
def received(story):
    story.stocked()
    return LedgerEntry.objects.get()


def add_url(line):
    return reverse("medications:add_scan", args=[line.pk])


def test_a_delivery_comes_with_its_scan_once(cupboard, story):
    client = cupboard(story, story.noor)

    codes = [client.post(RECEIVE, BOX | {"scan": file()}).status_code for _ in range(2)]

    scan = InvoiceScan.objects.get()
    assert codes == [302, 302]
    assert (bytes(scan.content), scan.name, scan.size, scan.added_by) == (
        PDF, "INV 7.pdf", len(PDF), story.noor,
    )  # fmt: skip
    assert scan.sha256 == hashlib.sha256(PDF).hexdigest()
    assert scan.entry == LedgerEntry.objects.get()


@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_is_none_is_refused_in_one_sentence_and_the_rest_stays(cupboard, story, case):
    answer = cupboard(story, story.noor).post(RECEIVE, BOX | {"scan": file(*WRONG[case])})

    page = soup(answer)
    assert answer.status_code == 422
    assert page.select_one("#id_invoice")["value"] == "INV-7"
    assert page.select_one("#id_lot_number")["value"] == "KET-7"
    assert words(page).count(invoices.NOT_ONE) == 2  # in the summary, and beside its box
    assert not LedgerEntry.objects.exists()


def test_another_mistake_says_that_the_file_is_chosen_again(cupboard, story):
    answer = cupboard(story, story.noor).post(RECEIVE, BOX | {"scan": file(), "invoice": ""})

    assert "choose it again" in words(soup(answer))
    assert not InvoiceScan.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [(PDF, "application/pdf", "pdf"), (PNG, "image/png", "png"), (JPEG, "image/jpeg", "jpg")],
    ids=["pdf", "png", "jpeg"],
)
def test_a_scan_is_added_later_and_handed_out_as_a_file(
    cupboard, story, received, content, kind, suffix
):
    client = cupboard(story, story.noor)
    client.get(add_url(received))
    client.post(add_url(received), {"scan": file("evil.html", content)})
    scan = InvoiceScan.objects.get()

    answer = cupboard(story, story.owen).get(reverse("medications:scan", args=[scan.pk]))

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, content, kind)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'attachment; filename="invoice-ket-1-line-1.{suffix}"'
    assert "sandbox" in answer["Content-Security-Policy"]
    read = AuditEvent.objects.get(action="invoice.read")
    assert (read.outcome, read.facts["sha256"]) == ("read", scan.sha256)


def test_the_lots_story_and_the_packet_name_file_and_hash(cupboard, story, received):
    client = cupboard(story, story.noor)
    client.post(add_url(received), {"scan": file()})
    scan = InvoiceScan.objects.get()

    line = words(soup(client.get(reverse("medications:ledger", args=[received.lot_id]))))
    assert f"INV 7.pdf {scan.sha256[:12]}… Add another scan" in line
    made = packet.put_together(
        story.clinic, packet.period_of(story.clinic, "inspector", at=story.at)
    )
    paper = words(
        BeautifulSoup(packet_paper.as_html(made, by=story.owen, at=story.at), "html.parser")
    )
    assert f"KET-1, 1 INV-1 INV 7.pdf {scan.sha256}" in paper
    (row,) = [one for one in rows_of(made) if one["section"] == "invoice scan"]
    assert (row["what"], row["document"], row["words"]) == (
        "INV 7.pdf", "INV-1", f"SHA-256 {scan.sha256}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "add", "read"),
    [("noor", 422, 200), ("owen", 403, 200), ("ana", 403, 403), ("flo", 403, 403)],
)
def test_only_who_sees_the_stock_sees_its_papers(cupboard, story, received, who, add, read):
    scan = invoices.attach(
        received, upload=invoices.Upload("a.pdf", PDF), by=story.noor, at=story.at
    )
    client = cupboard(story, getattr(story, who))

    assert client.post(add_url(received), {}).status_code == add
    assert client.get(reverse("medications:scan", args=[scan.pk])).status_code == read
    assert InvoiceScan.objects.count() == 1


def test_another_clinic_finds_neither(cupboard, story, received):
    scan = invoices.attach(
        received, upload=invoices.Upload("a.pdf", PDF), by=story.noor, at=story.at
    )
    other = Story(name="Birch")
    client = cupboard(other, other.noor)

    assert client.get(reverse("medications:scan", args=[scan.pk])).status_code == 404
    assert client.post(add_url(received), {"scan": file()}).status_code == 404
    upload = invoices.Upload("b.png", PNG)
    with pytest.raises(Refusal) as error:
        invoices.attach(received, upload=upload, by=other.noor, at=story.at)
    assert error.value.code == "role_forbidden"


def test_only_a_delivery_has_an_invoice(cupboard, story, received):
    line = stock.post(received.lot, EntryKind.DRAW, 5 * received.amount_mg / 500, by=story.noor,
                      at=story.at)  # fmt: skip

    assert cupboard(story, story.noor).get(add_url(line)).status_code == 404
    with pytest.raises(Refusal, match="belongs to a delivery"):
        invoices.attach(line, upload=invoices.Upload("a.pdf", PDF), by=story.noor, at=story.at)


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64}, {"size": 3}, {"content_type": "image/png"},
        {"content_type": "text/html"}, {"content": b"<html>"},
    ],
)  # fmt: skip
def test_the_database_too_takes_only_what_a_scan_says(story, received, change):
    facts = {
        "entry": received, "name": "a.pdf", "content": PDF, "content_type": "application/pdf",
        "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest(), "added_at": story.at,
        "added_by": story.noor,
    }  # fmt: skip

    with pytest.raises(IntegrityError, match="is what it says"), transaction.atomic():
        InvoiceScan.objects.create(**facts | change)
    made = InvoiceScan.objects.create(**facts)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        InvoiceScan.objects.filter(pk=made.pk).update(name="b.pdf")
