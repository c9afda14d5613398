"""The day on paper: a sheet for each medicine session, by the button and by the clock at six."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import DayPaper
from audit.models import AuditEvent
from core import pdf
from medications.enums import DoseSource, Route
from patients.domain import care_team, contacts, directives, notes
from scheduling.enums import VisitKind
from sessions import day_sheets, packet
from sessions.domain import visits
from tests.support.at_rest import told_once
from tests.support.story import Story

pytestmark = pytest.mark.django_db
STOCK = {"route": Route.IM, "source": DoseSource.CLINIC_STOCK, "planned_mg": Decimal(55)}
ONE, EACH = 11, 9
MARKER = "the marker sentence of a note kept apart"


def tell() -> Story:
    """The morning of a session that stands in Willow at nine; a stranger's clinic has none."""
    story = Story()
    directives.record(story.patient, code_status="dnr", by=story.raj, at=story.at)
    contacts.name_person(
        story.patient, kind="emergency", name="Tomas Okafor", phone="+13035550133", by=story.flo,
        at=story.at,
    )  # fmt: skip
    story.ready_to_book(**STOCK).booked()
    notes.write_psychotherapy_note(story.patient, text=MARKER, by=story.ana, at=story.at)
    story.at = story.appointment.start_at - timedelta(hours=2)
    story.stranger = Story(story.at, name="Birch").raj
    return story


told, story = told_once(tell)


@pytest.fixture
def desk(client, time_machine):
    """The day packet's pages as one of the clinic's people, at the story's moment."""

    def enter(story, who):
        time_machine.move_to(story.at, tick=False)
        client.force_login(who.user, backend="accounts.backends.OneQueryBackend")
        return client

    return enter


def day_of(story):
    return story.appointment.start_at.astimezone(story.clinic.zone).date()


def html_of(story):
    rows = day_sheets.rows_of(story.clinic, day_of(story))
    return packet.as_html(story.clinic, day_of(story), rows, at=story.at)


def plain(html):
    return " ".join(BeautifulSoup(html, "html.parser").body.get_text(" ").split())


def test_the_sheet_carries_what_a_room_needs_without_a_screen(story):
    said = plain(html_of(story))

    for sentence in (
        "Margo Okafor", "44 years, female, born April 17, 1981", "70 kg",
        "10:00 AM, Willow, Ana Ruiz", "Allergies: penicillin", "DNR said, no document on file",
        "Ketamine, intramuscular: 55 mg ÷ 70 kg = 0.79 mg/kg",
        "Allowed 40 to 250 mg", "One booster of up to 50 mg between minute 15 and 40.",
        "Before the dose: 2 still open", "Check-in: Not yet. Check the patient in first.", "✓ Consents: ",
        "Before, red from 160/100; pulse over 110 or under 50; SpO₂ under 94 %",
        "not before 120 min from the first dose",
        "911 from Cedar Clinic", "988, call or text", "Clinic (303) 555-0100",
        "Tomas Okafor, (303) 555-0133", "Patient (303) 555-0117",
        "Due Time Pressure Pulse", "Time What was seen, said, done By",
        "Oriented, back to own self", "Left at",
    ):  # fmt: skip
        assert sentence in said, sentence
    assert MARKER not in said
    assert "Cannula out" not in said


def test_the_grid_has_the_times_of_this_route_and_the_clock_once_the_dose_is_known(story):
    [sheet] = day_sheets.sheets_of(day_sheets.rows_of(story.clinic, day_of(story)), at=story.at)
    due = [label for label, _clock in sheet.readings_due if label.endswith("min")]
    story.checked_in().stocked()
    story.measured()
    dose = story.dosed(55, lot_number="KET-1", drawn_mg=Decimal(60))
    [running] = day_sheets.sheets_of(day_sheets.rows_of(story.clinic, day_of(story)), at=story.at)

    assert due == ["5 min", "15 min", "30 min", "45 min", "60 min", "90 min", "120 min"]
    assert ("5 min", dose.given_at + timedelta(minutes=5)) in running.readings_due
    assert "Given " in plain(html_of(story))


def second_session(story):
    """Another patient in the other room on the same day."""
    first = story.patient, story.appointment
    story.patient = story.new_patient("Ines Duarte", key="ines")
    story.at -= timedelta(days=6)
    story.ready_to_book(**STOCK)
    start = first[1].start_at + timedelta(hours=5)
    visits.book_visit(
        story.patient, kind=VisitKind.MEDICINE_SESSION, start_at=start, minutes=180,
        clinician=story.mei, room=story.cedar, by=story.flo, at=story.at,
    )  # fmt: skip
    story.patient, story.appointment = first
    story.at = story.appointment.start_at - timedelta(hours=2)
    return story


def test_two_pages_a_session_tagged_and_so_many_statements_each(story, django_assert_num_queries):
    with django_assert_num_queries(ONE):
        html_of(story)
    second_session(story)
    with django_assert_num_queries(ONE + EACH):
        html = html_of(story)

    made = pdf.render(html)
    pages = [page.extract_text() for page in PdfReader(BytesIO(made.content)).pages]
    assert len(pages) == 4
    assert ["Margo Okafor" in text for text in pages] == [True, True, False, False]
    assert ["Ines Duarte" in text for text in pages] == [False, False, True, True]
    assert all("Page" in text for text in pages)


def test_who_may_see_sessions_opens_it_and_each_chart_says_so(desk, story):
    second_session(story)
    client = desk(story, story.noor)
    page = client.get("/sessions/packet/")
    answer = client.get("/sessions/packet/pdf/")

    assert "Margo Okafor" in page.text
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    lines = AuditEvent.objects.filter(action="day_packet.printed")
    assert len({line.patient_id for line in lines}) == len(lines) == 2
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(answer.content)).pages)
    assert "Ines Duarte" in text


@pytest.mark.parametrize("who", ["flo", "owen", "bea", "ada", "me"])
@pytest.mark.parametrize("page", ["", "pdf/", "morning/"])
def test_nobody_else_opens_it(desk, story, who, page):
    packet.make_due(at=story.at)

    answer = desk(story, getattr(story, who)).get(f"/sessions/packet/{page}")

    assert answer.status_code == 403
    assert not AuditEvent.objects.filter(action="day_packet.printed").exists()


def test_another_clinics_day_is_empty(desk, story):
    packet.make_due(at=story.at)
    client = desk(story, story.stranger)

    assert "Margo" not in client.get("/sessions/packet/").text
    assert client.get("/sessions/packet/pdf/").status_code == 404
    assert client.get("/sessions/packet/morning/").status_code == 404


def test_it_is_made_at_six_of_the_clinics_own_morning_once(desk, story, monkeypatch):
    six = timezone.localtime(story.at, story.clinic.zone).replace(hour=6, minute=0)
    made = [packet.make_due(at=six - timedelta(minutes=1)), packet.make_due(at=six)]
    monkeypatch.setattr(packet, "of_day", None)
    made.append(packet.make_due(at=six + timedelta(hours=1)))
    paper = DayPaper.objects.get()
    client = desk(story, story.noor)

    assert made == [0, 1, 0]
    assert (paper.clinic, paper.day, paper.made_at) == (story.clinic, day_of(story), six)
    assert "Made at 6:00 AM, 1 sheet." in " ".join(client.get("/sessions/packet/").text.split())
    kept = client.get("/sessions/packet/morning/")
    assert kept.content == bytes(paper.content)
    assert AuditEvent.objects.filter(action="day_packet.printed").count() == 1
    packet.make_due(at=six + timedelta(days=9))
    assert not DayPaper.objects.exists()


def test_a_packet_that_cannot_be_made_is_tried_three_times_and_the_page_stands(
    desk, story, monkeypatch
):
    def broken(_html, *, patience):
        raise pdf.RenderFailed("The renderer was stopped.")

    monkeypatch.setattr(pdf, "render", broken)
    for _turn in range(5):
        assert packet.make_due(at=story.at) == 0
    answer = desk(story, story.noor).get("/sessions/packet/pdf/", follow=True)

    assert DayPaper.objects.get().attempts == 3
    assert answer.status_code == 200
    assert "could not be made" in answer.text


def test_a_morning_packet_opens_for_nobody_who_may_not_see_everybody_in_it(desk, story):
    second_session(story)
    ben = story.member("ben", "Ben Ode", Role.THERAPIST)
    care_team.join(story.patient, member=ben, by=None, at=story.at)
    packet.make_due(at=story.at)
    client = desk(story, ben)
    page = client.get("/sessions/packet/").text

    assert len(DayPaper.objects.get().session_ids) == 2
    assert "Margo Okafor" in page
    assert "Ines Duarte" not in page
    assert "Kept copy" not in page
    assert client.get("/sessions/packet/morning/").status_code == 404
    assert desk(story, story.noor).get("/sessions/packet/morning/").status_code == 200


def test_board_and_calendar_lead_to_it(desk, story):
    for who, sees in ((story.noor, True), (story.flo, False)):
        client = desk(story, who)
        day = f"{day_of(story):%Y-%m-%d}"
        link = f"/sessions/packet/?day={day}"
        assert (link in client.get(f"/calendar/?day={day}").text) is sees
    assert "/sessions/packet/" in desk(story, story.noor).get("/sessions/").text


@pytest.mark.parametrize("day", ["", "1", "0001-01-01", "9999-12-31", "x" * 9000])
def test_an_odd_day_is_today(desk, story, day):
    answer = desk(story, story.noor).get("/sessions/packet/", {"day": day})

    assert answer.status_code == 200
    assert "Margo Okafor" in answer.text
