"""What was given, by its own name, and by whose hand: the same on every paper and on the screen."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from medications.enums import DoseSource, Route
from patients.domain import contacts
from sessions import ambulance
from sessions.domain import as_given, dosing, letter, observing, patient_copy, record, vitals
from sessions.enums import RouteActKind
from sessions.room import Room
from tests.support.rooms import at, soup, words
from tests.support.story import CALM, Story

pytestmark = pytest.mark.django_db
ESKETAMINE = {
    "route": Route.IN_ESKETAMINE, "source": DoseSource.REMS_DEVICE, "planned_mg": Decimal(56),
}  # fmt: skip
STOCK = {"route": Route.IM, "source": DoseSource.CLINIC_STOCK, "planned_mg": Decimal(55)}


def plain(html: str) -> str:
    return words(BeautifulSoup(html, "html.parser").body)


def sprayed() -> Story:
    story = Story()
    contacts.name_person(
        story.patient, kind="referrer", name="Dr. Ida Lund", phone="+13035550119", by=story.flo,
        at=story.at,
    )  # fmt: skip
    story.ready_to_book(**ESKETAMINE, booster=None).booked().checked_in()
    story.measured()
    story.dosed(56)
    return story


def room_of(story: Story) -> Room:
    row = Room.rows(story.noor).get(pk=story.session.pk)
    return Room(row, story.noor, at=story.at)


def test_an_esketamine_session_is_printed_as_esketamine_and_under_its_own_label(room):
    story = sprayed()
    on_the_way = plain(ambulance.page(room_of(story)))
    read_out = words(soup(room(story, story.noor).get(at(story, "live"))).select_one(".sos__say"))
    story.discharged().signed()
    kept = plain(record.record_html(story.session, at=story.at))
    written = plain(letter.letter_html(story.session, at=story.at))
    theirs = plain(patient_copy.copy_html(story.session, at=story.at))

    assert "Esketamine 56 mg nasal" in on_the_way
    assert "Esketamine for psychotherapy." in on_the_way
    assert "Given Esketamine 56 mg nasal at" in read_out
    assert "Esketamine given Time" in kept
    assert "esketamine 56 mg, nasal (0.80 mg/kg)" in written
    assert "a course of treatment with esketamine and psychotherapy with us" in written
    assert "56 mg of esketamine" in theirs
    assert "off label" not in kept
    for paper in (on_the_way, read_out, kept, written, theirs):
        assert "ketamine" not in paper.lower().replace("esketamine", "")


def test_the_off_label_sentence_says_what_is_true_of_the_consent():
    story = Story().ready_to_book(**STOCK).booked().checked_in()
    story.stocked()
    story.measured()
    story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    agreed = plain(record.record_html(story.session, at=story.at))
    story.patient.consents.filter(kind="off_label").update(
        withdrawn_at=story.session.first_dose_at, withdrawn_by=story.me
    )
    withdrawn = plain(record.record_html(story.session, at=story.at))

    assert "Ketamine given Time" in agreed
    assert "given off label; the patient" in agreed
    assert "signed consent to it stands below." in agreed
    assert "Ketamine for this use is given off label." in withdrawn
    assert "stands below" not in withdrawn


def test_the_lot_says_what_was_in_the_vial():
    story = Story().ready_to_book(**STOCK).booked().checked_in()
    story.stocked("ESK-1", substance="esketamine")
    dose = dosing.Dose(Decimal(55), "first", "ESK-1", Decimal(55))
    as_given.record_as_given(
        story.patient, dose=dose, given_at=story.at, what_happened="The other vial", by=story.noor,
        at=story.at,
    )  # fmt: skip

    assert "Esketamine given Time" in plain(record.record_html(story.session, at=story.at))


def test_a_lozenge_is_taken_by_the_patient_before_the_eyes_of_whoever_was_there(room):
    story = Story().ready_for_dose()
    before = words(soup(room(story, story.kim).get(at(story, "live"))).select_one("#room-route"))
    story.dosed()

    for looker in (story.kim, story.ana):
        page = soup(room(story, looker).get(at(story, "live")))
        said = words(page.select_one("#room-route .soft"))
        assert said == "Taken by the patient, observed by Noor Haddad."
    kept = plain(record.record_html(story.session, at=story.at))
    client = room(story, story.noor)
    lit = soup(client.get(at(story, "live"))).select(".route-step--likely")
    story.discharged()
    over = soup(room(story, story.noor).get(at(story, "live"))).select_one("#room-route")

    assert [words(one.button) for one in lit] == ["Lozenge in"]
    assert over.select(".route-step--likely") == []
    assert set(json.loads(over["data-facts"])["quiet"]) == set(RouteActKind)
    assert "observed by" not in before
    assert "Taken by the patient, observed by Noor Haddad" in kept


def test_a_tablets_clock_stands_beside_the_true_time_from_a_minute_on():
    story = Story().under_way()
    by = {"by": story.noor, "at": story.at}
    far, near = story.at + timedelta(seconds=61), story.at + timedelta(seconds=59)
    for text, said in (("Far.", far), ("Near.", near)):
        observing.record_event(story.session, text=text, device_at=said, **by)
    vitals.record(story.session, reading=CALM, device_at=far, **by)
    observing.record_adverse_event(
        story.session, type="nausea", severity="mild", action="reassure", outcome="resolved",
        device_at=far, **by,
    )  # fmt: skip

    page = BeautifulSoup(record.record_html(story.session, at=story.at), "html.parser")
    marked = [one for one in page.select(".late") if "tablet" in one.get_text()]

    assert [one.find_parent(["tr", "p"]).name for one in marked] == ["tr", "p", "tr"]
    assert "Far." in marked[1].find_parent("p").get_text()
