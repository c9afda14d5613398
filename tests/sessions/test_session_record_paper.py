"""The paper record: everything of the administration note that exists, tagged and self-contained."""

import contextlib
import re
import zlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from medications.enums import DoseSource, Route
from patients.domain.documents import render_due
from patients.models import Document
from sessions.domain import as_given, gate, observing, wasting
from sessions.domain.charts import vitals_chart
from sessions.domain.dosing import Dose
from sessions.domain.limits import Reading
from sessions.models import VitalSigns
from tests.support.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.whole]
AMBER = Reading(systolic=148, diastolic=94, heart_rate=84, spo2=97)


@pytest.fixture
def paper():
    """A session with everything in it, signed, as parsed HTML and as its document."""
    story = Story().ready_to_book(
        route=Route.IM, source=DoseSource.CLINIC_STOCK, planned_mg=Decimal(55)
    ).booked().checked_in()  # fmt: skip
    story.stocked()
    story.measured(AMBER)
    gate.acknowledge(
        story.session, item="vitals_amber", reason="Usual at rest", by=story.raj, at=story.at
    )
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    observing.record_event(
        story.session, by=story.noor, at=story.at, text="Sat <up> & smiled",
        occurred_at=story.at - timedelta(minutes=9),
    )  # fmt: skip
    struck = observing.record_event(story.session, by=story.noor, at=story.at, text="Wrong patient")
    observing.void(struck, by=story.noor, at=story.at)
    observing.record_adverse_event(
        story.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        by=story.noor, at=story.at,
    )  # fmt: skip
    witness = wasting.Witness(story.kim, proved_at=story.at)
    wasting.waste(story.session, mg=Decimal(5), by=story.noor, at=story.at, witness=witness)
    as_given.record_as_given(
        story.patient, dose=Dose(mg=Decimal(10), kind="booster", lot_number="KET-1", drawn_mg=Decimal(10)),
        given_at=story.at, what_happened="A second syringe was given.", by=story.noor, at=story.at,
    )  # fmt: skip
    story.discharged().signed()
    render_due(at=story.at)
    document = Document.objects.get(kind="session_note")
    return BeautifulSoup(document.source_html, "html.parser"), document


def unpacked(content):
    """The document with each packed stream opened."""
    parts = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return b"".join(parts)


def test_it_holds_each_part_of_the_administration_note(paper):
    page, _document = paper
    text = " ".join(page.body.get_text(" ").split())

    for sentence in (
        "Born April 17, 1981",
        "Eligible , March 2, 2026, 9:10 AM, Raj Patel",
        "Off-label use version",
        "Last solid food Mar 9, 1:40 AM",
        "To meet the pain without hardening",
        "Communication plan: Raise a hand for water",
        "Holding a hand Ask each time",
        "55 mg, intramuscular, psycholytic, allowed 40 to 250 mg",
        "KET-1, Aug 31, 2028 60 mg Noor Haddad",
        "Total given: 65 mg.",
        "Kim Osei, own password",
        "148/94 Usual at rest Raj Patel",
        "Sat <up> & smiled (late entry, written",
        "Nausea Mild Reassured Resolved Noor Haddad",
        "Incident: Dose outside the gate or the order. A second syringe was given.",
        "outside the gate: see incident",
        "Released to Dele Okafor",
        "Oriented, back to own self",
        "Signed by Ana Ruiz , ANA-1",
        "Signed by Raj Patel , RAJ-1",
    ):
        assert sentence in text, sentence


def test_a_line_that_was_struck_stands_struck_and_has_no_letter(paper):
    page, _document = paper
    struck, standing = (
        [one for one in page.select(".log p") if bool(one.s) == is_struck]
        for is_struck in (True, False)
    )

    assert [one.s.get_text() for one in struck] == ["Wrong patient"]
    assert struck[0].i is None
    assert "struck" in struck[0].find_all("span")[-1].get_text()
    assert [one.i.get_text() for one in standing] == ["a"]
    assert "a" in [one.get_text() for one in page.select("svg text")]


def test_a_log_too_long_for_letters_has_none_and_a_stroke_for_each_event():
    noon = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
    reading = VitalSigns(systolic=120, diastolic=80, heart_rate=70, spo2=98, taken_at=noon)
    few, many = (
        BeautifulSoup(
            vitals_chart([reading], [], None, zone=ZoneInfo("UTC"), letters=[(mark, noon)] * 90),
            "html.parser",
        )
        for mark in ("a", "")
    )

    assert "a" in [one.get_text() for one in few.select("text")]
    assert "a" not in [one.get_text() for one in many.select("text")]
    assert sum(one["d"].count("v4") for one in many.select("path")) == 90
    assert len(many.svg.find_all(True)) == len(few.svg.find_all(True)) - 3


def test_every_signature_stands_with_its_hash(paper):
    page, _document = paper

    hashes = [line.get_text().split()[-1] for line in page.select(".hash")]

    assert [len(one) for one in hashes] == [64, 64]


def test_every_table_names_its_columns_and_nothing_is_fetched(paper):
    page, _document = paper

    assert page.html["lang"] == "en"
    assert (
        " ".join(page.title.string.split())
        == "Medicine session record: Margo Okafor, March 9, 2026"
    )
    assert all(cell.get("scope") for cell in page.select("th"))
    assert page.select("[src], link, script, [href]") == []


def test_it_becomes_a_tagged_document(paper):
    _page, document = paper

    inside = unpacked(bytes(document.content))
    assert document.status == "ready"
    for mark in (b"/StructTreeRoot", b"/Lang", b"/Title", b"/DisplayDocTitle"):
        assert mark in inside
